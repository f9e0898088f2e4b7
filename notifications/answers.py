"""Where a letter may be answered: one address for each thing its reader may say, shown only when it is given."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

ANSWERS = ("link_accept", "link_other_time", "link_decline", "link_seen")
STOP = ("link_stop",)


class Answer(NamedTuple):
    """An answer and its address: one line of plain text, or a button."""

    label: str
    address: str
    line: str


def given(names: Sequence[str], words: Mapping[str, str], values: Mapping[str, str]) -> list[Answer]:
    """Those of these answers for which there is an address, in their order and in the words of the reader's language."""
    return [
        Answer(words[name], values[name], words["line"].format(label=words[name], address=values[name]))
        for name in names
        if values.get(name)
    ]
