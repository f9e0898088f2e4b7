"""What fits is said by its words, and so is what is missing."""

from casework.matching import fit, words_of


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
