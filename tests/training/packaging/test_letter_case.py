import json
from pathlib import Path

import pytest
import spacy

from movie_classifier.film import Film, film_text
from training.config import Plan
from training.packaging.letter_case import ignore_case
from training.packaging.package import package

FILM = Film("HIGH Noon", "A Cowboy and a SHERIFF meet outlaws in a saloon.")
AS_WRITTEN = "\n".join(FILM)


def test_trained_pipeline_ignores_case(trained: Plan) -> None:
    nlp = spacy.load(trained.best_model)
    assert nlp(AS_WRITTEN).cats == nlp(film_text(FILM)).cats != nlp("an empty film").cats


def test_packaged_pipeline_looks_vectors_up_in_lower_case(trained: Plan, tmp_path: Path) -> None:
    package(trained, tmp_path / "model", "1.0.0")
    assert spacy.load(tmp_path / "model").vocab.vectors.attr == spacy.attrs.LOWER


def test_older_pipelines_can_be_changed(tiny_model: Path) -> None:
    nlp = spacy.load(tiny_model)
    lower = nlp("guns and explosions").cats
    assert nlp("GUNS and Explosions").cats != pytest.approx(lower)
    assert ignore_case(nlp)("GUNS and Explosions").cats == lower


def test_the_setting_is_a_number_that_spacy_reads(trained: Plan, tmp_path: Path) -> None:
    package(trained, tmp_path / "model", "1.0.0")
    settings = json.loads((tmp_path / "model" / "vocab" / "vectors.cfg").read_text())
    assert settings == {"mode": "default", "attr": int(spacy.attrs.LOWER)}
