import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import spacy

from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film
from movie_classifier.model.pipeline.loading import COMPONENT
from tests.conftest import SHIPPED_MODEL
from tests.film_lists import ROOT, mood_list, small_config
from training.config import Plan, read_plan
from training.errors import BaseModelMissing, ConfigInvalid, StartUnusable
from training.evaluation.evaluate import evaluate
from training.films.corpus import read_corpus
from training.films.prepare import prepare
from training.train import train
from training.weights.label_weights import create_fit_label_weights


def prepare_moods(folder: Path, **replacements: str) -> Plan:
    config = small_config(folder, "tags.cfg")
    lines = config.read_text().splitlines()
    for key, value in replacements.items():
        lines = [f"{key} = {value}" if line.split(" = ")[0] == key else line for line in lines]
    config.write_text("\n".join(lines) + "\n")
    plan = read_plan(config)
    prepare(plan, mood_list(folder))
    return plan


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    plan = prepare_moods(tmp_path_factory.mktemp("moods"))
    train(plan)
    return plan


def probabilities(model: Path, corpus: Path) -> np.ndarray:
    nlp = spacy.load(model)
    docs = nlp.pipe([doc.text for doc in read_corpus(corpus, nlp)])
    return np.array([list(doc.cats.values()) for doc in docs])


@pytest.mark.slow
def test_a_pipeline_predicts_what_the_logistic_regression_fitted(plan: Plan) -> None:
    # The intercept is not penalised. So the mean probability of a label equals its share of the train films.
    nlp = spacy.load(plan.best_model)
    truth = np.array([list(doc.cats.values()) for doc in read_corpus(plan.train, nlp)])
    assert nlp.pipe_labels[COMPONENT] == list(plan.labels)
    assert probabilities(plan.best_model, plan.train).mean(axis=0) == pytest.approx(truth.mean(axis=0), abs=1e-3)


def test_it_learns_and_serves(plan: Plan) -> None:
    measured = evaluate(plan).performance
    assert measured["micro_f1"] > 0.9
    classifier = GenreClassifier.load(plan.best_model)
    [prediction] = classifier.predict([Film("Film 1", "A story of cowboy love, a kiss and a wedding.")])
    assert prediction.genre == "warm"


def test_the_hidden_layer_is_that_of_the_shipped_pipeline(plan: Plan) -> None:
    layers = [
        spacy.load(model).get_pipe(COMPONENT).model.get_ref("maxout_layer").get_param("W")
        for model in (plan.best_model, SHIPPED_MODEL)
    ]
    assert np.array_equal(*layers)


@pytest.mark.slow
def test_the_same_as_spacy_train(plan: Plan, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "spacy", "train", str(plan.config), "--output", str(tmp_path)]
    command += ["--code", str(ROOT / "training" / "weights" / "label_weights.py")]
    subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=ROOT)
    assert np.array_equal(probabilities(tmp_path / "model-best", plan.test), probabilities(plan.best_model, plan.test))


def test_words_alone(plan: Plan, tmp_path: Path) -> None:
    alone = prepare_moods(tmp_path, weights="null")
    model = spacy.load(train(alone)).get_pipe(COMPONENT).model
    weights = next(layer for layer in model.walk() if layer.name == "linear").get_param("W")
    labels = len(alone.labels)
    assert np.array_equal(weights[:, :labels], np.eye(labels)) and not weights[:, labels:].any()


@pytest.mark.slow
def test_other_architectures_and_starts(plan: Plan, tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="no_output_layer = true"):
        train(prepare_moods(tmp_path, no_output_layer="false"))
    with pytest.raises(StartUnusable, match="its architecture differs"):
        train(plan, {"paths.weights": str(tiny_model)})
    with pytest.raises(BaseModelMissing, match="no_such_pipeline"):
        train(plan, {"paths.weights": "no_such_pipeline"})
    blank = tmp_path / "blank"
    spacy.blank("en").to_disk(blank)
    with pytest.raises(StartUnusable, match="has no text classifier"):
        create_fit_label_weights(str(plan.train), str(blank))(spacy.load(plan.best_model))


def test_a_label_of_all_films(plan: Plan, tmp_path: Path) -> None:
    nlp = spacy.load(plan.best_model)
    docs = list(read_corpus(plan.train, nlp))
    for doc in docs:
        doc.cats = dict.fromkeys(doc.cats, 1.0)
    corpus = tmp_path / "train.spacy"
    spacy.tokens.DocBin(docs=docs).to_disk(corpus)
    create_fit_label_weights(str(corpus), str(SHIPPED_MODEL))(nlp)
    assert min(nlp("a story of cowboys").cats.values()) > 0.99
