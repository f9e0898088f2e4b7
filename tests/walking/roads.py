"""The roads of all methods: a method without one is not walked, and a test says so."""

from tests.walking import forem, insertor, kina, star, supported_employment
from tests.walking.road import Road

ROADS: tuple[Road, ...] = (kina.ROAD, insertor.ROAD, supported_employment.ROAD, forem.ROAD, star.ROAD)
