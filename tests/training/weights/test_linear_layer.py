import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film
from tests.conftest import ROOT
from tests.film_lists import MOODS, mood_list, small_config
from training.cli import main
from training.config import Plan, read_plan
from training.errors import BaseModelMissing, DataNotFound, StartUnusable
from training.evaluation.evaluate import evaluate
from training.films.prepare import prepare
from training.packaging.package import package
from training.weights.linear_layer import fit_layer, train_linear_layer


def plan_with(folder: Path, encoder: Path | str) -> Plan:
    config = small_config(folder, "films_accurate.cfg")
    config.write_text(config.read_text().replace('encoder = "spacy_model_accurate"', f'encoder = "{encoder}"'))
    return read_plan(config)


def prepared(folder: Path, encoder: Path | str) -> Plan:
    plan = plan_with(folder, encoder)
    prepare(plan, mood_list(folder), min_films=25)
    return plan


@pytest.mark.slow
def test_own_labels(tiny_accurate_model: Path, tmp_path: Path) -> None:
    plan = prepared(tmp_path, tiny_accurate_model)
    lines: list[str] = []
    assert train_linear_layer(plan, lines.append) == plan.best_model
    assert sum("micro-F1 on dev" in line for line in lines) > 1
    measured = evaluate(plan).performance
    assert set(measured["genres"]) == set(MOODS.values())
    assert set(measured["word_pieces"]) == {"read whole"}
    assert measured["micro_f1"] > 0.3
    package(plan, tmp_path / "model")
    classifier = GenreClassifier.load(tmp_path / "model")
    assert classifier.info.name == "movie_genres_accurate"
    assert set(classifier.predict_proba([Film("Loud", "A chase.")])[0]) == set(MOODS.values())
    meta = json.loads((tmp_path / "model" / "meta.json").read_text())
    assert any(each.startswith("movie-classifier[accurate]>=") for each in meta["requirements"])
    card = (tmp_path / "model" / "README.md").read_text()
    assert "first 160 word pieces" in card
    assert "all-MiniLM-L6-v2" in card


def test_the_layer_does_not_depend_on_the_guess() -> None:
    random = np.random.default_rng(0)
    embeddings, truth = random.normal(size=(60, 4)), (random.random((60, 3)) > 0.6).astype(np.float32)
    start = np.zeros((3, 4)), np.zeros(3)
    weights, bias = fit_layer(embeddings, truth, start, penalty=1.0)
    again = fit_layer(embeddings, truth, start, penalty=1.0, guess=(weights + 0.5, bias - 0.5))
    assert np.allclose(again[0], weights, atol=1e-3)
    assert np.allclose(again[1], bias, atol=1e-3)


def test_known_labels_start_from_their_weights(tiny_accurate_model: Path) -> None:
    """With a strong penalty, nothing but the bias changes."""
    random = np.random.default_rng(0)
    embeddings, truth = random.normal(size=(200, 4)), (random.random((200, 3)) < 0.3).astype(np.float32)
    start = random.normal(size=(3, 4)), np.zeros(3)
    weights, _ = fit_layer(embeddings, truth, start, penalty=1e6)
    assert weights == pytest.approx(start[0], abs=1e-2)


def test_unknown_labels_of_a_film_teach_nothing() -> None:
    random = np.random.default_rng(0)
    embeddings = random.normal(size=(300, 4))
    truth = (embeddings[:, :2] > 0).astype(np.float32)
    known = truth.copy()
    known[150:, 0] = np.nan
    start = np.zeros((2, 4)), np.zeros(2)
    with_gaps, alone = (fit_layer(embeddings, known, start, 1.0), fit_layer(embeddings[:150], truth[:150], start, 1.0))
    assert with_gaps[0][0] == pytest.approx(alone[0][0], abs=1e-3)
    assert ((embeddings @ with_gaps[0].T > 0) == (truth > 0)).mean() > 0.9


def test_no_encoder() -> None:
    config = ROOT / "lab" / "configs" / "accurate.cfg"
    result = CliRunner().invoke(main, ["train", "--config", str(config)])
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "no [paths] encoder; `python -m lab accurate` trains one" in result.output


def test_not_prepared(tiny_accurate_model: Path, tmp_path: Path) -> None:
    with pytest.raises(DataNotFound, match="training prepare"):
        train_linear_layer(plan_with(tmp_path, tiny_accurate_model), print)


def test_a_pipeline_without_encoder(tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(StartUnusable, match="no sentence encoder"):
        train_linear_layer(prepared(tmp_path, tiny_model), print)


def test_a_pipeline_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BaseModelMissing, match="nowhere"):
        train_linear_layer(prepared(tmp_path, "nowhere"), print)
