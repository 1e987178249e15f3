import json
from typing import Any

import pytest

from lab.benchmarks.soak.report import report, requirements, settled_after
from lab.benchmarks.soak.requests import RequestMix
from movie_classifier.film import Film
from tests.lab.benchmarks.conftest import Run
from tests.markdown import without_padding

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


def make_figures(growth: float | None = 0.5, unexpected: int = 0, same: bool = True) -> dict[str, Any]:
    return {
        "minutes": 30, "megabytes": {"start": 100, "end": 120, "peak": 130}, "megabytes_a_minute": growth,
        "counts": {"/genre": {"200": 5_000}}, "unexpected": {"/genre": {"500": unexpected}} if unexpected else {},
        "same_answers": same, "same_processes": same,
    }  # fmt: skip


def test_what_is_met() -> None:
    def met(**changes: Any) -> list[bool | None]:
        return [each.met for each in requirements(make_figures(**changes))]

    assert met() == [True] * 4
    assert met(growth=1.1) == [False, True, True, True]
    assert met(growth=None, unexpected=2, same=False) == [None, False, False, False]
    assert (settled_after(30), settled_after(10)) == (5, 2)


def test_report() -> None:
    lines = report(make_figures(unexpected=2))
    assert "Memory: 100 MB at the start, 120 MB at the end, peak 130 MB." in lines
    assert "- /genre: 500, 2" in lines
    assert "| /genre | 200 | 5,000 |" in without_padding(lines)


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_some_seconds(run_benchmark: Run, workers: str) -> None:
    result, figures = run_benchmark("soak", "--minutes", "0.05", "--workers", workers)
    # A few seconds cannot show whether memory grows, so the exit code may be 0 or 1.
    assert result.returncode in {0, 1}
    assert figures["unexpected"] == {}
    assert figures["same_answers"]
    assert figures["same_processes"]
    assert figures["counts"]["/genre"]["200"] > 0
    assert len(figures["memory"]) == 10
    assert len([line for line in result.stdout.splitlines() if line.startswith("minute ")]) == 10
