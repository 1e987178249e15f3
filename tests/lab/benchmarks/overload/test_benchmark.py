import json
from typing import Any

import pytest

from lab.benchmarks.http_client import Answer
from lab.benchmarks.overload.benchmark import find_fault
from lab.benchmarks.overload.load import Load, Outcome
from lab.benchmarks.overload.report import Phase, make_figures, report, requirements
from tests.lab.benchmarks.conftest import Run
from tests.markdown import without_padding

REFUSAL = {"detail": "the service is busy", "errors": []}
PREDICTIONS = {"predictions": [{}] * 16}


@pytest.mark.parametrize(
    ("status", "headers", "body", "fault"),
    [
        (200, {}, PREDICTIONS, None),
        (200, {}, {"predictions": [{}]}, "a 200 without all predictions"),
        (503, {"retry-after": "1"}, REFUSAL, None),
        (503, {}, REFUSAL, "a 503 without Retry-After"),
        (503, {"retry-after": "soon"}, REFUSAL, "a 503 without Retry-After"),
        (503, {"retry-after": "1"}, {"detail": "busy"}, "a 503 of another shape"),
        (500, {}, REFUSAL, "status 500"),
    ],
)
def test_what_is_a_clean_answer(status: int, headers: dict[str, str], body: Any, fault: str | None) -> None:
    assert find_fault(Answer(status, headers, json.dumps(body).encode())) == fault


def test_answer_without_json() -> None:
    assert find_fault(Answer(503, {"retry-after": "1"}, b"busy")) == "a 503 without JSON"


def phase(name: str, memory: list[float], **counts: int) -> Phase:
    outcomes = [Outcome(int(status[1:]), 0.5, None) for status, count in counts.items() for _ in range(count)]
    return Phase(name, Load(len(outcomes) / 10, 10.0, outcomes), memory)


def test_what_is_met() -> None:
    before, after = phase("before", [100.0], _200=100), phase("after", [110.0], _200=80)
    overload = phase("overload", [100.0, 105.0, 111.0, 112.0], _200=90, _503=210)
    figures = make_figures(before, overload, after, timeout=1.0, max_queue=4)
    assert [each.met for each in requirements(figures)] == [True, True, True, True, False]
    assert "| overload | 30 | 9 | 21 | 0 | 500 | 500 | 500 | 500 | 112 |" in without_padding(report(figures))


def test_faults_are_counted() -> None:
    before, after = phase("before", [100.0], _200=100), phase("after", [100.0], _200=100)
    broken = Phase("overload", Load(1, 1.0, [Outcome(500, 0.1, "status 500")] * 3), [100.0])
    figures = make_figures(before, broken, after, timeout=1.0, max_queue=4)
    assert figures["faults"] == {"status 500": 3}
    assert "- status 500: 3" in without_padding(report(figures))


@pytest.mark.slow
def test_more_than_a_tiny_queue_holds_is_refused_cleanly(run_benchmark: Run) -> None:
    result, figures = run_benchmark("overload", "--seconds", "2", "--max-queue", "1", "--timeout", "5")
    assert result.returncode == 0, result.stderr
    assert figures["faults"] == {}
    assert figures["max_queue"] == 1
    assert figures["phases"]["before"]["200/s"] > 0
    assert figures["phases"]["overload"]["200/s"] > 0
    assert figures["phases"]["overload"]["503/s"] > 0
    assert figures["phases"]["after"]["200/s"] > 0
