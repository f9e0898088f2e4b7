"""What a programme names must be there: a fact, a letter, something a partner owes. A name nobody knows would do nothing, in silence.

And what the story of its method looks up must be there, or a case would break off in the middle.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from casework.programme import Programme
from casework.strangers import strangers
from casework.vocabulary import vocabulary

WHATEVER = "*"
OWED_BY_PARTNERS = ("partner_answer", "partner_start", "partner_attendance")
STAGES_OF_SUPPORT = ("close_support", "introduction_support", "follow_up_support", "step_rests")
NOT_FOR_ALL = ("talks", "offers")


def unknown_names(programme: Programme, letters: Collection[str]) -> list[str]:
    """Every name that means nothing, as `table.key: what was expected, what was found`; `letters` are those that were written."""
    facts = vocabulary()
    return [
        *strangers("deadlines", [key.partition(".")[0] for key in programme.deadlines], [*facts, WHATEVER], "a fact"),
        *strangers("gaps", [key.partition(".")[0] for key in programme.gaps], facts, "a fact"),
        *strangers("spans", programme.spans, (*OWED_BY_PARTNERS, *STAGES_OF_SUPPORT), "what a partner owes"),
        *strangers("letters", programme.letters, facts, "a fact"),
        *strangers("exemptions", programme.exemptions, NOT_FOR_ALL, "what a person can be exempted from"),
        *strangers("lists.surveys", programme.lists.get("surveys", []), facts, "a fact"),
        *strangers("demands", programme.demands, facts, "a fact"),
        *(
            line
            for kind, demand in programme.demands.items()
            if kind in facts
            for line in strangers(f"demands.{kind}.fields", demand.fields, facts[kind].model_fields, "a field")
        ),
        *(
            line
            for key, rule in programme.pauses.items()
            for line in strangers(f"pauses.{key}.stops", rule.stops, [*facts, WHATEVER], "a fact")
        ),
        *strangers("letter", sorted(programme.letters_named), letters, "a letter that was written"),
    ]


def blocked_for_good(programme: Programme, told: Collection[str]) -> list[str]:
    """Every block that nobody could lift: on, or waiting for, a fact that the story does not know (`told`), or for one that is blocked."""
    blocks = programme.blocks
    waited_for = [(key, kind) for key, block in blocks.items() for kind in block.while_overdue]
    return [
        *strangers("blocks", blocks, told, f"a fact of the {programme.method} path"),
        *(
            line
            for key, kind in waited_for
            for line in strangers(f"blocks.{key}.while_overdue", [kind], told, f"a fact of the {programme.method} path")
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
