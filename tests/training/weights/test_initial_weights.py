import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import spacy

from movie_classifier.model.genres import GENRES
from movie_classifier.model.pipeline.loading import COMPONENT
from tests.conftest import SHIPPED_MODEL
from tests.film_lists import ROOT, mood_list, small_config
from training.config import Plan, read_plan
from training.errors import BaseModelMissing, StartUnusable
from training.films.prepare import prepare
from training.train import train

NO_STEP = {"training.max_steps": 1, "training.eval_frequency": 1, "training.optimizer.learn_rate.initial_rate": 0.0}


def shipped_architecture(folder: Path, **replacements: str) -> Plan:
    """films.cfg with the sizes of the shipped pipeline, and paths in `folder`."""
    text = (ROOT / "training" / "configs" / "films.cfg").read_text()
    text = text.replace("training/corpus/films", str(folder / "corpus")).replace(
        "training/output", str(folder / "output")
    )
    text = text.replace('vectors = "spacy_model"', f'vectors = "{SHIPPED_MODEL}"')
    for old, new in replacements.items():
        lines = [f"{old} = {new}" if line.split(" = ")[0] == old else line for line in text.splitlines()]
        text = "\n".join(lines) + "\n"
    config = folder / "films.cfg"
    config.write_text(text)
    return read_plan(config)


def scores(folder: Path, text: str) -> dict[str, float]:
    return spacy.load(folder)(text).cats


def test_same_labels_keep_every_weight(movies_csv: Path, tmp_path: Path) -> None:
    plan = shipped_architecture(tmp_path)
    listed = read_plan(small_config(tmp_path, "genres.cfg"))
    prepare(listed, movies_csv)
    assert (plan.train, plan.dev) == (listed.train, listed.dev)
    assert plan.label_file
    plan.label_file.write_text(str(list(GENRES)).replace("'", '"'))
    text = "othello\nthe evil iago pretends to be friend of othello."
    assert scores(train(plan, dict(NO_STEP)), text) == pytest.approx(scores(SHIPPED_MODEL, text), abs=1e-6)


@pytest.mark.slow
def test_other_labels_keep_the_hidden_layers(tmp_path: Path) -> None:
    plan = shipped_architecture(tmp_path)
    prepare(plan, mood_list(tmp_path))
    nlp, shipped = spacy.load(train(plan, dict(NO_STEP))), spacy.load(SHIPPED_MODEL)
    assert nlp.pipe_labels[COMPONENT] == list(plan.labels)
    tables = [
        pipeline.get_pipe(COMPONENT).model.get_ref("attention_layer").get_param("Q") for pipeline in (nlp, shipped)
    ]
    assert np.array_equal(*tables)


@pytest.mark.slow
def test_weights_can_be_left_out(tmp_path: Path) -> None:
    plan = shipped_architecture(tmp_path, weights="null")
    prepare(plan, mood_list(tmp_path))
    nlp, shipped = spacy.load(train(plan, dict(NO_STEP))), spacy.load(SHIPPED_MODEL)
    tables = [
        pipeline.get_pipe(COMPONENT).model.get_ref("attention_layer").get_param("Q") for pipeline in (nlp, shipped)
    ]
    assert not np.array_equal(*tables)
    assert len(nlp.vocab.vectors) == len(shipped.vocab.vectors)


def test_pipelines_that_training_cannot_continue_from(tmp_path: Path, tiny_model: Path) -> None:
    plan = shipped_architecture(tmp_path, weights=f'"{tiny_model}"')
    prepare(plan, mood_list(tmp_path))
    with pytest.raises(StartUnusable, match="its architecture differs"):
        train(plan, dict(NO_STEP))
    with pytest.raises(BaseModelMissing, match="no_such_pipeline"):
        train(shipped_architecture(tmp_path, weights='"no_such_pipeline"'), dict(NO_STEP))


@pytest.mark.slow
def test_spacy_train_finds_the_callback(tmp_path: Path) -> None:
    plan = shipped_architecture(tmp_path)
    prepare(plan, mood_list(tmp_path))
    command = [sys.executable, "-m", "spacy", "train", str(plan.config), "--output", str(tmp_path / "out")]
    command += ["--code", str(ROOT / "training" / "films" / "training_corpus.py")]
    command += ["--training.max_steps", "1", "--training.eval_frequency", "1"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    assert spacy.load(tmp_path / "out" / "model-best").pipe_labels[COMPONENT] == list(plan.labels)
