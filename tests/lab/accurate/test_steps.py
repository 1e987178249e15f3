"""All steps on a small list, whose words give the genres away."""

from pathlib import Path

import numpy as np
import pytest
import spacy
from click.testing import CliRunner

torch = pytest.importorskip("torch", reason="the extra teacher is not installed")

from lab.accurate.finetuning import SOFT_LABEL_WEIGHT, finetune_encoder  # noqa: E402
from lab.accurate.labelling import label_films  # noqa: E402
from lab.cli import main  # noqa: E402
from movie_classifier.classifier import GenreClassifier  # noqa: E402
from tests.film_lists import small_config  # noqa: E402
from training.config import Plan, read_plan  # noqa: E402
from training.errors import ConfigInvalid, DataNotFound  # noqa: E402
from training.evaluation.evaluate import evaluate  # noqa: E402
from training.films.prepare import prepare  # noqa: E402
from training.films.soft_labels import mix  # noqa: E402
from training.packaging.package import package  # noqa: E402


@pytest.fixture(scope="module")
def plan(movies_csv: Path, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    folder = tmp_path_factory.mktemp("accurate")
    config = small_config(folder, "accurate.cfg")
    lines = config.read_text().splitlines()
    lines = ["extra = null" if line.startswith("extra") else line for line in lines]
    config.write_text("\n".join([*lines, "", "[finetuning]", "epochs = 8", "batch = 8", "encoder_rate = 3e-3", ""]))
    plan = read_plan(config)
    prepare(plan, movies_csv)
    return plan


def run(*arguments: object) -> list[str]:
    result = CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_from_labels_to_a_packaged_pipeline(plan: Plan, trained: Plan, encoder: Path, tmp_path: Path) -> None:
    config = ("--config", plan.config)
    assert run("accurate", "label", *config, "--model", trained.best_model)[0].endswith("films of train")
    assert any("micro-F1 on dev" in line for line in run("accurate", "finetune", *config, "--encoder", encoder))
    run("accurate", "export", *config, "--encoder", encoder)
    run("accurate", "quantize", *config)
    assert "calibration error on dev" in run("accurate", "calibrate", *config)[0]
    evaluate(plan)
    float32, int8 = (spacy.load(plan.output / name) for name in ("float32", "model-best"))
    text = "film 1\na story of cowboy and sheriff and saloon and horse."
    assert int8(text).cats["Western"] > 0.5
    assert int8(text).cats == pytest.approx(float32(text).cats, abs=0.2)
    package(plan, tmp_path / "model")
    info = GenreClassifier.load(tmp_path / "model").info
    assert (info.name, info.metrics["micro_f1"] > 0.8) == ("movie_genres_accurate", True)


def test_labels_are_mixed() -> None:
    truth, soft = np.array([[1, 0, np.nan, 1]], np.float32), np.array([[0.5, 0.5, 0.25, np.nan]], np.float32)
    assert mix(truth, soft, SOFT_LABEL_WEIGHT).tolist() == [[0.75, 0.25, 0.25, 1]]


def test_steps_name_the_step_before(plan: Plan, encoder: Path, tmp_path: Path) -> None:
    config = tmp_path / "accurate.cfg"
    config.write_text(plan.config.read_text().replace(str(plan.output), str(tmp_path / "output")))
    for step, needed in (("finetune", "label"), ("export", "finetune"), ("quantize", "export")):
        result = CliRunner().invoke(
            main,
            ["accurate", step, "--config", str(config), *(["--encoder", str(encoder)] if step != "quantize" else [])],
        )
        assert result.exit_code == 1
        assert f"run `python -m lab accurate {needed}" in result.output


def test_soft_labels_of_other_films(plan: Plan, encoder: Path) -> None:
    assert plan.soft_labels
    plan.soft_labels.parent.mkdir(parents=True, exist_ok=True)
    np.savez(plan.soft_labels, labels=np.array(plan.labels), train=np.zeros((3, len(plan.labels))))
    with pytest.raises(ConfigInvalid, match="for other films or labels"):
        finetune_encoder(plan, encoder, print)


def test_a_pipeline_with_other_labels(plan: Plan, tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("textcat_multilabel").add_label("Drama")
    nlp.initialize()
    nlp.to_disk(tmp_path)
    with pytest.raises(ConfigInvalid, match="does not know Action, Adventure"):
        label_films(plan, tmp_path)


def test_no_corpora(trained: Plan, tmp_path: Path) -> None:
    with pytest.raises(DataNotFound, match="training prepare"):
        label_films(read_plan(small_config(tmp_path, "accurate.cfg")), trained.best_model)
