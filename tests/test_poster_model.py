"""What the committed poster model must be."""

import json
import os
import random
from pathlib import Path

import pytest

pytest.importorskip("PIL")
pytest.importorskip("onnxruntime")

from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film
from movie_classifier.model.model_path import SHIPPED_FOLDERS
from movie_classifier.poster.loading import SHIPPED_FOLDER, load_poster_model
from movie_classifier.poster.model import INFO_FILE, PosterInfo, PosterModel
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


@pytest.mark.slow
@pytest.mark.skipif(not POSTERS.is_file(), reason="needs posters")
def test_the_gain_on_some_test_films(text: GenreClassifier, model: PosterModel) -> None:
    """More of the genres are right, and fewer are wrong, for 400 films."""
    import pandas as pd

    from training.films.film_list import read_film_list

    posters = pd.read_parquet(POSTERS)
    posters = posters[posters["split"] == "test"]
    films = read_film_list(next(POSTERS.parent.glob("movies_metadata.csv*"))).table.set_index("id")
    rows = [row for row in posters.itertuples() if str(row.id) in films.index]
    rows = random.Random(0).sample(rows, 400)
    told = films.loc[[str(row.id) for row in rows]]
    from_text = text.predict([Film(*each) for each in zip(told["title"], told["description"], strict=True)])
    from_both = [model.add(each, row.jpeg, text.info) for each, row in zip(from_text, rows, strict=True)]

    def micro_f1(predictions: list[list[str]]) -> float:
        right = sum(len(set(genres) & set(row.genres)) for genres, row in zip(predictions, rows, strict=True))
        return 2 * right / sum(len(genres) + len(row.genres) for genres, row in zip(predictions, rows, strict=True))

    gain = micro_f1([each.genres for each in from_both]) - micro_f1([each.genres for each in from_text])
    assert gain > POSTER_GAIN / 3  # the deviation of 400 films is large
