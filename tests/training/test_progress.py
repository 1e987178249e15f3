import io
import json
from pathlib import Path

from training.config import Plan
from training.progress import Limits, Progress
from training.train import read_learning_curve


def evaluation(step: int, score: float) -> dict[str, object]:
    return {"epoch": 0, "step": step, "score": score, "losses": {"textcat_multilabel": 2.5}}


def test_lines_and_log(tmp_path: Path) -> None:
    stdout, stderr = io.StringIO(), io.StringIO()
    progress = Progress(tmp_path / "output" / "log.jsonl", Limits(max_steps=4), 64, stdout, stderr)
    for info in (evaluation(0, 0.5), None, evaluation(2, 0.25)):
        progress.log_step(info)
    progress.close()
    heading, first, second = stdout.getvalue().splitlines()
    assert heading.split() == ["films", "loss", "score", "on", "dev", "time", "left"]
    assert first.split() == ["64", "2.50", "0.500", "-", "best", "so", "far"]
    assert second.split() == ["192", "2.50", "0.250", "0:00"]
    assert stderr.getvalue() == ""  # a bar is for terminals
    records = [json.loads(line) for line in (tmp_path / "output" / "log.jsonl").read_text().splitlines()]
    assert [(record["films"], record["score"]) for record in records] == [(64, 0.5), (192, 0.25)]


def test_passes_limit_the_time_left(tmp_path: Path) -> None:
    """Of two passes, one has taken two steps. Without that limit, a thousand million steps would be left."""
    lines = []
    for max_epochs in (2, 0):
        stdout = io.StringIO()
        progress = Progress(tmp_path / "log.jsonl", Limits(10**9, max_epochs), 64, stdout, io.StringIO())
        for info in (evaluation(0, 0.5), None, {**evaluation(2, 0.25), "epoch": 1}):
            progress.log_step(info)
        progress.close()
        lines.append(stdout.getvalue().splitlines()[-1].split())
    assert lines[0][3] == "0:00"
    assert lines[1][3] != "0:00"


def test_patience_is_the_shortest_time_left(tmp_path: Path) -> None:
    """The best step is the first one, and three more without a better one end the training."""
    stdout = io.StringIO()
    progress = Progress(tmp_path / "log.jsonl", Limits(max_steps=10**9, patience=3), 64, stdout, io.StringIO())
    for info in (evaluation(0, 0.5), None, None, evaluation(3, 0.25)):
        progress.log_step(info)
    progress.close()
    shortest, to, longest = stdout.getvalue().splitlines()[-1].split()[3:]
    assert (shortest, to) == ("0:00", "to")
    assert longest != "0:00"


def test_without_limit_and_with_a_schedule_of_batch_sizes(tmp_path: Path) -> None:
    stdout = io.StringIO()
    progress = Progress(tmp_path / "log.jsonl", Limits(), {"@schedules": "compounding.v1"}, stdout, io.StringIO())
    progress.log_step(evaluation(0, 0.5))
    progress.close()
    heading, line = stdout.getvalue().splitlines()
    assert heading.split()[0] == "steps"
    assert line.split()[:4] == ["1", "2.50", "0.500", "-"]


def test_training_writes_the_log(trained: Plan) -> None:
    curve = read_learning_curve(trained)
    assert len(curve) >= 4
    assert curve["step"].is_monotonic_increasing
