import json
import shutil
from pathlib import Path

import requests
import spacy

from movie_classifier.model.genres import GENRES
from movie_classifier.model.pipeline.loading import CARD
from movie_classifier.service.settings import Settings
from tests.conftest import SHIPPED_MODEL, load_shared, serving
from tests.service.api.test_bad_input import check_error


def test_model(service: str, tiny_model: Path, http: requests.Session) -> None:
    assert http.get(f"{service}/model").json() == {
        "name": "tiny",
        "version": "0.0.0",
        "labels": list(GENRES),
        "thresholds": dict.fromkeys(GENRES, 0.5),
        "metrics": {"micro_f1": 0.5},
        "spacy_version": spacy.__version__,
        "content_hash": load_shared(tiny_model).info.content_hash,
        "precision_curves": {genre: {"0.5": 0.5, "0.9": 0.8} for genre in GENRES if genre != "Foreign"},
    }


def test_thresholds_are_rounded(tiny_model: Path, tmp_path: Path, http: requests.Session) -> None:
    folder = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    meta = json.loads((folder / "meta.json").read_text())
    meta["thresholds"] |= {"Action": 0.1 + 0.2, "Drama": 0.123456, "War": 1e-3}
    (folder / "meta.json").write_text(json.dumps(meta))
    with serving(Settings(model=folder)) as url:
        thresholds = http.get(f"{url}/model").json()["thresholds"]
    assert (thresholds["Action"], thresholds["Drama"], thresholds["War"]) == (0.3, 0.123456, 0.001)


def test_card(shipped_service: str, http: requests.Session) -> None:
    answer = http.get(f"{shipped_service}/model/card")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text == (SHIPPED_MODEL / CARD).read_text()


def test_model_without_a_card(service: str, http: requests.Session) -> None:
    assert check_error(http.get(f"{service}/model/card"), 404)["detail"] == "the model has no card"
