"""The roads of all methods: a method without one is not walked, and a test says so."""

from tests.walking import forem, kina
from tests.walking.road import Road

ROADS: tuple[Road, ...] = (kina.ROAD, forem.ROAD)
