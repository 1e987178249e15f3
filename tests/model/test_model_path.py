import json
from pathlib import Path

import pytest

from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import ModelNotFound
from movie_classifier.model.model_path import default_model_path, find_model
from tests.conftest import ROOT

META = {"lang": "xx", "name": "films", "version": "2.0.0"}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages, with one package of a pipeline."""
    package = tmp_path / "site" / "xx_films"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    (package / "meta.json").write_text(json.dumps(META))
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "site"


def test_default() -> None:
    assert default_model_path() == ROOT / "spacy_model"


def test_names_of_the_shipped_models(site: Path, tmp_path: Path) -> None:
    assert find_model("fast") == default_model_path()
    assert find_model("accurate") == find_model(Path("accurate")) == ROOT / "spacy_model_accurate"
    assert find_model("multilingual") == ROOT / "spacy_model_multilingual"
    (tmp_path / "accurate").mkdir()
    assert find_model("accurate") == Path("accurate")


def test_name_of_a_package_that_is_not_imported(site: Path) -> None:
    assert find_model("xx_films") == find_model(Path("xx_films")) == site / "xx_films" / "xx_films-2.0.0"


def test_newer_version_of_a_package(site: Path) -> None:
    find_model("xx_films")
    (site / "xx_films" / "meta.json").write_text(json.dumps(META | {"version": "2.1.0"}))
    assert find_model("xx_films").name == "xx_films-2.1.0"


def test_a_folder_of_the_same_name_is_preferred(site: Path, tmp_path: Path) -> None:
    (tmp_path / "xx_films").mkdir()
    assert find_model("xx_films") == Path("xx_films")


@pytest.mark.parametrize(
    "name", ["nothing_of_this_name", "json", "sys", "__main__", "site/xx_film", "spacy.lang.en", ""]
)
def test_neither_folder_nor_pipeline(site: Path, name: str) -> None:
    with pytest.raises(
        ModelNotFound, match=r"name fast, accurate, multilingual, the folder of a spaCy pipeline, or an installed one"
    ):
        GenreClassifier.load(name)


@pytest.mark.parametrize("meta", ["", "[]", "{}"])
def test_a_package_with_another_meta_file(site: Path, meta: str) -> None:
    (site / "xx_films" / "meta.json").write_text(meta)
    assert find_model("xx_films") == Path("xx_films")
