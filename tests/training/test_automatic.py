import json
from pathlib import Path

import numpy as np
import pytest

from tests.training.test_cli import invoke
from training.automatic import BASELINE, METHODS, Result, _run, choose, dev_score, knows_no_label, make_plans, report
from training.config import DEFAULT_CONFIG, Plan, read_plan
from training.errors import ConfigInvalid, TrainingInterrupted
from training.evaluation.scores import Scores
from training.evaluation.thresholds import micro_f1_at, one_threshold

QUICK = Result("quick", 0.6104, 9.0, Path("quick/model-best"), speed=3_000, size=57_000_000)
SLOW = Result("slow", 0.6101, 40.0, Path("slow/model-best"), speed=200, size=25_000_000)
WORDS = Result(BASELINE, 0.7, 1.0)


def test_the_best_pipeline_on_dev_is_taken_and_never_the_baseline() -> None:
    better = Result("better", 0.62, 1.0, Path("better/model-best"), speed=100)
    assert choose([WORDS, SLOW, QUICK]) == QUICK
    assert choose([WORDS, SLOW, QUICK, better]) == better


def test_the_score_is_that_of_thresholds_by_label() -> None:
    """Films have `dark` at 0.2, and do not have `light` at 0.3. So no single threshold is right for both labels."""
    truth = np.array([[number % 2, number % 2] for number in range(3_000)], dtype=bool)
    dev = Scores(("dark", "light"), ("",) * 3_000, truth, np.where(truth, [0.2, 0.49], [0.05, 0.3]))
    assert micro_f1_at(dev, one_threshold(dev)) == pytest.approx(0.8)
    assert dev_score(dev) == pytest.approx(1.0)


def test_the_report_has_a_table_what_was_taken_and_how_to_take_another() -> None:
    heading, *rows, _, taken, others, warning = report([WORDS, QUICK, SLOW], QUICK, Path("best"))[1:]
    assert heading.split() == ["method", "score", "on", "dev", "seconds", "films", "a", "second", "MB"]
    assert rows[0].split()[-4:] == ["0.700", "1", "-", "-"]
    assert rows[1].split() == ["quick", "0.610", "9", "3,000", "57"]
    assert taken == "quick is taken: best"
    assert others.endswith("--model: slow/model-best")
    assert warning.startswith(f"warning: {BASELINE} scores higher")


def test_a_value_applies_to_the_configs_that_have_it(tmp_path: Path) -> None:
    overrides = {"training.max_epochs": 30, "initialize.after_init.c": 1.0, "paths.output": str(tmp_path)}
    plans = make_plans(read_plan(DEFAULT_CONFIG, overrides))
    own = {name: {key: plan.overrides.get(key) for key in overrides} for name, plan in plans.items()}
    assert own["continued training"] == overrides | {
        "initialize.after_init.c": None, "paths.output": str(tmp_path / "films")
    }  # fmt: skip
    assert own["fitted label weights"] == overrides | {
        "training.max_epochs": None, "paths.output": str(tmp_path / "tags")
    }  # fmt: skip
    with pytest.raises(ConfigInvalid, match=r"no config there has training\.passes"):
        make_plans(read_plan(DEFAULT_CONFIG, {"training.passes": 30}))


def test_all_methods_read_the_same_films() -> None:
    corpora = {(plan.train, plan.dev, plan.test, plan.label_source) for plan in map(read_plan, METHODS.values())}
    assert len(corpora) == 1


def test_training_continues_if_the_start_knows_a_label(tmp_path: Path) -> None:
    labels = tmp_path / "labels.json"
    for names, expected in ((["dark", "light"], True), (["dark", "Drama"], False)):
        labels.write_text(json.dumps(names))
        assert knows_no_label(read_plan(DEFAULT_CONFIG, {"paths.labels": str(labels)})) == expected
    assert not knows_no_label(read_plan(DEFAULT_CONFIG, {"paths.weights": None, "paths.labels": str(labels)}))


def test_an_encoder_needs_its_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.automatic.find_spec", lambda package: None)
    assert set(make_plans(read_plan(DEFAULT_CONFIG))) == {"fitted label weights", "continued training"}


def test_a_method_that_ctrl_c_ends_takes_part_with_what_it_saved(
    trained: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[Path | None] = [trained.best_model, None]

    def interrupted(plan: Plan, use_gpu: int) -> Path:
        raise TrainingInterrupted(plan.config, saved.pop(0))

    monkeypatch.setattr("training.automatic.train", interrupted)
    result = _run("continued training", trained, use_gpu=-1)
    assert (result.model, result.score > 0.5) == (trained.best_model, True)
    files = [file for file in trained.best_model.rglob("*") if file.is_file()]
    assert result.size == sum(file.stat().st_size for file in files)  # without the sizes of folders
    with pytest.raises(TrainingInterrupted):
        _run("continued training", trained, use_gpu=-1)


def test_a_folder_with_other_files_is_refused_before_the_training(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    refused = invoke("train", "--target", tmp_path)
    assert refused.exit_code == 1
    assert f"{tmp_path} is not replaced" in refused.stderr
