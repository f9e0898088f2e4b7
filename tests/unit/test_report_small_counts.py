"""No report gives few people away: neither by a count, nor by what can be reckoned from the others."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from starters.reporting.small import HELD_BACK, alone, few, part_of, protected


def test_a_count_of_few_people_is_not_shown_and_none_is_few_too():
    assert [alone(count, 5) for count in (0, 4, 5)] == ["<5", "<5", 5]


def test_counts_that_are_large_enough_are_shown_as_they_are():
    assert protected({"a": 5, "b": 12}, 5) == {"a": 5, "b": 12}


def test_one_small_count_alone_takes_the_next_smallest_with_it():
    assert protected({"a": 3, "b": 30, "c": 12}, 5) == {"a": "<5", "b": 30, "c": HELD_BACK}


def test_two_small_counts_hide_each_other_unless_they_are_few_people_together():
    assert protected({"a": 3, "b": 4, "c": 12}, 5) == {"a": "<5", "b": "<5", "c": 12}
    assert protected({"a": 1, "b": 2, "c": 12}, 5) == {"a": "<5", "b": "<5", "c": HELD_BACK}


def test_two_counts_that_can_only_be_the_largest_small_ones_hide_a_third():
    assert protected({"a": 4, "b": 4, "c": 12, "d": 30}, 5) == {"a": "<5", "b": "<5", "c": HELD_BACK, "d": 30}


def test_where_nothing_is_enough_no_part_says_whether_it_is_small():
    assert protected({"a": 0, "b": 5}, 5) == {"a": HELD_BACK, "b": HELD_BACK}
    assert protected({"a": 5, "b": 0}, 5) == {"a": HELD_BACK, "b": HELD_BACK}


def test_of_few_people_no_part_is_shown():
    assert protected({"a": 4, "b": 0}, 5) == {"a": "<5", "b": "<5"}


def test_a_share_that_leaves_few_others_is_held_back_with_its_percentage():
    assert part_of(20, 80, 5) == (20, "25 %")
    assert part_of(2, 80, 5) == ("<5", "")
    assert part_of(78, 80, 5) == (HELD_BACK, "")
    assert part_of(0, 0, 5) == ("<5", "")


def test_whoever_asks_for_counts_of_one_sees_every_count():
    assert protected({"a": 0, "b": 1}, 1) == {"a": 0, "b": 1}
    assert part_of(0, 3, 1) == (0, "0 %")
    assert part_of(0, 0, 1) == (0, "")
    assert alone(0, 1) == 0


@pytest.mark.parametrize("at_least", [2, 3, 4])
@pytest.mark.parametrize("listed_from", [0, 1])
@pytest.mark.parametrize("parts", [1, 2, 3, 4])
def test_nobody_who_knows_the_total_and_what_the_signs_mean_can_reckon_a_small_count(parts: int, listed_from: int, at_least: int):
    worlds: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for world in product(range(listed_from, 11), repeat=parts):
        worlds[sum(world)].append(world)
    for total in range(at_least, 11):
        for counts in worlds[total]:
            shown = list(protected(dict(zip("abcd", counts, strict=False)), at_least, listed_from=listed_from).values())
            possible = [world for world in worlds[total] if shown and fits(world, shown, at_least)]
            for nth in range(len(shown)):
                assert counts[nth] >= at_least or len({world[nth] for world in possible}) > 1, (counts, shown)


def fits(world: tuple[int, ...], shown: list[object], at_least: int) -> bool:
    """Whether these could have been shown like this: what is held back beside a small count is not small, and at most what is shown."""
    most = min([cell for cell in shown if isinstance(cell, int)], default=max(world))
    beside = few(at_least) in shown
    return all(
        count == cell or (cell == few(at_least) and count < at_least) or (cell == HELD_BACK and (not beside or at_least <= count <= most))
        for count, cell in zip(world, shown, strict=True)
    )


def test_of_few_people_not_even_the_names_of_parts_are_listed_where_no_part_is_empty():
    assert protected({"a": 1, "b": 3}, 5, listed_from=1) == {}


@given(some.lists(some.integers(0, 40), min_size=1, max_size=12), some.integers(2, 12))
def test_no_small_count_is_ever_shown_nor_left_over_by_the_others(counts: list[int], at_least: int):
    named = {f"{nth:02}": count for nth, count in enumerate(counts)}

    shown = protected(named, at_least)

    assert all(cell in (count, few(at_least), HELD_BACK) for cell, count in zip(shown.values(), counts, strict=True))
    assert not any(isinstance(cell, int) and cell < at_least for cell in shown.values())
    hidden = [named[name] for name, cell in shown.items() if not isinstance(cell, int)]
    total = alone(sum(counts), at_least)
    assert not hidden or isinstance(total, str) or (sum(hidden) >= at_least and (len(hidden) > 1 or hidden[0] >= at_least))
