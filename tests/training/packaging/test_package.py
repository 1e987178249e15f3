import json
import shutil
from pathlib import Path

import pytest
import spacy

from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film, film_text
from tests.film_lists import small_config
from training.config import Plan, read_plan
from training.errors import DataNotFound, NotPackageable
from training.packaging import package as module
from training.packaging.package import package

FILM = Film("High Noon", "A cowboy and a sheriff meet outlaws in a saloon.")


def test_package(trained: Plan, tmp_path: Path) -> None:
    target = tmp_path / "spacy_model"
    lines = package(trained, target, "1.2.3")
    assert len(lines) == len([file for file in target.rglob("*") if file.is_file()])
    classifier = GenreClassifier.load(target)
    assert classifier.info.version == "1.2.3"
    [scores] = classifier.predict_proba([FILM])
    assert scores == pytest.approx(spacy.load(trained.best_model)(film_text(FILM)).cats)
    meta = json.loads((target / "meta.json").read_text())
    assert meta["sources"][0]["name"] == "The Movies Dataset"
    assert meta["license"]


def test_words_of_the_training_films_are_left_out(trained: Plan, tmp_path: Path) -> None:
    package(trained, tmp_path / "model", "1.0.0")
    assert "grief" in json.loads((trained.best_model / "vocab" / "strings.json").read_text())
    assert "grief" not in json.loads((tmp_path / "model" / "vocab" / "strings.json").read_text())


def test_too_large_for_the_shipped_pipeline(trained: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(module.SIZE_LIMITS, "fast", module.SizeLimits(folder=30_000_000, file=1000))
    package(trained, tmp_path / "own", "1.0.0")
    monkeypatch.setattr(module, "shipped_model_path", lambda name: tmp_path / "model")
    with pytest.raises(NotPackageable, match="the limit is 1,000"):
        package(trained, tmp_path / "model", "1.0.0")
    assert not (tmp_path / "model").exists()


def test_not_evaluated(trained: Plan, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(trained.best_model, tmp_path / "copy"))
    meta = json.loads((copy / "meta.json").read_text())
    del meta["thresholds"]
    (copy / "meta.json").write_text(json.dumps(meta))
    with pytest.raises(NotPackageable, match="evaluate"):
        package(trained, tmp_path / "model", "1.0.0", copy)


def test_a_name_of_ones_own(trained: Plan, tmp_path: Path) -> None:
    """The next version keeps it."""
    target = tmp_path / "model"
    package(trained, target, name="dark_films")
    package(trained, target)
    info = GenreClassifier.load(target).info
    assert (info.name, info.version) == ("dark_films", "0.1.1")
    assert (target / "README.md").read_text().startswith("# dark_films 0.1.1\n")


@pytest.mark.parametrize("name", ["", "Dark", "dark films", "dark-films", "dark__films", "_dark", "düster"])
def test_a_name_that_packages_cannot_have(trained: Plan, tmp_path: Path, name: str) -> None:
    with pytest.raises(NotPackageable, match=r"its name cannot be .* such as dark_films"):
        package(trained, tmp_path / "model", name=name)
    assert not (tmp_path / "model").exists()


def test_nothing_trained(tmp_path: Path) -> None:
    with pytest.raises(DataNotFound, match="training train"):
        package(read_plan(small_config(tmp_path)), tmp_path / "model", "1.0.0")
