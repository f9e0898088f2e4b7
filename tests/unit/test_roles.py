"""What one process of ours may be there for."""

from __future__ import annotations

import pytest

from starters.commands.running import Role
from workers.roles import ROLES, UnknownRole, role_of


def test_a_worker_told_nothing_is_there_for_everything():
    assert role_of([]) == "all"


def test_every_role_of_the_command_line_is_one_of_the_workers():
    assert tuple(role_of([role.value]) for role in Role) == ROLES


@pytest.mark.parametrize("words", [["mail"], ["letters", "itineraries"], ["letters", "letters"]])
def test_another_word_is_refused_with_the_roles_there_are(words: list[str]):
    with pytest.raises(UnknownRole, match="is nothing a worker can be there for: say one of itineraries, letters, all"):
        role_of(words)
