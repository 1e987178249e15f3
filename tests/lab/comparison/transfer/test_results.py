from lab.comparison.transfer.entries import CONTINUED
from lab.comparison.transfer.results import Point, Results, Size, read_points
from lab.comparison.transfer.table import report
from tests.film_lists import ROOT
from tests.markdown import without_padding


def point(seed: int, drawn: int | None, train: int, score: float) -> Point:
    measures = {"micro_f1": score, "macro_f1": 0.4, "top_genre_precision": 0.7}
    return Point("plots", "from nothing", train, 30, 900, seed, measures, 5.0, drawn=drawn)


RESULTS = Results(
    (point(0, None, 7805, 0.6), point(0, 300, 242, 0.4), point(1, 300, 239, 0.5), point(2, 300, 248, 0.6)),
    ("from nothing",),
)


def test_draws_of_which_prepare_kept_different_numbers_are_one_size() -> None:
    assert RESULTS.sizes("plots") == [Size(300, 243, 30), Size(None, 7805, 30)]
    assert [each.seed for each in RESULTS.draws("plots", "from nothing", Size(300, 243, 30))] == [0, 1, 2]
    assert "| 243 + 30 | 0.500 (0.400 to 0.600) |" in without_padding(report(RESULTS))


def test_committed_results_have_three_draws_of_each_size() -> None:
    committed = Results(read_points(ROOT / "lab" / "comparison" / "results" / "transfer.json"), (CONTINUED,))
    for films in committed.lists:
        assert len(committed.sizes(films)) == 6
        draws = [committed.draws(films, CONTINUED, size) for size in committed.sizes(films) if size.drawn != 5_000]
        assert [sorted(each.seed for each in points) for points in draws] == [[0, 1, 2]] * 5
