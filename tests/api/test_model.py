from pathlib import Path

import requests
import spacy

from movie_classifier.classifier import GenreClassifier
from movie_classifier.genres import GENRES


def test_model(service: str, tiny_model: Path, http: requests.Session) -> None:
    assert http.get(f"{service}/model").json() == {
        "name": "tiny",
        "version": "0.0.0",
        "labels": list(GENRES),
        "thresholds": dict.fromkeys(GENRES, 0.5),
        "metrics": {"micro_f1": 0.5},
        "spacy_version": spacy.__version__,
        "content_hash": GenreClassifier.load(tiny_model).info.content_hash,
    }
