"""What fits is said by its words, and so is what is missing."""

from casework.matching import fit, words_of
from starters.answers.vacancies import aims
from tests import forem_road, insertor_road


def test_a_word_in_the_title_counts_twice_one_in_the_text_once():
    found = fit(["work as a gardener", "with animals"], "Gardener at the park", "you like animals")

    assert (found.found, found.missing) == (["gardener", "animals"], ["work", "with"])
    assert found.score == round((2 + 1) / 8, 2)


def test_accents_capitals_and_endings_make_no_difference():
    assert fit(["jardinière"], "Jardinier pour espaces verts").found == ["jardiniere"]
    assert fit(["LAGERARBETE"], "Lagerarbetare").found == ["lagerarbete"]


def test_what_shares_no_word_does_not_fit():
    assert fit(["gardener"], "Bookkeeper").score == 0
    assert fit([], "Bookkeeper").score == 0


def test_the_shortest_words_mean_nothing():
    assert words_of("to be at the zoo, or a farm") == ["farm"]


def test_what_a_jobseeker_registered_for_is_what_they_work_towards():
    clock = forem_road.assessing()

    assert aims(clock.told("registered")) == ["work as a welder"]


def test_an_occupation_that_was_defined_is_what_they_work_towards():
    clock = insertor_road.diagnosing().tell(insertor_road.JOB_OBJECTIVE)

    assert aims(clock.told("job_objective_defined")) == ["gardener"]
