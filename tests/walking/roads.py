"""The roads of all methods: a method without one is not walked, and a test says so."""

from tests.walking import kina, star
from tests.walking.road import Road

ROADS: tuple[Road, ...] = (
    kina.ROAD,
    star.ROAD,
)
