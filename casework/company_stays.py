"""What can happen around a stay at a company: offered, agreed on, ended, and talked over by the three (DA-30 to DA-33)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, PlainSerializer

from casework import things_star as star
from casework.case import Case
from casework.contact_course import unemployed
from casework.fact import Fact, Person, Refused, Restricted, known
from casework.in_work_support import ContractFact
from casework.job_search import new_jobs
from casework.placement import ContractSigned
from casework.rules import Stay

STAYS = ("placement", "wage_subsidy")
AgreedBy = Annotated[set[Literal["citizen", "company"]], PlainSerializer(sorted, return_type=list[str])]
AtTable = Annotated[set[Literal["citizen", "company", "case worker"]], PlainSerializer(sorted, return_type=list[str])]


class MeasureOffered(Fact, frozen=True):
    """A concrete offer towards a goal: a placement, a job with a wage subsidy, or a course (DA-30)."""

    begins: ClassVar[str] = "o"
    kind: Literal["measure_offered"] = "measure_offered"
    sort: star.Measure
    towards: str
    company: Person = ""
    sector: Literal["private", "public"] = "private"

    def check(self, case: Case) -> None:
        case.may_begin(self)
        unemployed(case)
        known(case.goals, self.towards, "goal", "towards")
        if self.sort in STAYS and not self.company:
            raise Refused("a concrete offer names the company: say company=...")

    def happen(self, case: Case) -> None:
        offer = star.Offer(sort=self.sort, towards=self.towards, company=self.company, sector=self.sector, made=case.hour)
        case.begin(case.offers, self, offer)
        if self.sort in STAYS:
            case.tally["company measures offered"] = case.tally.get("company measures offered", 0) + 1


class MeasureAnswered(Fact, frozen=True):
    """What the person says to an offer (DA-30)."""

    from_whom: ClassVar[str] = "client"
    kind: Literal["measure_answered"] = "measure_answered"
    answer: Literal["accepted", "declined"]
    why: Restricted = ""

    def check(self, case: Case) -> None:
        if known(case.offers, self.of, "offer").accepted:
            raise Refused(f"offer {self.of} was accepted already")

    def happen(self, case: Case) -> None:
        if self.answer == "accepted":
            case.offers[self.of].accepted = case.hour
        else:
            case.put_away(case.offers, self.of, "offers declined")


class WayToJobAgreed(Fact, frozen=True):
    """Citizen and company agreed what has to happen for the stay to become a job or ordinary hours (DA-31)."""

    kind: Literal["way_to_job_agreed"] = "way_to_job_agreed"
    into: Literal["job", "ordinary hours"]
    what_must_happen: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})
    agreed_by: AgreedBy

    def check(self, case: Case) -> None:
        offer = known(case.offers, self.of, "offer")
        if offer.sort not in STAYS or not offer.accepted:
            raise Refused(f"offer {self.of} is no stay at a company that was accepted: tell measure_answered first")
        if left := {"citizen", "company"} - set(self.agreed_by):
            raise Refused(f"both agree on it before the stay begins: missing {', '.join(sorted(left))}")

    def happen(self, case: Case) -> None:
        case.offers[self.of].way_agreed = True


class CompanyStayEnded(ContractFact, frozen=True):
    """A stay at a company came to its end, in a job, in ordinary hours, or in neither (DA-32)."""

    kind: Literal["company_stay_ended"] = "company_stay_ended"
    result: Literal["job", "ordinary hours", "neither"]

    def check(self, case: Case) -> None:
        super().check(case)
        if self.of in new_jobs(case):
            raise Refused(f"{self.of} is a full-time job: tell job_begun or job_fell_through")
        if (starts := case.contracts[self.of].starts) > case.calendar.day_of(case.at):
            raise Refused(f"the stay begins on {starts}: it cannot have ended")

    def happen(self, case: Case) -> None:
        contract = case.contracts[self.of]
        for of in [of for of, offer in case.offers.items() if (offer.sort, offer.company) == (contract.type, contract.host)]:
            case.put_away(case.offers, of)
        case.put_away(case.contracts, self.of, f"stays ended in {self.result}")
        if self.result == "neither" and contract.type in STAYS:
            case.stays_ended[self.of] = case.hour


class ThreePartyTalkHeld(Fact, frozen=True):
    """Citizen, company and case worker talked over a stay that led to no job: feedback that the CV then shows (DA-32, DA-33)."""

    kind: Literal["three_party_talk_held"] = "three_party_talk_held"
    present: AtTable
    feedback: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        known(case.stays_ended, self.of, "stay without a job that is still to be talked over")
        if left := {"citizen", "company", "case worker"} - set(self.present):
            raise Refused(f"all three sit at the table: missing {', '.join(sorted(left))}")

    def happen(self, case: Case) -> None:
        case.put_away(case.stays_ended, self.of)
        case.cv_news = case.hour


def stay_may_begin(fact: ContractSigned, case: Case) -> None:
    """Raises Refused unless a stay at a company was agreed on before, and is as long as the programme allows (DA-31, DA-35)."""
    if fact.type not in STAYS:
        return
    agreed = [offer for offer in case.offers.values() if (offer.sort, offer.company) == (fact.type, fact.host) and offer.way_agreed]
    if not agreed:
        raise Refused(
            f"before a {fact.type.replace('_', ' ')} at {fact.host} citizen and company agree how it becomes a job: tell way_to_job_agreed"
        )
    if other := [of for of, contract in case.running.items() if contract.type in STAYS]:
        raise Refused(f"one stay at a company at a time: tell company_stay_ended of {other[0]} first")
    _long_enough(fact, case, rule_of(case, agreed[0]))


def rule_of(case: Case, offer: star.Offer) -> Stay:
    """How long such a stay may last; of a job with a subsidy it hangs on the sector."""
    return case.programme.stays[offer.sort if offer.sort == "placement" else f"{offer.sort}.{offer.sector}"]


def _long_enough(fact: ContractSigned, case: Case, rule: Stay) -> None:
    longest = case.calendar.add(fact.starts, rule.at_most)
    if fact.ends is None or fact.ends > longest:
        raise Refused(f"such a stay lasts at most {rule.at_most}: say ends=..., at the latest {longest}")
    if rule.after and fact.starts < (first := case.calendar.add(unemployed(case).since, rule.after)):
        raise Refused(f"a wage subsidy comes after {rule.after} of unemployment, from {first}: offer a placement until then")
