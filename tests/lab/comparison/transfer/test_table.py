from dataclasses import asdict

from lab.comparison.transfer.entries import NOTHING
from lab.comparison.transfer.plot import distant
from lab.comparison.transfer.point import Point
from lab.comparison.transfer.table import report
from tests.markdown import without_padding


def point(seed: int, drawn: int | None, train: int, score: float) -> Point:
    measures = {"micro_f1": score, "macro_f1": 0.4, "top_genre_precision": 0.7}
    return Point("plots", NOTHING, train, 30, 900, seed, measures, 5.0, drawn=drawn)


def test_draws_of_which_prepare_kept_different_numbers_are_one_size() -> None:
    points = [point(0, None, 7805, 0.6), point(0, 300, 242, 0.4), point(1, 300, 239, 0.5), point(2, 300, 248, 0.6)]
    lines = report({"points": list(map(asdict, points))})
    table = without_padding(lines)
    assert "| 243 + 30 | 0.500 (0.400 to 0.600) |" in table
    assert "| 7,805 + 30 | 0.600 |" in table
    assert not any("five genres" in line or "Forgetting" in line for line in lines)


def test_sizes_whose_labels_do_not_overlap() -> None:
    assert distant([7_805, 242, 811, 7_750]) == [242, 811, 7_750]
    assert distant([]) == []
