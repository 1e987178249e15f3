"""The TOML file with a choice of genres."""

from pathlib import Path

import pytest

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.choice.genres_file import read_genres_file
from movie_classifier.errors import InvalidChoice
from movie_classifier.model.genres import GENRES
from tests.choice.models import make_model
from tests.conftest import ROOT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "genres.toml"


def test_the_example_of_the_documentation_has_all_settings(path: Path) -> None:
    page = (ROOT / "docs" / "genres.md").read_text()
    path.write_text(page.partition("```toml\n")[2].partition("```")[0])
    choice = read_genres_file(path)
    assert choice == GenreChoice(
        max_genres=2,
        min_probability=0.3,
        precision=0.8,
        language="de",
        left_out=["TV Movie", "Foreign"],
        names={"Science Fiction": "Sci-Fi", "War": "Krieg & Geschichte", "History": "Krieg & Geschichte"},
        thresholds={"Drama": 0.6},
    )
    assert choice.for_model(make_model(dict.fromkeys(GENRES, 0.5), {genre: {"0.8": 0.7} for genre in GENRES}))


def test_an_empty_file_leaves_all_to_the_model(path: Path) -> None:
    path.touch()
    assert read_genres_file(path) == GenreChoice()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("max_genre = 2", "unknown setting: max_genre; known are max_genres, min_probability"),
        ("source = 'x'", "unknown setting: source"),
        ("names = 'x'", "names is not a table: begin it with [names]"),
        ('"a\\nb" = 0', "unknown setting: a b; known"),
        ("max_genres = 0", "max_genres is 0"),
        ('[names]\n"a\\nb" = 3', "the name of a b is 3, not one line of text"),
        ("[names]\nDrama = 'A'\nDrama = 'B'", "not valid TOML"),
        ("[names", "not valid TOML"),
        ("\udcff", "not valid TOML"),
    ],
)
def test_each_problem_is_one_line_with_the_file(path: Path, text: str, message: str) -> None:
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(InvalidChoice) as error:
        read_genres_file(path)
    assert str(error.value).startswith(f"{path}: {message}")
    assert "\n" not in str(error.value)


def test_a_missing_file(path: Path) -> None:
    with pytest.raises(InvalidChoice, match="No such file"):
        read_genres_file(path)


def test_an_unknown_genre_is_reported_with_the_file(path: Path) -> None:
    path.write_text("left_out = ['Dramma']")
    with pytest.raises(InvalidChoice, match=r"genres\.toml: unknown genre: Dramma"):
        read_genres_file(path).for_model(make_model(dict.fromkeys(GENRES, 0.5)))
