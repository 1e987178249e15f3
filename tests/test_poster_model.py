"""What the committed poster model must be."""

import json
import os
import random
from pathlib import Path

import pytest

pytest.importorskip("PIL")
pytest.importorskip("onnxruntime")

from movie_classifier.classifier import GenreClassifier
from movie_classifier.client import GenreClient
from movie_classifier.film import Film
from movie_classifier.model.model_path import SHIPPED_FOLDERS
from movie_classifier.poster.loading import SHIPPED_FOLDER, load_poster_model
from movie_classifier.poster.model import INFO_FILE, PosterInfo, PosterModel
from movie_classifier.prediction import Prediction
from tests.conftest import ROOT, SHIPPED_MODEL
from tests.floors import POSTER_GAIN, POSTER_MEGABYTES
from tests.poster.pictures import BRIGHT, DARK, draw

FOLDER = ROOT / SHIPPED_FOLDER
POSTERS = Path(os.environ.get("MOVIE_CLASSIFIER_DATA", ROOT / "data")) / "posters.parquet"
FILM = Film("The House", "A family moves into a house in the country and finds a letter.")


@pytest.fixture(scope="module")
def text() -> GenreClassifier:
    return GenreClassifier.load(SHIPPED_MODEL)


@pytest.fixture(scope="module")
def model(text: GenreClassifier) -> PosterModel:
    return load_poster_model(None, text.info)


def test_it_was_made_for_the_committed_pipelines() -> None:
    """Who replaces a pipeline makes the poster model again: docs/posters-and-collecting.md."""
    info = PosterInfo.from_json((FOLDER / INFO_FILE).read_text())
    metas = [json.loads((ROOT / folder / "meta.json").read_text()) for folder in SHIPPED_FOLDERS.values()]
    assert list(info.thresholds) == [f"{meta['name']} {meta['version']}" for meta in metas]
    gains = {name: each["micro_f1"] - each["text_micro_f1"] for name, each in info.metrics.items()}
    assert {name: gain for name, gain in gains.items() if gain < POSTER_GAIN} == {}


def test_size() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) <= POSTER_MEGABYTES * 1e6


def test_a_dark_poster_is_less_of_a_comedy(text: GenreClassifier, model: PosterModel) -> None:
    [prediction] = text.predict([FILM])
    dark, bright = (model.add(prediction, draw(colour, (200, 300)), text.info).scores for colour in (DARK, BRIGHT))
    assert dark["Horror"] > bright["Horror"]
    assert dark["Comedy"] < bright["Comedy"]


def test_a_service_reads_posters_without_a_setting(shipped_service: str) -> None:
    client = GenreClient(shipped_service)
    dark, bright = (client.predict_with_poster(FILM, draw(colour)).scores for colour in (DARK, BRIGHT))
    assert dark["Horror"] > bright["Horror"]


@pytest.mark.slow
@pytest.mark.skipif(not POSTERS.is_file(), reason="needs posters")
def test_the_gain_on_some_test_films(text: GenreClassifier, model: PosterModel) -> None:
    from training.poster_model.films import read_posters

    films = POSTERS.parent.glob("movies_metadata.csv*")
    test = read_posters(POSTERS, [next(films)], text.info.labels, lambda posters: [True] * len(posters)).test
    rows = random.Random(0).sample(range(len(test)), 400)
    truth = [
        {label for label, flag in zip(text.info.labels, test.films.flags[row], strict=True) if flag} for row in rows
    ]
    from_text = text.predict([Film(*test.films.texts[row].split("\n", 1)) for row in rows])
    from_both = [model.add(each, test.posters[row], text.info) for each, row in zip(from_text, rows, strict=True)]

    def micro_f1(predictions: list[Prediction]) -> float:
        pairs = [(set(each.genres), genres) for each, genres in zip(predictions, truth, strict=True)]
        return 2 * sum(len(a & b) for a, b in pairs) / sum(len(a) + len(b) for a, b in pairs)

    assert micro_f1(from_both) - micro_f1(from_text) > POSTER_GAIN / 3  # 400 films are few
