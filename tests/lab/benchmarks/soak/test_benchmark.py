import json
from collections import Counter

import pytest

from lab.benchmarks.soak.report import Soak
from lab.benchmarks.soak.requests import RequestMix
from movie_classifier.film import Film
from tests.lab.benchmarks.conftest import Run

FILMS = [Film("A film", "one two three four five six"), Film("Another", "seven eight nine ten eleven")]


def test_same_seed_same_requests() -> None:
    first, again, other = (RequestMix(FILMS, seed) for seed in ("0 1", "0 1", "0 2"))
    drawn = [first.draw() for _ in range(200)]
    assert drawn == [again.draw() for _ in range(200)]
    assert drawn != [other.draw() for _ in range(200)]
    assert {request.expected for request in drawn} == {200, 404, 413, 422, None}


def test_every_film_has_words_of_its_own() -> None:
    mix = RequestMix(FILMS, "0")
    old = {word for film in FILMS for text in film for word in text.split()}
    seen: set[str] = set()
    for _ in range(500):
        title, description = mix.film()
        new = set(f"{title} {description}".split()) - old
        assert len(new) >= 4
        assert not new & seen
        assert all(word.isalpha() for word in new)
        seen |= new


def test_bodies_say_their_length() -> None:
    mix = RequestMix(FILMS, "0")
    for request in (mix.draw() for _ in range(300)):
        head, _, body = request.data.partition(b"\r\n\r\n")
        if request.kind in {"/genre", "/genres"}:
            assert f"Content-Length: {len(body)}".encode() in head
            assert json.loads(body)


def soak(memory: list[tuple[float, float]], minutes: float = 30, **change: bool) -> Soak:
    counts = Counter({("/genre", "200"): 5})
    return Soak(minutes, memory, counts, Counter(), **{"same_answers": True, "same_processes": True} | change)


def test_growth_counts_only_after_the_first_minutes() -> None:
    memory = [(minute, 100.0 + 50 * min(minute, 5)) for minute in range(31)]
    assert soak(memory).slope() == pytest.approx(0)
    assert soak(memory).met()
    assert soak(memory, minutes=10).settled_after == 2
    assert not soak([(minute, 100.0 + 1.1 * minute) for minute in range(31)]).met()


def test_unexpected_outcomes_are_reported() -> None:
    memory = [(minute, 100.0) for minute in range(31)]
    assert not soak(memory, same_answers=False).met()
    assert not soak(memory, same_processes=False).met()
    wrong = Soak(30, memory, Counter(), Counter({("/genre", "500"): 2}), True, True)
    assert not wrong.met()
    assert "- /genre: 500, 2" in wrong.report()


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_some_seconds(run_benchmark: Run, workers: str) -> None:
    result, figures = run_benchmark("soak", "--minutes", "0.1", "--workers", workers)
    # A few seconds cannot show whether memory grows, so the exit code may be 0 or 1.
    assert result.returncode in {0, 1}
    assert figures["unexpected"] == {}
    assert figures["same_answers"]
    assert figures["same_processes"]
    assert figures["counts"]["/genre"]["200"] > 0
    assert len(figures["memory"]) == 10
    assert len([line for line in result.stdout.splitlines() if line.startswith("minute ")]) == 10
