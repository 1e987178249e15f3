"""The shipped model against the real films: runs where the film list is.

`movies_metadata.csv` (or `.csv.gz`) is looked for in `data/`, or in the folder that `MOVIE_CLASSIFIER_DATA` names.
"""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import spacy
from spacy.language import Language

from movie_classifier.film import Film, film_text
from movie_classifier.model.genres import GENRES
from movie_classifier.model.model_path import ACCURATE, FAST, shipped_model_path
from tests.conftest import ROOT, SHIPPED_MODEL, Once
from tests.film_lists import small_config
from tests.floors import CEILINGS, FLOORS
from training.config import MOVIES_DATASET_SPLITS, read_plan
from training.evaluation.evaluate import evaluate
from training.evaluation.metrics import decision_metrics
from training.evaluation.scores import Scores, score
from training.films.corpus import write_corpus
from training.films.film_list import read_film_list
from training.films.splits import split_by_file

pytestmark = pytest.mark.slow

DATA = Path(os.environ.get("MOVIE_CLASSIFIER_DATA", ROOT / "data"))
MOVIES = next((path for path in sorted(DATA.glob("movies_metadata.csv*"))), None)


@pytest.fixture(scope="module")
def measured(once: Once) -> dict[str, Any]:
    """What `evaluate` says of a copy of the shipped model."""
    films = _films()

    def fill(folder: Path) -> None:
        plan, copy = read_plan(small_config(folder)), Path(shutil.copytree(SHIPPED_MODEL, folder / "model"))
        for part, path in (("train", plan.train), ("dev", plan.dev), ("test", plan.test)):
            write_corpus(films[films["split"] == part], GENRES, spacy.blank("en"), path)
        evaluate(plan, copy)

    meta: dict[str, Any] = json.loads((once("quality", fill) / "model" / "meta.json").read_text())
    return meta


def _films() -> pd.DataFrame:
    if MOVIES is None:
        pytest.skip(f"no film list in {DATA}")
    films = read_film_list(MOVIES).table
    return films.assign(split=split_by_file(films, MOVIES_DATASET_SPLITS))


def _score(nlp: Language, films: pd.DataFrame, text: Callable[[Film], str]) -> Scores:
    docs = []
    for title, description, genres in zip(films["title"], films["description"], films["genres"], strict=True):
        doc = nlp.make_doc(text(Film(title, description)))
        doc.cats = {genre: float(genre in genres) for genre in GENRES}
        docs.append(doc)
    return score(nlp, docs)


def test_meta_says_what_the_model_gives(measured: dict[str, Any]) -> None:
    committed = json.loads((SHIPPED_MODEL / "meta.json").read_text())
    assert measured["thresholds"] == pytest.approx(committed["thresholds"], abs=0.02)
    for path, value in leaves(committed["performance"]):
        assert dict(leaves(measured["performance"]))[path] == pytest.approx(value, abs=2e-3), path


def test_no_score_is_below_its_floor(measured: dict[str, Any]) -> None:
    scores = dict(leaves(measured["performance"]))
    assert {name: scores[name] for name, floor in FLOORS.items() if scores[name] < floor} == {}


def test_no_error_is_above_its_ceiling(measured: dict[str, Any]) -> None:
    scores = dict(leaves(measured["performance"]))
    scores["loss of micro_f1 without the title"] = scores["micro_f1"] - scores["description_alone micro_f1"]
    assert {name: scores[name] for name, ceiling in CEILINGS.items() if scores[name] > ceiling} == {}


def test_plain_spacy_is_as_good_on_text_as_written() -> None:
    """On the first 3,000 test films, without and with `film_text`."""
    films = _films()
    test = films[films["split"] == "test"][:3_000]
    nlp = spacy.load(SHIPPED_MODEL)
    written, prepared = (_score(nlp, test, text) for text in ("\n".join, film_text))
    thresholds = nlp.meta["thresholds"]
    for metric in ("micro_f1", "macro_f1"):
        both = [decision_metrics(scores, thresholds)[metric] for scores in (written, prepared)]
        assert both[0] == pytest.approx(both[1], abs=2e-3)
    assert decision_metrics(written, thresholds)["micro_f1"] > 0.65


def test_the_accurate_model_is_better() -> None:
    """On the first 1,500 test films, each pipeline with its own thresholds."""
    pytest.importorskip("onnxruntime", reason="the extra accurate is not installed")
    films = _films()
    test = films[films["split"] == "test"][:1_500]
    fast, accurate = (spacy.load(shipped_model_path(name)) for name in (FAST, ACCURATE))
    f1 = [
        decision_metrics(_score(nlp, test, film_text), nlp.meta["thresholds"])["micro_f1"] for nlp in (fast, accurate)
    ]
    assert f1[1] > f1[0] + 0.01


def leaves(tree: dict[str, Any], path: str = "") -> list[tuple[str, float]]:
    """Path and value of every number in `tree`."""
    found = []
    for name, value in tree.items():
        here = f"{path} {name}".strip()
        found += leaves(value, here) if isinstance(value, dict) else [(here, value)]
    return found
