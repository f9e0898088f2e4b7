"""What a programme names must be there: a fact, a letter, something a partner owes. A name nobody knows would do nothing, in silence.

And what the story of its method looks up must be there, or a case would break off in the middle.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from casework.programme import Programme
from casework.vocabulary import vocabulary

WHATEVER = "*"
OWED_BY_PARTNERS = ("partner_answer", "partner_start", "partner_attendance")
STAGES_OF_SUPPORT = ("close_support", "introduction_support", "follow_up_support", "step_rests")
NOT_FOR_ALL = ("talks", "offers")


def unknown_names(programme: Programme, letters: Collection[str]) -> list[str]:
    """Every name that means nothing, as `table.key: what was expected, what was found`; `letters` are those that were written."""
    facts = vocabulary()
    return [
        *_strangers("deadlines", [key.partition(".")[0] for key in programme.deadlines], [*facts, WHATEVER], "a fact"),
        *_strangers("gaps", [key.partition(".")[0] for key in programme.gaps], facts, "a fact"),
        *_strangers("spans", programme.spans, (*OWED_BY_PARTNERS, *STAGES_OF_SUPPORT), "what a partner owes"),
        *_strangers("letters", programme.letters, facts, "a fact"),
        *_strangers("exemptions", programme.exemptions, NOT_FOR_ALL, "what a person can be exempted from"),
        *_strangers("lists.surveys", programme.lists.get("surveys", []), facts, "a fact"),
        *_strangers("demands", programme.demands, facts, "a fact"),
        *(
            line
            for kind, demand in programme.demands.items()
            if kind in facts
            for line in _strangers(f"demands.{kind}.fields", demand.fields, facts[kind].model_fields, "a field")
        ),
        *(
            line
            for key, rule in programme.pauses.items()
            for line in _strangers(f"pauses.{key}.stops", rule.stops, [*facts, WHATEVER], "a fact")
        ),
        *_strangers("letter", sorted(programme.letters_named), letters, "a letter that was written"),
    ]


def blocked_for_good(programme: Programme, told: Collection[str]) -> list[str]:
    """Every block that nobody could lift: on, or waiting for, a fact that the story does not know (`told`), or for one that is blocked."""
    blocks = programme.blocks
    waited_for = [(key, kind) for key, block in blocks.items() for kind in block.while_overdue]
    return [
        *_strangers("blocks", blocks, told, f"a fact of the {programme.method} path"),
        *(
            line
            for key, kind in waited_for
            for line in _strangers(f"blocks.{key}.while_overdue", [kind], told, f"a fact of the {programme.method} path")
        ),
        *(
            f"blocks.{key}.while_overdue: expected a fact that is not blocked itself, found {kind!r}"
            for key, kind in waited_for
            if kind in blocks
        ),
    ]


def missing_names(programme: Programme, asked: Mapping[str, Collection[str]]) -> list[str]:
    """Every entry that a story looks up and this programme does not have, as `table.key: what was expected`."""
    return [
        f"{table}.{key}: this key is expected, for the {programme.method} path asks for it"
        for table, keys in asked.items()
        for key in sorted(set(keys) - getattr(programme, table).keys())
    ]


def _strangers(where: str, named: Collection[str], known: Collection[str], what: str) -> Iterator[str]:
    for name in named:
        if name not in known:
            near = get_close_matches(name, known, 1)
            yield f"{where}: expected {what}{f', perhaps {near[0]}' if near else ''}, found {name!r}"
