"""The programmes that are shipped keep what they say, and a file that cannot be used is refused with file, key and what was expected."""

import re
from datetime import date
from pathlib import Path

import pytest

from casework.fact import kind_of
from casework.programme import Programme
from casework.programme_check import OWED_BY_PARTNERS, missing_names, unknown_names
from casework.programme_diff import diff
from casework.programme_files import BadProgramme, in_force, load, load_all
from casework.vocabulary import vocabulary
from notifications import letters
from starters.answers.shelf import programmes
from workflows.methods import STORIES

HERE = Path(__file__).parents[2]
FOLDER = HERE / "programmes"
PROGRAMMES = load_all(FOLDER)
KINA = [p for p in PROGRAMMES if p.method == "kina"]
OLD, NEW = KINA[0], KINA[-1]
CHOICE = "choice of the organisation"

every = pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda p: f"{p.name} {p.version}")
every_forem = pytest.mark.parametrize("programme", [p for p in PROGRAMMES if p.method == "forem"], ids=lambda p: p.version)
every_kina = pytest.mark.parametrize("programme", KINA, ids=lambda p: p.version)


def looked_up(pattern: str, *files: str) -> set[str]:
    """What the code of the story and its conditions asks a programme for, as this pattern finds it."""
    found = {key for file in files for key in re.findall(pattern, (HERE / file).read_text(encoding="utf-8"))}
    assert found, f"nothing looks like {pattern} any more: look at this test again"
    return found


CODE = sorted({f"{fact.__module__.replace('.', '/')}.py" for fact in STORIES["kina"].facts} | {"casework/conditions.py"})
STORY = "workflows/methods/kina.py"


class TestWhatIsShipped:
    @every
    def test_belongs_to_a_story_and_an_invented_organisation(self, programme: Programme) -> None:
        assert programme.method in STORIES
        assert programme.organisation.startswith("Example ")

    @every
    def test_names_only_facts_and_letters_there_are(self, programme: Programme) -> None:
        assert unknown_names(programme, letters.known()) == []

    @every
    def test_a_number_nobody_read_anywhere_is_said_to_be_a_choice_and_never_to_be_law(self, programme: Programme) -> None:
        for key, rule in programme.rules.items():
            assert rule.source.startswith(CHOICE) is not rule.verified, f"{key}: {rule.source}"

    @every
    def test_can_travel_with_a_case(self, programme: Programme) -> None:
        assert Programme.model_validate_json(programme.model_dump_json(exclude_defaults=True)) == programme

    @every
    def test_has_a_word_in_english_and_in_the_language_of_its_guide_for_every_phase_paragraph_role_and_list(
        self, programme: Programme
    ) -> None:
        story = STORIES[programme.method]
        terms = {
            *story.phases.values(),
            *(p.__name__ for p in story.phases),
            *programme.pauses,
            *(name for names in programme.lists.values() for name in names),
        }
        terms |= {rung.to for ladder in programme.ladders.values() for rung in ladder.rungs}

        assert [term for term in sorted(terms) if not {"en", programme.language} <= programme.words.get(term, {}).keys()] == []

    @every
    def test_nobody_is_reminded_only_once_and_no_ladder_ends_with_the_client(self, programme: Programme) -> None:
        for ladder in programme.ladders.values():
            assert ladder.again.number > 0
            assert ladder.rungs[-1].to in {"team", "team lead"}

    @every
    def test_a_pause_stops_no_contract_and_no_check_of_a_referral(self, programme: Programme) -> None:
        go_on = {"check_held", "stay_answered", "search_begun", "measures_checked", "outcome_recorded", "referent_assigned", "resumed", "*"}

        assert [key for key, pause in programme.pauses.items() if go_on & set(pause.stops)] == []


class TestWhatKinaLooksUp:
    def test_the_story_names_all_that_it_and_its_conditions_look_up(self) -> None:
        paces = {f"contact_held.{pace}" for pace in looked_up(r'ContactHeld, of=\S+ pace="(\w+)"', STORY)}
        counted_back = looked_up(r'countdown\["(\w+)"\]', *CODE) | looked_up(r'before_end\(case, contract, "(\w+)"\)', *CODE)

        assert STORIES["kina"].asks == {
            "lists": looked_up(r'lists\["(\w+)"\]', *CODE),
            "gaps": paces | {"check_held", "readiness_checked"},
            "counts": looked_up(r'counts\["(\w+)"\]', *CODE),
            "spans": set(OWED_BY_PARTNERS),
            "countdown": counted_back,
        }

    @every_kina
    def test_all_that_the_story_looks_up_is_there(self, programme: Programme) -> None:
        assert missing_names(programme, STORIES["kina"].asks) == []

    @every_kina
    def test_the_last_phase_begins_before_anything_in_it_is_due(self, programme: Programme) -> None:
        months = {key: offset.before_end.number for key, offset in programme.countdown.items()}

        assert {offset.before_end.unit for offset in programme.countdown.values()} == {"months"}
        assert all(months["end_of_contract"] > due for key, due in months.items() if key != "end_of_contract")

    @every_kina
    def test_nl_03_it_asks_at_least_about_health_family_and_addiction(self, programme: Programme) -> None:
        assert {"health", "family", "addiction"} <= set(programme.lists["probes"])

    @every_kina
    def test_nl_15_mapping_never_leaves_more_than_three_weeks_between_contacts(self, programme: Programme) -> None:
        assert programme.gap("contact_held", "mapping").at_most.number <= 21

    @every_kina
    def test_whatever_has_no_deadline_of_its_own_falls_back_on_a_common_one(self, programme: Programme) -> None:
        assert programme.deadline("moon_landed") == programme.deadlines["*"]
        assert {programme.deadline(kind).ladder for kind in vocabulary()} <= programme.ladders.keys()


class TestWhatForemLooksUp:
    @every_forem
    def test_all_that_the_story_looks_up_is_there(self, programme: Programme) -> None:
        assert missing_names(programme, STORIES["forem"].asks) == []

    @every_forem
    def test_fr_08_each_level_has_a_gap_of_its_own_and_there_are_three_at_least(self, programme: Programme) -> None:
        levels = programme.lists["intensities"]

        assert len(levels) >= 3
        assert {f"contact_held.{level}" for level in levels} <= programme.gaps.keys()

    @every_forem
    def test_fr_10_what_is_to_be_signed_expires_after_its_signatures_were_asked_for(self, programme: Programme) -> None:
        asked = programme.deadline("document_signed").within

        assert all(paper.waits and paper.waits.number > asked.number for paper in programme.documents.values())

    @every_forem
    def test_fr_19_a_survey_comes_after_a_fact_of_the_story(self, programme: Programme) -> None:
        assert set(programme.lists["surveys"]) <= {kind_of(fact) for fact in STORIES["forem"].facts}


class TestTheDaysOfArticle60:
    @pytest.mark.parametrize(("age", "days", "months"), [(20, 312, 21), (35, 312, 21), (36, 468, 33), (49, 468, 33), (50, 624, 42)])
    def test_before_march_2026_they_hang_on_age(self, age: int, days: int, months: int) -> None:
        assert OLD.day_rule
        assert OLD.day_rule.asks_age
        assert (OLD.day_rule.for_age(age).days, OLD.day_rule.for_age(age).months) == (days, months)

    @pytest.mark.parametrize("age", [None, 20, 60])
    def test_from_march_2026_they_are_the_same_for_everybody(self, age: int | None) -> None:
        assert NEW.day_rule
        assert not NEW.day_rule.asks_age
        assert (NEW.day_rule.for_age(age).days, NEW.day_rule.for_age(age).months) == (312, 36)

    def test_the_days_from_fifty_on_were_read_nowhere_and_say_so(self) -> None:
        assert OLD.day_rule
        assert not OLD.day_rule.for_age(50).verified
        assert {"day_rule", "day_rule.by_age.3"} <= set(OLD.unverified())
        assert "day_rule.by_age.1" not in OLD.unverified()

    @pytest.mark.parametrize(("day", "version"), [("2025-01-01", "2025.1"), ("2026-02-28", "2025.1"), ("2026-03-01", "2026.1")])
    def test_a_case_is_opened_under_the_version_of_its_day(self, day: str, version: str) -> None:
        assert in_force(PROGRAMMES, "kina-example", date.fromisoformat(day)).version == version

    def test_a_day_before_the_first_version_and_an_unknown_name_are_refused(self) -> None:
        with pytest.raises(LookupError, match=r"the first applies from 2025-01-01"):
            in_force(PROGRAMMES, "kina-example", date(2024, 12, 31))
        with pytest.raises(LookupError, match=r"there is no programme kina: there is .*kina-example"):
            in_force(PROGRAMMES, "kina", date(2026, 3, 1))


class TestAFileThatCannotBeUsed:
    @pytest.mark.parametrize(
        ("right", "wrong", "said"),
        [
            ('method = "kina"', "", "method: this key is expected"),
            ('method = "kina"', 'method = "kina"\nmehtod = "x"', "mehtod: no such key is known here, found 'x'"),
            ('method = "kina"', "method =", "not a TOML file"),
            ('name = "kina-example"', 'name = "Kina Example"', "name: String should match pattern"),
            ("applies_from = 2026-03-01", 'applies_from = "soon"', "applies_from: Input should be a valid date"),
            ('within = "5 working days"', 'within = "5 wrking days"', "deadlines.conversation_held.within: '5 wrking days' is not a delay"),
            ('within = "5 working days"', 'within = "-5 working days"', "deadlines.conversation_held.within: expected a time of nothing"),
            ('at_most = "21 days"', 'at_most = "0 days"', "gaps.contact_held.exploration.at_most: expected a time longer than nothing"),
            ('again = "20 working days"', 'again = "0 days"', "ladders.patient.again: expected a time longer than nothing"),
            ('after = "-5 working days"', 'after = "11 working days"', "ladders.patient: rungs: expected the earliest first"),
            ('to = "deputy"', 'to = "neighbour"', "ladders.standard.rungs.4.to: Input should be 'counsellor', 'deputy'"),
            ('ladder = "patient"', 'ladder = "pateint"', "deadlines.barrier_settled.ladder: expected one of after, appointment"),
            ('ladder = "contact"', 'ladder = "phone"', "gaps.contact_held.exploration.ladder: expected one of after, appointment"),
            ('[deadlines."*"]', "[deadlines.opened]", "deadlines: expected an entry '*' for whatever is not named"),
            ("at_most = 2\n", "at_most = 0\n", "counts.poor_checks.at_most: Input should be greater than or equal to 1, found 0"),
            ('longest = "6 weeks"', 'longest = "0 weeks"', "pauses.holiday.longest: expected a time longer than nothing"),
            ("days_in_full_week = 6", "days_in_full_week = 7", "day_rule.days_in_full_week: Input should be less than or equal to 6"),
            ("verified = false\n", "\n", "deadlines.*.verified: this key is expected"),
        ],
    )  # fmt: skip
    def test_is_refused_with_file_key_and_what_was_expected(self, tmp_path: Path, right: str, wrong: str, said: str) -> None:
        path = changed(tmp_path, right, wrong)

        with pytest.raises(BadProgramme) as refused:
            load(path)

        assert f"kina.toml: {said}" in str(refused.value)

    def test_ages_must_grow(self, tmp_path: Path) -> None:
        path = changed(tmp_path, "below = 36", "below = 50", of="kina-2025.toml")

        with pytest.raises(BadProgramme, match=r"kina.toml: day_rule: by_age: expected the youngest first .*, found below 50, 50, 150"):
            load(path)

    def test_all_that_is_wrong_is_said_at_once(self, tmp_path: Path) -> None:
        path = changed(tmp_path, 'language = "nl"', "colour = 3")

        with pytest.raises(BadProgramme) as refused:
            load(path)

        assert str(refused.value).splitlines() == [
            "kina.toml: language: this key is expected",
            "kina.toml: colour: no such key is known here, found 3",
        ]

    def test_every_ladder_that_is_missing_is_named(self, tmp_path: Path) -> None:
        path = changed(tmp_path, "[ladders.contact]", "[ladders.telephone]")

        with pytest.raises(BadProgramme) as refused:
            load(path)

        lines = str(refused.value).splitlines()
        assert len(lines) == len(NEW.gaps)
        assert all(line.startswith("kina.toml: gaps.") and line.endswith("found 'contact'") for line in lines)

    def test_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(BadProgramme, match=r"^none.toml: cannot be read \(No such file or directory\)$"):
            load(tmp_path / "none.toml")

    def test_that_is_no_text_is_said_to_be_none(self, tmp_path: Path) -> None:
        (tmp_path / "kina.toml").write_bytes(b"\xff\xfe\x00")

        with pytest.raises(BadProgramme, match=r"^kina.toml: not a text in UTF-8: save it as one$"):
            load(tmp_path / "kina.toml")

    def test_that_has_not_what_the_story_looks_up_is_refused_before_a_case_is_opened_under_it(self, tmp_path: Path) -> None:
        changed(tmp_path, "[counts.poor_checks]", "[counts.bad_checks]")

        with pytest.raises(BadProgramme, match=r"^kina.toml: counts.poor_checks: this key is expected, for the kina path asks for it$"):
            programmes(tmp_path)

    def test_of_a_method_without_a_story_is_refused(self, tmp_path: Path) -> None:
        changed(tmp_path, 'method = "kina"', 'method = "kinder"')

        with pytest.raises(BadProgramme, match=r"^kina.toml: method: expected one of .*kina.*, found 'kinder'$"):
            programmes(tmp_path)

    def test_one_version_in_two_files_is_refused(self, tmp_path: Path) -> None:
        changed(tmp_path, "2026.1", "2026.1")
        (tmp_path / "kina-again.toml").write_text((FOLDER / "kina-2026.toml").read_text(encoding="utf-8"), encoding="utf-8")

        with pytest.raises(BadProgramme, match=r"^kina.toml: kina-example 2026.1 stands in another file already$"):
            load_all(tmp_path)


class TestNamesThatMeanNothing:
    @pytest.mark.parametrize(
        ("right", "wrong", "said"),
        [
            ("deadlines.conversation_held", "deadlines.converstion_held", "deadlines: expected a fact, perhaps conversation_held, found "),
            ("contact_held.mapping", "contact_hold.mapping", "gaps: expected a fact, perhaps contact_held, found "),
            ("spans.partner_start", "spans.partner_strat", "spans: expected what a partner owes, perhaps partner_start, found "),
            ("[[letters.referred]]", "[[letters.reffered]]", "letters: expected a fact, perhaps referred, found "),
            ('stops = ["conversation_held"', 'stops = ["xyz"', "pauses.holiday.stops: expected a fact, found "),
            ('"invitation"', '"invitatoin"', "letter: expected a letter that was written, perhaps invitation, found "),
        ],
    )
    def test_are_found_with_what_was_perhaps_meant(self, tmp_path: Path, right: str, wrong: str, said: str) -> None:
        (line,) = unknown_names(load(changed(tmp_path, right, wrong)), letters.known())

        assert line.startswith(said)
        assert line.removeprefix(said).strip("'") in wrong


class TestTwoVersions:
    def test_differ_in_sentences(self) -> None:
        changes = diff(OLD, NEW)

        assert changes[:2] == ["version: 2025.1 -> 2026.1", "applies_from: 2025-01-01 -> 2026-03-01"]
        assert "deadlines.conversation_held.within: 10 working days -> 5 working days" in changes
        assert "day_rule.by_age.1.months: 21 -> 36" in changes
        assert "day_rule.by_age.2: below 50, days 468, months 33 -> nothing" in changes

    def test_that_say_the_same_do_not_differ(self) -> None:
        assert diff(NEW, NEW) == []

    def test_a_rule_that_is_new_or_gone_is_one_sentence(self, tmp_path: Path) -> None:
        without = load(changed(tmp_path, "[pauses.holiday]", "[pauses.leave]"))

        gone, new = diff(NEW, without)

        assert gone.startswith("pauses.holiday: stops conversation_held, ")
        assert gone.endswith("longest 6 weeks -> nothing")
        assert new.startswith("pauses.leave: nothing -> stops conversation_held, ")

    def test_a_list_and_a_rung_are_shown_as_they_are(self, tmp_path: Path) -> None:
        longer = load(changed(tmp_path, '"addiction"]', '"addiction", "housing"]'))
        later = load(changed(tmp_path, 'after = "3 working days", to = "counsellor"', 'after = "4 working days", to = "counsellor"'))

        assert diff(NEW, longer) == ["lists.probes: health, family, addiction -> health, family, addiction, housing"]
        assert diff(NEW, later) == ["ladders.standard.rungs.3.after: 3 working days -> 4 working days"]

    def test_a_choice_that_has_been_read_since_is_shown(self, tmp_path: Path) -> None:
        assert diff(NEW, load(changed(tmp_path, "verified = false", "verified = true"))) == ["deadlines.*.verified: no -> yes"]


def changed(folder: Path, right: str, wrong: str, of: str = "kina-2026.toml") -> Path:
    """A copy of a good file in which one thing is wrong."""
    text = (FOLDER / of).read_text(encoding="utf-8")
    assert right in text
    path = folder / "kina.toml"
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    return path
