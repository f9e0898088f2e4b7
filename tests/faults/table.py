"""What was survived, as a table to read."""

from __future__ import annotations

from collections import Counter
from statistics import median

from tests.faults.havoc import PARTS, Survival

SORTS = {
    "lost": "accepted facts or letters lost",
    "doubled": "lines, messages or letters doubled",
    "forgotten": "promises neither kept nor explained",
    "broken": "anything else that must not be",
}
SHOWN = 12


def table(survival: Survival) -> str:
    """Kills by part with the waits after them, what was counted, and every finding."""
    return "\n".join([*_kills(survival), "", *_counts(survival), "", *_findings(survival)])


def _kills(survival: Survival) -> list[str]:
    lines = [f"{'killed':<12}{'times':>7}{'first answer after: half within':>34}{'all within':>13}"]
    for part in (*PARTS, "all"):
        kills = [kill for kill in survival.kills if part in (kill.part, "all")]
        waits = [kill.answered for kill in kills if kill.answered is not None]
        half, most = (f"{median(waits):.1f} s", f"{max(waits):.1f} s") if waits else ("-", "-")
        lines.append(f"{part:<12}{len(kills):>7}{half:>34}{most:>13}")
    return lines


def _counts(survival: Survival) -> list[str]:
    audit, ledger = survival.audit, survival.ledger
    how = ", ".join(f"{n} {how}" for how, n in Counter(answer.how for answer in ledger.answers).most_common())
    counted = {
        "cases": audit.cases,
        "facts accepted": f"{audit.accepted} ({how}; {ledger.refused} refused, {ledger.tried_again} times asked to try again)",
        "lines in the journal": f"{audit.lines}, {audit.hours} of them hours that came",
        "messages": audit.messages,
        "mails": f"{audit.mails}, {audit.again} of them again under the same Message-ID because a part died before its yes was noted",
        "it took": f"{survival.seconds / 60:.1f} minutes",
    }
    return [f"{what:<22}{said}" for what, said in counted.items()]


def _findings(survival: Survival) -> list[str]:
    audit = survival.audit
    counts = [f"{says:<38}{audit.count(sort)}" for sort, says in SORTS.items()]  # type: ignore[arg-type]
    shown = [finding for sort in SORTS for finding in [one for one in audit.findings if one.sort == sort][:SHOWN]]
    return [*counts, *(f"  {finding.sort}: {finding.says}" for finding in shown), f"seed {survival.seed}"]
