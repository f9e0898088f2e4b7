"""How a verb ended, for scripts: one exit code each family of errors, found by the name of the error so that nothing is imported for it."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Every way a verb can end."""

    OK = 0
    DIFFERENT = 1
    WRONG_USAGE = 2
    REFUSED = 3
    NOT_FOUND = 4
    NOT_YET = 5
    AWAY = 6
    CLOSED = 7
    BROKEN = 70
    STOPPED = 130


MEANING: dict[Exit, str] = {
    Exit.OK: "done",
    Exit.DIFFERENT: "something is not as expected: a dossier, a programme that was checked, or rows of a file to be imported",
    Exit.WRONG_USAGE: "a verb, an option, a field, a date, a setting or a file cannot be understood; nothing was done",
    Exit.REFUSED: "refused with a sentence; nothing was changed",
    Exit.NOT_FOUND: "nothing, or more than one, is known under this name, number or id",
    Exit.NOT_YET: "taken, but not all done: not yet checked or written, a case could not be brought back, or rows of a file were left out",
    Exit.AWAY: "a server is away, too busy, or not at the version that is needed; try again when it is put right",
    Exit.CLOSED: "the case is closed and takes no more facts",
    Exit.BROKEN: "a fault of the product: its trace is in the file that is named",
    Exit.STOPPED: "stopped by Ctrl-C",
}
"""What each exit code means; docs/command-line.md says the same."""

FAMILIES: dict[str, Exit] = {
    "starters.answers.answer.WrongInput": Exit.WRONG_USAGE,
    "starters.dossier_file.BadDossier": Exit.WRONG_USAGE,
    "starters.importing.mapping.BadMapping": Exit.WRONG_USAGE,
    "starters.identity_numbers.WrongNumber": Exit.WRONG_USAGE,
    "casework.programme_files.BadProgramme": Exit.WRONG_USAGE,
    "runtime.settings.BadSetting": Exit.WRONG_USAGE,
    "casework.fact.Refused": Exit.REFUSED,
    "records.cases.AlreadyOpen": Exit.REFUSED,
    "records.cases.OpeningUsed": Exit.REFUSED,
    "records.pool.NotKept": Exit.REFUSED,
    "starters.answers.answer.NoneSuch": Exit.NOT_FOUND,
    "starters.answers.answer.Several": Exit.NOT_FOUND,
    "starters.itineraries.NoSuchCase": Exit.NOT_FOUND,
    "records.rebuild.NoSuchCase": Exit.NOT_FOUND,
    "records.cases.Unknown": Exit.NOT_FOUND,
    "starters.itineraries.Busy": Exit.AWAY,
    "starters.releases.NotPolled": Exit.AWAY,
    "starters.itineraries.TemporalSilent": Exit.AWAY,
    "records.pool.DatabaseAway": Exit.AWAY,
    "records.migrate.SchemaDisagrees": Exit.AWAY,
    "runtime.connection.TemporalAway": Exit.AWAY,
    "runtime.settings.NoStack": Exit.AWAY,
    "runtime.identity.NoKey": Exit.WRONG_USAGE,
    "runtime.data_folder.AlreadyUp": Exit.AWAY,
    "runtime.data_folder.Unusable": Exit.AWAY,
    "runtime.embedded.child.Failed": Exit.AWAY,
    "runtime.embedded.temporal.OtherVersion": Exit.AWAY,
    "starters.itineraries.CaseEnded": Exit.CLOSED,
}
"""Errors that are read by people: their text is the sentence."""

GONE = "PostgreSQL went away in the middle: look at `itinerary doctor`, then do it again (a telling under the same --id is never doubled)"
WENT_AWAY: frozenset[str] = frozenset({
    "builtins.ConnectionError",
    "asyncpg.exceptions.PostgresConnectionError",
    "asyncpg.exceptions.OperatorInterventionError",
    "asyncpg.exceptions._base.InterfaceError",
    "asyncpg.exceptions._base.InternalClientError",
})  # fmt: skip
"""Errors of a connection that broke while it was used."""

FULL = "the disk of PostgreSQL is full: what was accepted waits and is not lost; make room, then do this again"
NO_ROOM = "asyncpg.exceptions.DiskFullError"

SENTENCE = "runtime.sentences.Sentence"


def code_of(error: BaseException) -> Exit | None:
    """The family of an error that people read; None for a fault of the product."""
    names = [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__]
    known = (FAMILIES[name] for name in names if name in FAMILIES)
    if {NO_ROOM, *WENT_AWAY} & set(names):
        return Exit.AWAY
    return next(known, Exit.REFUSED if SENTENCE in names else None)


def sentence_of(error: BaseException) -> str:
    """What to say of an error that people read."""
    names = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}
    if NO_ROOM in names:
        return FULL
    return GONE if WENT_AWAY & names else str(error)
