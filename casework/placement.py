"""What can happen while work is sought: on the regular labour market, or under art. 60 §7 with the OCMW as employer."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, PlainSerializer

from casework import things as t
from casework.case import Case
from casework.contract_clock import reckon
from casework.fact import Fact, Person, Refused, Restricted, known

OWN_SERVICE = "own service"
ACTIONS = ("find vacancies", "prepare applications", "mediate with employers", "other")
"""What is agreed on where a programme names no actions of its own."""

WorkplaceSort = Literal["own service", "sheltered workshop", "non-profit", "second-hand shop", "other"]


class BranchDecided(Fact, frozen=True):
    """Whether the person is eligible for the regular labour market, or art. 60 §7 comes first; may be revised (NL-23)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["branch_decided"] = "branch_decided"
    branch: Literal["regular", "article_60"]
    reason: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        if not {"placement", "in_work_support", "end_of_contract"} & set(case.open):
            raise Refused("the road to work is chosen once mapping is complete")

    def happen(self, case: Case) -> None:
        case.decide("branch_decided", self.branch)


class ActionAgreed(Fact, frozen=True):
    """Something will be done towards work, by somebody, by a day; each programme names its sorts (NL-24, ES-40, FR-12, FR-13).

    `towards` is the need, objective or goal of this case that it serves (ES-10); `what` says it in words where the sort does not.
    """

    begins: ClassVar[str] = "a"
    kind: Literal["action_agreed"] = "action_agreed"
    sort: str
    owner: Literal["counsellor", "client", "shared"] = "shared"
    due: date | None = None
    what: Restricted = ""
    towards: str = ""

    def check(self, case: Case) -> None:
        case.may_begin(self)
        if self.sort not in (sorts := case.programme.lists.get("actions", ACTIONS)):
            raise Refused(f"this programme's actions are {', '.join(sorts)}: name one with sort=...")
        if self.towards and self.towards not in served(case):
            raise Refused(f"an action serves something of this case: towards is one of {', '.join(served(case)) or 'nothing yet'}")
        if self.due and self.due < case.calendar.day_of(case.at):
            raise Refused("an action is due on a day to come")

    def happen(self, case: Case) -> None:
        case.begin(case.actions, self, t.Action(sort=self.sort, owner=self.owner, agreed=case.hour, due=self.due, towards=self.towards))


class ActionDone(Fact, frozen=True):
    """An action was done, or given up, with its result and what shows it (NL-24, FR-12)."""

    kind: Literal["action_done"] = "action_done"
    result: Literal["done", "given up"] = "done"
    evidence: Restricted = ""

    def check(self, case: Case) -> None:
        known(case.actions, self.of, "open action")

    def happen(self, case: Case) -> None:
        case.put_away(case.actions, self.of, f"actions {self.result}")


class ApplicationSent(Fact, frozen=True):
    """The person applied for a job (NL-25)."""

    begins: ClassVar[str] = "s"
    kind: Literal["application_sent"] = "application_sent"
    job: str = ""

    def check(self, case: Case) -> None:
        case.may_begin(self)

    def happen(self, case: Case) -> None:
        case.begin(case.applications, self, t.Application(sent=case.hour))


class ApplicationAnswered(Fact, frozen=True):
    """How an application came out; no answer is an answer too (NL-25)."""

    from_whom: ClassVar[str] = "client"
    kind: Literal["application_answered"] = "application_answered"
    outcome: Literal["interview", "offer", "refused", "no answer"]

    def check(self, case: Case) -> None:
        known(case.applications, self.of, "open application")

    def happen(self, case: Case) -> None:
        case.put_away(case.applications, self.of, f"applications {self.outcome}")


class EmployerApproached(Fact, frozen=True):
    """The counsellor mediated with an employer, and told of employment measures or not (NL-24)."""

    begins: ClassVar[str] = "e"
    kind: Literal["employer_approached"] = "employer_approached"
    employer: Person
    measures_explained: bool

    def check(self, case: Case) -> None:
        case.may_begin(self)

    def happen(self, case: Case) -> None:
        case.begin(case.employers, self, t.EmployerContact(approached=case.hour))


class EmployerAnswered(Fact, frozen=True):
    """What an employer said (NL-25)."""

    from_whom: ClassVar[str] = "employer"
    kind: Literal["employer_answered"] = "employer_answered"
    answer: Literal["offer", "no", "later"]

    def check(self, case: Case) -> None:
        known(case.employers, self.of, "employer who was approached")

    def happen(self, case: Case) -> None:
        case.put_away(case.employers, self.of, f"employers {self.answer}")


class WorkplaceProposed(Fact, frozen=True):
    """A possible art. 60 §7 workplace: what sort, and at which host (NL-27, NL-28)."""

    begins: ClassVar[str] = "w"
    kind: Literal["workplace_proposed"] = "workplace_proposed"
    sort: WorkplaceSort
    host: Person = Field(min_length=1)

    def check(self, case: Case) -> None:
        case.may_begin(self)
        if case.decisions.get("branch_decided") is None or case.decisions["branch_decided"].choice != "article_60":
            raise Refused("workplaces are sought once art. 60 §7 is decided: tell branch_decided branch=article_60")

    def happen(self, case: Case) -> None:
        case.begin(case.workplaces, self, t.Workplace(sort=self.sort, host=self.host, proposed=case.hour))


class WorkplaceRefused(Fact, frozen=True):
    """A workplace was refused, by whom and why (NL-28)."""

    kind: Literal["workplace_refused"] = "workplace_refused"
    by: Literal["client", "host", "OCMW"]
    reason: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        _not_worked_at(case, self.of)

    def happen(self, case: Case) -> None:
        case.put_away(case.workplaces, self.of, f"workplaces refused by {self.by}")


class WorkplaceChosen(Fact, frozen=True):
    """Client, host and OCMW agree on this workplace (NL-28)."""

    kind: Literal["workplace_chosen"] = "workplace_chosen"

    def check(self, case: Case) -> None:
        _not_worked_at(case, self.of)
        if chosen := [of for of, w in case.workplaces.items() if w.state == "chosen"]:
            raise Refused(f"workplace {chosen[0]} is chosen already: tell workplace_refused of it first")

    def happen(self, case: Case) -> None:
        case.workplaces[self.of].state = "chosen"


class GuidanceAgreed(Fact, frozen=True):
    """How the person is guided on the work floor: by which mentor, how often, on what (NL-29)."""

    from_whom: ClassVar[str] = "employer"
    kind: Literal["guidance_agreed"] = "guidance_agreed"
    mentor: Person = Field(min_length=1)
    how_often: str = Field(min_length=3)
    topics: str = Field(min_length=3)

    def check(self, case: Case) -> None:
        _chosen(case, self.of)

    def happen(self, case: Case) -> None:
        case.workplaces[self.of].guidance = True


class PlacementAgreementSigned(Fact, frozen=True):
    """OCMW, host and worker have signed, in writing, on what conditions the placement goes; signed anew it is a new version."""

    from_whom: ClassVar[str] = "employer"
    kind: Literal["placement_agreement_signed"] = "placement_agreement_signed"
    signed_by: Annotated[set[Literal["OCMW", "host", "worker"]], PlainSerializer(sorted, return_type=list[str])]

    def check(self, case: Case) -> None:
        _chosen(case, self.of)
        if left := {"OCMW", "host", "worker"} - set(self.signed_by):
            raise Refused(f"all three sign before the placement starts: missing {', '.join(sorted(left))}")

    def happen(self, case: Case) -> None:
        case.workplaces[self.of].agreement = True
        before = case.documents.get(self.key)
        case.documents[self.key] = t.Version(number=before.number + 1 if before else 1, since=case.hour)


class ContractSigned(Fact, frozen=True):
    """A contract: who is the legal employer and who the host, from when, for what part of full time (NL-30).

    The end of an art. 60 §7 contract is reckoned from the programme's rule of days; `age` is the person's at its start.
    """

    from_whom: ClassVar[str] = "employer"
    begins: ClassVar[str] = "k"
    kind: Literal["contract_signed"] = "contract_signed"
    type: t.ContractType
    legal_employer: Person = Field(min_length=1)
    host: Person = Field(min_length=1)
    workplace: str = ""
    starts: date
    ends: date | None = None
    fraction: float = Field(default=1, gt=0, le=1)
    age: int | None = Field(default=None, ge=15, le=80, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        case.may_begin(self)
        if self.ends and self.ends <= self.starts:
            raise Refused("a contract ends after it starts: look at the two dates")
        if self.type == "article_60":
            self._check_article_60(case)

    def _check_article_60(self, case: Case) -> None:
        rule = case.programme.day_rule
        if rule is None:
            raise Refused("this programme knows no art. 60 §7 contracts")
        if other := [of for of, c in case.running.items() if c.type == "article_60"]:
            raise Refused(f"one art. 60 §7 contract at a time: end {other[0]} first")
        if rule.asks_age and self.age is None:
            raise Refused("the days to reach depend on age: give age in full years at the start")
        place = known(case.workplaces, self.workplace, "workplace", "workplace")
        if place.state != "chosen":
            raise Refused(f"workplace {self.workplace} is {place.state}, not chosen: tell workplace_chosen first")
        if place.host != self.host:
            raise Refused(f"the host of workplace {self.workplace} is {place.host}: correct host, or choose the other workplace")
        if place.sort != OWN_SERVICE and not place.agreement:
            raise Refused("OCMW, host and worker sign in writing before the placement starts: tell placement_agreement_signed first")
        if not place.guidance:
            raise Refused("guidance on the work floor is agreed before the work begins: tell guidance_agreed first")

    def happen(self, case: Case) -> None:
        for over in [of for of, known_one in case.contracts.items() if known_one.over]:
            case.put_away(case.contracts, over, "contracts")
        contract = t.Contract(type=self.type, legal_employer=self.legal_employer, host=self.host, starts=self.starts, agreed_end=self.ends,
                              age=self.age, shares=[t.Share(since=self.starts, fraction=self.fraction)], signed=case.hour)  # fmt: skip
        case.begin(case.contracts, self, contract)
        if self.workplace in case.workplaces:
            case.workplaces[self.workplace].state = "taken"
        reckon(contract, case.programme.day_rule)

    def words(self, case: Case) -> dict[str, str]:
        return {"starts": self.starts.isoformat()}


def served(case: Case) -> list[str]:
    """What an action may be for: whatever stands between this person and work, or is aimed at (ES-10)."""
    return sorted({
        *case.barriers, *case.goals, *case.needs, *case.objectives, *case.findings, *case.obstacles, *case.off_job, *case.requirements,
    })  # fmt: skip


def _not_worked_at(case: Case, of: str) -> None:
    if known(case.workplaces, of, "workplace").state == "taken":
        raise Refused(f"somebody works at {of}: to leave it tell contract_ended or host_changed")


def _chosen(case: Case, of: str) -> None:
    if known(case.workplaces, of, "workplace").state == "proposed":
        raise Refused(f"workplace {of} is not chosen yet: tell workplace_chosen first")
