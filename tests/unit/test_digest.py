"""What stands in the digest of a working day, in which words, and when it is welcome."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from activities.digest_words import Page, line_of
from activities.digests import id_of, is_away, is_time
from casework import glossary
from casework.digest import SECTIONS, Counts, Owing, sections_of
from casework.vocabulary import vocabulary
from casework.working_time import Delay
from notifications import dates, letters
from notifications.digest import MOST, Words, counted, render, words_in
from records.digests import Digest, News
from records.offices import Office
from records.staff import Member

LANGUAGES = ["en", "nl", "fr", "sv", "da", "es"]
TUESDAY = date(2026, 5, 5)
DAY = timedelta(days=1)
NORTH = Office(id="north", name="Office North", zone="Europe/Brussels", country="BE", region="VLG")
CALENDAR = NORTH.calendar(TUESDAY)
ANA = Member(id="S-ana", name="Test Ana", email="ana@office.example", office="north", language="en")


def owing(by: date, number: int = 1, **said: object) -> Owing:
    """A promise of the counsellor, looked at on a Tuesday."""
    given: dict[str, object] = {
        "case_id": f"c{number}", "number": f"K-{number:04}", "key": "conversation_held", "kind": "conversation_held", "of": "",
        "whose": "counsellor", "by": by, "today": TUESDAY, "seen": False,
    }  # fmt: skip
    return Owing.model_validate(given | said)


def sections(*owed: Owing) -> dict[str, list[str]]:
    """The cases in each section that has any."""
    found = sections_of(owed, CALENDAR)
    return {section: [entry.owing.number for entry in entries] for section, entries in found.items() if entries}


def told(*owed: Owing, news: tuple[str, ...] = (), language: str = "en") -> str:
    """The text of a digest."""
    return render(sections_of(owed, CALENDAR), news, name="Test Ana", day=TUESDAY, language=language).text


def news(**said: object) -> News:
    """A message that waits for a digest."""
    given: dict[str, object] = {
        "id": "m", "case_id": "c1", "number": "K-0001", "letter": "promise_overdue", "about": "conversation_held",
        "due": datetime(2026, 5, 4, 7, tzinfo=UTC), "values": {"kind": "conversation_held", "by": "2026-04-30T15:00:00Z"}, "idle": False,
        "zone": "Europe/Brussels", "run": None, "task": None, "tried_at": datetime(2026, 5, 4, 7, tzinfo=UTC),
    }  # fmt: skip
    return News.model_validate(given | said)


class TestSections:
    def test_what_is_late_due_today_and_due_soon_stands_apart_and_later_things_are_left_out(self) -> None:
        days = [TUESDAY - DAY, TUESDAY, TUESDAY + DAY, date(2026, 5, 12), date(2026, 5, 13)]

        assert sections(*(owing(by, n) for n, by in enumerate(days))) == {
            "overdue": ["K-0000"],
            "today": ["K-0001"],
            "soon": ["K-0002", "K-0003"],
        }

    def test_the_longest_overdue_comes_first(self) -> None:
        assert sections(owing(TUESDAY - DAY, 1), owing(TUESDAY - 9 * DAY, 2), owing(TUESDAY - 3 * DAY, 3)) == {
            "overdue": ["K-0002", "K-0003", "K-0001"]
        }

    @pytest.mark.parametrize("whose", ["client", "partner", "employer"])
    def test_what_others_owe_is_waited_for_whether_late_or_not(self, whose: str) -> None:
        assert sections(owing(TUESDAY + DAY, 1, whose=whose), owing(TUESDAY - DAY, 2, whose=whose)) == {"waiting": ["K-0002", "K-0001"]}

    @pytest.mark.parametrize("whose", ["counsellor", "team", "team lead", "deputy", "teller"])
    def test_what_the_staff_owe_is_theirs(self, whose: str) -> None:
        assert sections(owing(TUESDAY, whose=whose)) == {"today": ["K-0001"]}

    def test_t_22_five_working_days_reach_over_a_weekend_and_a_holiday(self) -> None:
        """Ascension Day 2026 is Thursday 14 May."""
        before = date(2026, 5, 8)

        def seen_from(by: date) -> dict[str, list[str]]:
            return sections(owing(by, today=before))

        assert CALENDAR.is_working(date(2026, 5, 14)) is False
        assert seen_from(date(2026, 5, 18)) == {"soon": ["K-0001"]}
        assert seen_from(date(2026, 5, 19)) == {}

    def test_how_late_something_is_counts_working_days(self) -> None:
        (entry,) = sections_of([owing(date(2026, 4, 30))], CALENDAR)["overdue"]

        assert entry.late == 2  # 1 May is a holiday, then a weekend

    def test_a_page_counts_what_it_says(self) -> None:
        page = Page(sections_of([owing(TUESDAY), owing(TUESDAY - DAY)], CALENDAR), ["news"])

        assert page.counts == Counts(overdue=1, today=1, soon=0, waiting=0, news=1)
        assert Page(sections_of([], CALENDAR), []).empty

    @given(
        st.lists(st.tuples(st.integers(-400, 60), st.sampled_from(["counsellor", "team", "client", "partner"])), max_size=30),
        st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    )
    def test_all_that_is_late_or_soon_due_is_said_once_whatever_the_day(self, promised: list[tuple[int, str]], today: date) -> None:
        calendar = NORTH.calendar(today)
        owed = [owing(today + days * DAY, n, whose=whose, today=today) for n, (days, whose) in enumerate(promised)]
        said = [entry.owing.number for entries in sections_of(owed, calendar).values() for entry in entries]
        near = calendar.add(today, Delay(number=5, unit="working days"))

        assert sorted(said) == [one.number for one in owed if one.by <= near]


class TestWords:
    def test_a_line_says_the_case_what_is_awaited_by_when_and_how_late_and_names_no_client(self) -> None:
        assert "- K-0001: a first conversation, Thursday 30 April, 2 working days late\n" in told(owing(date(2026, 4, 30)))
        assert "- K-0001: a first conversation\n" in told(owing(TUESDAY))
        assert "- K-0001: a first conversation, Monday 4 May, 1 working day late, seen\n" in told(owing(TUESDAY - DAY, seen=True))

    def test_a_day_of_this_year_needs_no_year(self) -> None:
        said = {language: dates.near(TUESDAY, TUESDAY, language) for language in LANGUAGES}

        assert said == {
            "en": "Tuesday 5 May", "nl": "dinsdag 5 mei", "fr": "mardi 5 mai", "sv": "tisdag 5 maj", "da": "tirsdag den 5. maj",
            "es": "martes 5 de mayo",
        }  # fmt: skip
        assert dates.near(date(2025, 12, 30), TUESDAY, "en") == "Tuesday 30 December 2025"
        assert dates.near(date(2026, 7, 1), TUESDAY, "fr") == "mercredi 1er juillet"

    def test_of_which_thing_is_said_and_never_what_might_tell_of_a_life(self) -> None:
        assert "contact about a referral (r2)" in told(owing(TUESDAY, kind="check_held", of="r2"))
        assert "debts" not in told(owing(TUESDAY, kind="probe_answered", of="debts"))

    def test_what_others_owe_says_who(self) -> None:
        assert "- K-0001: asked of the partner: a first conversation, Monday 4 May, 1 working day late\n" in told(
            owing(TUESDAY - DAY, whose="partner")
        )

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_language_is_written_whole(self, language: str) -> None:
        words = words_in(language)

        assert words.sections.keys() == {*SECTIONS, "news"}
        assert words.whose.keys() == {"client", "employer", "partner"}
        assert words.hello.format(name="Test Ana") != words.hello

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_plurals_have_a_form_for_each_category_that_small_numbers_take(self, language: str) -> None:
        categories = {Locale.parse(language).plural_form(n) for n in range(1, 200)}
        forms = [words_in(language).late, words_in(language).more, *words_in(language).sections.values()]

        assert all(categories <= form.keys() for form in forms)

    @pytest.mark.parametrize(
        ("language", "one", "two"),
        [
            ("en", "1 promise is late", "2 promises are late"),
            ("nl", "1 belofte is te laat", "2 beloften zijn te laat"),
            ("fr", "1 engagement est en retard", "2 engagements sont en retard"),
            ("sv", "1 sak är försenad", "2 saker är försenade"),
            ("da", "1 aftale er forsinket", "2 aftaler er forsinkede"),
            ("es", "1 compromiso lleva retraso", "2 compromisos llevan retraso"),
        ],
    )
    def test_one_and_two_are_said_as_people_say_them(self, language: str, one: str, two: str) -> None:
        late = owing(TUESDAY - DAY)

        assert one in told(late, language=language)
        assert two in told(late, late, language=language)

    def test_nothing_in_french_and_a_million_in_spanish_follow_cldr(self) -> None:
        assert counted({"one": "{n} jour", "other": "{n} jours"}, 0, "fr") == "0 jour"
        assert counted({"one": "{n} día", "many": "{n} de días", "other": "{n} días"}, 1_000_000, "es") == "1000000 de días"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_mail_is_in_one_language_as_text_and_page(self, language: str) -> None:
        owed = [owing(TUESDAY - DAY), owing(TUESDAY, 2), owing(TUESDAY + DAY, 3), owing(TUESDAY, 4, whose="client")]
        mail = render(sections_of(owed, CALENDAR), ["K-0005 <news>"], name="Test <Ana>", day=TUESDAY, language=f"{language}-XX")

        assert f'<html lang="{language}">' in mail.html
        assert "K-0005 &lt;news&gt;" in mail.html
        assert "Test <Ana>" in mail.text
        assert all(f"K-000{n}" in mail.text and f"K-000{n}" in mail.html for n in range(1, 6))
        assert "{" not in mail.subject + mail.text
        assert "Test" not in mail.subject
        assert len(mail.subject) < 140

    def test_a_language_nobody_wrote_is_read_in_english(self) -> None:
        assert told(owing(TUESDAY), language="xx").startswith("Hello Test Ana,")

    def test_the_subject_says_what_is_urgent_or_what_comes_first(self) -> None:
        def subject(*owed: Owing) -> str:
            return render(sections_of(owed, CALENDAR), [], name="x", day=TUESDAY, language="en").subject

        assert (
            subject(owing(TUESDAY - DAY), owing(TUESDAY), owing(TUESDAY + DAY))
            == "Tuesday 5 May 2026: 1 promise is late, 1 promise is due today"
        )
        assert subject(owing(TUESDAY + DAY)) == "Tuesday 5 May 2026: 1 promise is due in the next five working days"

    def test_a_long_section_says_how_many_more_there_are(self) -> None:
        text = told(*(owing(TUESDAY - DAY, n) for n in range(MOST + 4)))

        assert text.count("\n- ") == MOST
        assert "  and 4 more\n" in text
        assert f"{MOST + 4} promises are late" in text

    def test_a_section_with_nothing_in_it_is_not_there(self) -> None:
        assert "due" not in told(owing(TUESDAY - DAY))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_kind_that_can_be_promised_has_words(self, language: str) -> None:
        for kind in vocabulary():
            assert "_" not in told(owing(TUESDAY, kind=kind), language=language)

    def test_words_that_are_forgotten_are_found_when_they_are_read(self) -> None:
        with pytest.raises(ValueError, match="hello"):
            Words.model_validate(words_in("en").model_dump(exclude={"hello"}))


class TestNews:
    def test_a_message_is_one_line_as_its_subject_has_it(self) -> None:
        assert line_of(news(), "en") == "K-0001: late: a first conversation"
        assert line_of(news(letter="case_given", values={}), "nl").startswith("K-0001")

    def test_a_line_is_text_and_only_the_page_escapes_it(self) -> None:
        line = line_of(news(values={"kind": "check_held", "by": "2026-04-30T15:00:00Z"}), "fr")

        assert "'" in glossary.awaited("check_held", "fr")
        assert line == f"K-0001 : en retard : {glossary.awaited('check_held', 'fr')}"

    def test_what_nobody_wrote_is_left_to_whoever_lets_messages_leave(self) -> None:
        assert line_of(news(letter="no_such_letter"), "en") == ""
        assert line_of(news(letter="promise_due", values={}), "en") == ""

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_letter_to_the_staff_has_a_line(self, language: str) -> None:
        for letter in sorted(letters.known()):
            if {"when"} & letters.asks(letter):
                continue
            assert line_of(news(letter=letter), language), letter


def at(clock: str, day: date = TUESDAY) -> datetime:
    return CALENDAR.at(day, time.fromisoformat(clock))


class TestWhen:
    @pytest.mark.parametrize(("clock", "welcome"), [("08:29", False), ("08:30", True), ("14:00", True), ("19:59", True), ("20:00", False)])
    def test_t_22_a_digest_is_welcome_from_its_hour_until_the_quiet_ones(self, clock: str, welcome: bool) -> None:
        assert is_time(NORTH, at(clock)) is welcome

    @pytest.mark.parametrize(
        ("office", "day", "welcome"),
        [
            (NORTH, date(2026, 5, 9), False),  # a Saturday
            (NORTH, date(2026, 5, 14), False),  # Ascension Day
            (NORTH.model_copy(update={"closed_days": [TUESDAY]}), TUESDAY, False),
            (Office(id="m", name="M", zone="Europe/Paris", country="FR", region="FR-57"), date(2026, 12, 26), False),
            (Office(id="p", name="P", zone="Europe/Madrid", country="ES", region="ES-CT"), date(2026, 6, 24), False),
            (Office(id="q", name="Q", zone="Europe/Madrid", country="ES", region="ES-MD"), date(2026, 6, 24), True),
        ],
    )
    def test_t_22_nobody_gets_one_on_a_day_off_of_their_own_region(self, office: Office, day: date, welcome: bool) -> None:
        assert is_time(office, office.calendar(day).at(day, time(9))) is welcome

    def test_t_22_its_hour_is_that_of_the_office_before_and_after_the_clocks_change(self) -> None:
        winter, summer = date(2026, 3, 27), date(2026, 3, 30)

        assert is_time(NORTH, datetime(2026, 3, 27, 7, 30, tzinfo=UTC)) is is_time(NORTH, datetime(2026, 3, 30, 6, 30, tzinfo=UTC)) is True
        assert is_time(NORTH, at("08:29", winter)) is is_time(NORTH, at("08:29", summer)) is False

    def test_an_office_may_want_it_in_the_evening(self) -> None:
        night = NORTH.model_copy(update={"digest_at": time(21)})

        assert [is_time(night, at(clock)) for clock in ("20:59", "21:00", "23:59")] == [False, True, True]

    @pytest.mark.parametrize(
        ("first", "last", "away"),
        [
            (None, None, False),
            (TUESDAY, None, True),
            (TUESDAY - DAY, TUESDAY, True),
            (TUESDAY - DAY, TUESDAY - DAY, False),
            (TUESDAY + DAY, None, False),
        ],
    )
    def test_t_20_who_is_away_hears_nothing(self, first: date | None, last: date | None, away: bool) -> None:
        assert is_away(ANA.model_copy(update={"away_from": first, "away_until": last}), TUESDAY) is away

    def test_t_15_its_id_is_that_of_the_member_and_the_day_however_often_it_is_tried(self) -> None:
        made = Digest(
            member="S-ana",
            day=TUESDAY,
            state="planned",
            overdue=1,
            today=0,
            soon=0,
            waiting=0,
            news=0,
            message_id="",
            sent_at=None,
            reason="",
        )

        assert id_of(made) == id_of(made.model_copy(update={"overdue": 9, "reason": "put off"})) == "digest.S-ana.2026-05-05"
