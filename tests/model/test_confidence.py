import pytest

from movie_classifier.model.confidence import (
    FEW_WORDS,
    OTHER_LANGUAGE,
    TOP_GENRE_WEIGHT,
    UNLIKE,
    Evidence,
    Limits,
    find_doubt,
)

LIMITS = Limits(min_known_share=0.75, max_outlier_score=1)
UNKNOWN = "the model knows only {} of {} words; " + OTHER_LANGUAGE


@pytest.mark.parametrize(
    ("evidence", "doubt"),
    [
        (Evidence(20, 20, -5), None),
        (Evidence(20, 15, 1), None),
        (Evidence(5, 5, 1), None),
        (Evidence(4, 4, -5), FEW_WORDS),
        (Evidence(0, 0, -5), FEW_WORDS),
        (Evidence(20, 4, 9), FEW_WORDS),
        (Evidence(20, 14, -5), UNKNOWN.format(14, 20)),
        (Evidence(20, 5, 9), UNKNOWN.format(5, 20)),
        (Evidence(20, 20, 1.01), UNLIKE),
    ],
)
def test_reasons(evidence: Evidence, doubt: str | None) -> None:
    assert find_doubt(evidence, LIMITS, top_log_odds=0) == doubt


def test_certain_genre_outweighs_an_unusual_text() -> None:
    evidence = Evidence(20, 20, 3)
    assert find_doubt(evidence, LIMITS, top_log_odds=2 / TOP_GENRE_WEIGHT) is None
    assert find_doubt(evidence, LIMITS, top_log_odds=1.9 / TOP_GENRE_WEIGHT) == UNLIKE
