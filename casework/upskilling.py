"""What can happen to a short course beside the search, and to an education of the education lift (DA-20 to DA-25)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, PlainSerializer

from casework import things_star as star
from casework.case import Case
from casework.fact import Fact, Person, Refused, known

Beginning = Literal["labour market", "wishes", "competences"]
Told = Literal["RKV", "dyslexia test", "general subjects"]
Result = Literal["completed", "stopped", "not passed"]
BEGINNINGS, TOLD = ("labour market", "wishes", "competences"), ("RKV", "dyslexia test", "general subjects")


class UpskillingStarted(Fact, frozen=True):
    """A short course has begun beside the search: a certificate, FVU, OBU or another (DA-20)."""

    begins: ClassVar[str] = "u"
    kind: Literal["upskilling_started"] = "upskilling_started"
    sort: Literal["certificate", "FVU", "OBU", "other"]
    offer: str = ""
    starts: date
    ends: date

    def check(self, case: Case) -> None:
        case.may_begin(self)
        if self.ends < self.starts:
            raise Refused("a course ends after it starts: look at the two dates")
        if self.starts > case.calendar.day_of(case.at):
            raise Refused(f"this course starts on {self.starts}: tell it when it has begun")
        if self.offer:
            self._check_offer(case)
        elif (need := case.decisions.get("upskilling_decided")) is None or need.choice == "none":
            raise Refused("talk over first whether a course is needed: tell upskilling_decided, or name an accepted offer")

    def _check_offer(self, case: Case) -> None:
        offer = known(case.offers, self.offer, "offer")
        if offer.sort != "upskilling" or not offer.accepted:
            raise Refused(f"offer {self.offer} is no course that was accepted: look at offer=...")

    def happen(self, case: Case) -> None:
        case.begin(case.courses, self, star.Course(education=False, since=case.hour, starts=self.starts, ends=self.ends))
        case.put_away(case.offers, self.offer)


class CourseFact(Fact, frozen=True):
    """Something told of a course or an education under way."""

    an_education: ClassVar[bool] = True

    def check(self, case: Case) -> None:
        course = known(case.courses, self.of, "course or education")
        if course.education is not self.an_education:
            raise Refused(f"{self.of} is {'an education' if course.education else 'a short course'}: look at of=...")


class UpskillingEnded(CourseFact, frozen=True):
    """A short course ended, with its result; completed, the CV has something new to say, and the goals too (DA-20)."""

    an_education: ClassVar[bool] = False
    kind: Literal["upskilling_ended"] = "upskilling_ended"
    result: Result

    def happen(self, case: Case) -> None:
        case.put_away(case.courses, self.of, f"courses {self.result}")
        if self.result == "completed":
            case.cv_news = case.hour


class EducationsShown(Fact, frozen=True):
    """An overview of the education that fits, starting from the labour market, wishes and competences (DA-21)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["educations_shown"] = "educations_shown"
    educations: list[str]
    starting_from: Annotated[set[Beginning], PlainSerializer(sorted, return_type=list[str])]

    def check(self, case: Case) -> None:
        if not self.educations:
            raise Refused("name at least one education under educations")
        if left := [one for one in BEGINNINGS if one not in self.starting_from]:
            raise Refused(f"an overview starts from all three: {', '.join(left)} is missing under starting_from")


class EducationSupportExplained(Fact, frozen=True):
    """The person knows of the assessment of prior learning (RKV), the test for dyslexia, and general subjects (DA-22)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["education_support_explained"] = "education_support_explained"
    told: Annotated[set[Told], PlainSerializer(sorted, return_type=list[str])]

    def check(self, case: Case) -> None:
        if left := [one for one in TOLD if one not in self.told]:
            raise Refused(f"tell the person of all three: {', '.join(left)} is missing under told")


class EducationChosen(Fact, frozen=True):
    """The person chose an education, after a talk about what it means for their money (DA-23)."""

    begins: ClassVar[str] = "u"
    kind: Literal["education_chosen"] = "education_chosen"
    education: str = Field(min_length=3)
    economy_discussed: bool

    def check(self, case: Case) -> None:
        case.may_begin(self)
        if not self.economy_discussed:
            raise Refused("talk first about what the education means for the person's money, then say economy_discussed=yes")
        if other := [of for of, course in case.courses.items() if course.education]:
            raise Refused(f"education {other[0]} is under way: tell education_ended of it first")

    def happen(self, case: Case) -> None:
        case.begin(case.courses, self, star.Course(education=True, since=case.hour))


class PriorLearningAssessed(CourseFact, frozen=True):
    """The assessment of prior learning (RKV) is done (DA-24)."""

    kind: Literal["prior_learning_assessed"] = "prior_learning_assessed"

    def happen(self, case: Case) -> None:
        case.courses[self.of].assessed = True


class EnrolmentDone(CourseFact, frozen=True):
    """The person is enrolled, from when until when (DA-24)."""

    kind: Literal["enrolment_done"] = "enrolment_done"
    starts: date
    ends: date

    def check(self, case: Case) -> None:
        super().check(case)
        if self.ends <= self.starts:
            raise Refused("an education ends after it starts: look at the two dates")

    def happen(self, case: Case) -> None:
        course = case.courses[self.of]
        course.starts, course.ends = self.starts, self.ends


class WellBeingAsked(CourseFact, frozen=True):
    """How the person fares in the education, and whether a place for the internship is needed (DA-25)."""

    kind: Literal["well_being_asked"] = "well_being_asked"
    fares: Literal["well", "middling", "badly"] = Field(json_schema_extra={"seen_by": "restricted"})
    needs_internship: bool = False

    def check(self, case: Case) -> None:
        super().check(case)
        starts = case.courses[self.of].starts
        if starts is None or starts > case.calendar.day_of(case.at):
            raise Refused(f"the education {self.of} has not begun: ask when it has")

    def happen(self, case: Case) -> None:
        course = case.courses[self.of]
        if self.needs_internship and not course.internship_needed:
            course.internship_needed = case.hour


class InternshipPlaceFound(CourseFact, frozen=True):
    """There is a company where the person does the internship of the education (DA-25)."""

    kind: Literal["internship_place_found"] = "internship_place_found"
    company: Person

    def check(self, case: Case) -> None:
        super().check(case)
        if not case.courses[self.of].internship_needed:
            raise Refused(f"no internship is sought for {self.of}: tell well_being_asked needs_internship=yes first")

    def happen(self, case: Case) -> None:
        case.courses[self.of].internship_needed = None


class EducationEnded(CourseFact, frozen=True):
    """The education ended, with its result; a decision on the road follows (DA-25)."""

    kind: Literal["education_ended"] = "education_ended"
    result: Result

    def happen(self, case: Case) -> None:
        case.put_away(case.courses, self.of, f"educations {self.result}")
        if self.result == "completed":
            case.cv_news = case.hour
