import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from movie_classifier.errors import (
    MissingExtra,
    ModelBroken,
    PosterModelNotFound,
    PosterModelUnsuited,
    PostersOff,
    PosterUnusable,
)
from movie_classifier.model.checksums import write_checksums
from movie_classifier.model.confidence import FEW_WORDS, NO_GENRE
from movie_classifier.model.model_info import ModelInfo
from movie_classifier.poster.loading import load_poster_model
from movie_classifier.prediction import Prediction
from tests.conftest import load_shared

FILES = ("SHA256SUMS", "layers.npz", "network.onnx", "poster.json")


@pytest.fixture(scope="module")
def info(tiny_model: Path) -> ModelInfo:
    return load_shared(tiny_model).info


@pytest.fixture
def copy(poster_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(poster_model, tmp_path / "copy"))


def predicted(info: ModelInfo, doubt: str | None = None) -> Prediction:
    """Return the prediction for a text that the text model takes for a drama and nothing else."""
    return Prediction.from_scores("Film", dict.fromkeys(info.labels, 0.2) | {"Drama": 0.5}, info.thresholds, doubt)


def test_a_poster_changes_probabilities_and_genres(poster_model: Path, info: ModelInfo) -> None:
    from tests.poster.pictures import BRIGHT, DARK, draw

    model = load_poster_model(poster_model, info)
    text = predicted(info)
    dark, bright = model.add(text, draw(DARK), info), model.add(text, draw(BRIGHT), info)
    assert (dark.genre, bright.genre) == ("Horror", "Comedy")
    assert dark.genres == ["Horror"]  # drama stays at 0.5, and the threshold of text and poster is 0.6
    assert tuple(dark.scores) == tuple(text.scores)
    assert dark.scores["Drama"] == pytest.approx(text.scores["Drama"])


def test_doubts_about_the_text_remain(poster_model: Path, info: ModelInfo) -> None:
    from tests.poster.pictures import DARK, draw

    model = load_poster_model(poster_model, info)
    assert model.add(predicted(info, FEW_WORDS), draw(DARK), info).confidence_reason == FEW_WORDS
    assert model.add(predicted(info, NO_GENRE), draw(DARK), info).confidence_reason is None
    grey = draw((127, 127, 127), size=(200, 300))
    assert model.add(predicted(info), grey, info).confidence_reason == NO_GENRE


def test_a_model_of_a_later_version(copy: Path, info: ModelInfo) -> None:
    """Its description may have more fields."""
    description = json.loads((copy / "poster.json").read_text())
    (copy / "poster.json").write_text(json.dumps(description | {"new": 1}))
    write_checksums(copy)
    assert load_poster_model(copy, info).info.poster_width == description["poster_width"]


def test_a_poster_that_cannot_be_decoded(poster_model: Path, info: ModelInfo) -> None:
    model = load_poster_model(poster_model, info)
    with pytest.raises(PosterUnusable):
        model.add(predicted(info), b"no picture", info)


def test_a_folder_without_a_model(poster_model: Path, info: ModelInfo, tmp_path: Path) -> None:
    with pytest.raises(PosterModelNotFound, match="python -m training poster-model"):
        load_poster_model(tmp_path / "nowhere", info)


@pytest.mark.parametrize("name", FILES[1:])
def test_a_file_that_has_changed(copy: Path, info: ModelInfo, name: str) -> None:
    (copy / name).write_bytes((copy / name).read_bytes()[:-10])
    with pytest.raises(ModelBroken, match=f"{name} differs from SHA256SUMS"):
        load_poster_model(copy, info)
    (copy / "SHA256SUMS").unlink()
    with pytest.raises(ModelBroken, match="cannot be used"):
        load_poster_model(copy, info)


def test_another_text_model(poster_model: Path, info: ModelInfo) -> None:
    with pytest.raises(PosterModelUnsuited, match=r"made for tiny 0\.0\.0, not for tiny 9\.0\.0"):
        load_poster_model(poster_model, replace(info, version="9.0.0"))
    with pytest.raises(PosterModelUnsuited, match=r"made for other genres than those of tiny 0\.0\.0"):
        load_poster_model(poster_model, replace(info, labels=("Drama",)))


def test_the_shipped_model_is_off_with_another_text_model(info: ModelInfo) -> None:
    with pytest.raises(PostersOff, match=r"made for movie_genres .*, not for tiny 0\.0\.0"):
        load_poster_model(None, info)


def test_without_the_extra(poster_model: Path, info: ModelInfo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "movie_classifier.poster.model", raising=False)
    monkeypatch.delitem(sys.modules, "movie_classifier.poster.network", raising=False)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingExtra, match=r"onnxruntime: pip install 'movie-classifier\[poster\]'"):
        load_poster_model(poster_model, info)
    with pytest.raises(PostersOff, match=r"^posters are not read here: .*onnxruntime.*movie-classifier\[poster\]"):
        load_poster_model(None, info)
