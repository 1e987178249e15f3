import pytest

from movie_classifier.service.inference.pace import Pace


def test_nothing_is_expected_before_the_first_batch() -> None:
    assert Pace().expect(1000) == 0


def test_films_are_expected_to_take_as_long_as_those_before() -> None:
    pace = Pace()
    pace.count(films=32, seconds=0.4)
    pace.count(films=64, seconds=0.8)
    assert pace.expect(100) == pytest.approx(1.25)


def test_recent_batches_count_most() -> None:
    pace = Pace()
    pace.count(films=1, seconds=60.0)
    for _ in range(100):
        pace.count(films=64, seconds=0.064)
    assert pace.expect(1000) == pytest.approx(1.0, rel=0.01)
