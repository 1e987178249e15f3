"""`--poster`, with a service and with `--local`."""

import json
from pathlib import Path

import pytest

pytest.importorskip("PIL")

from tests.cli.process import check_one_line, run
from tests.conftest import TINY_FILMS
from tests.library.nfo_files import MOVIE
from tests.poster.pictures import DARK, draw

FILM = TINY_FILMS[2][0]
QUESTION = ("--title", FILM.title, "--description", FILM.description, "--json", "--scores", "--all")


@pytest.fixture
def poster(tmp_path: Path) -> str:
    (tmp_path / "poster.jpg").write_bytes(draw(DARK))
    return str(tmp_path / "poster.jpg")


@pytest.mark.slow
def test_a_service_and_this_process_give_the_same_answer(
    poster_service: str, tiny_model: Path, poster_model: Path, poster: str
) -> None:
    models = {"MOVIE_CLASSIFIER_MODEL": str(tiny_model), "MOVIE_CLASSIFIER_POSTER_MODEL": str(poster_model)}
    text = json.loads(run(*QUESTION, "--url", poster_service).stdout)
    service = json.loads(run(*QUESTION, "--poster", poster, "--url", poster_service).stdout)
    local = json.loads(run(*QUESTION, "--poster", poster, "--local", **models).stdout)
    assert set(service) == set(text)
    assert service["scores"]["Horror"] > text["scores"]["Horror"]
    assert local["scores"] == pytest.approx(service["scores"], rel=1e-4)


def test_without_a_poster_model(service: str, tiny_model: Path, poster: str) -> None:
    result = run(*QUESTION, "--poster", poster, "--url", service)
    check_one_line(result, "posters are not read here")
    result = run(*QUESTION, "--poster", poster, "--local", MOVIE_CLASSIFIER_MODEL=str(tiny_model))
    check_one_line(result, "the poster model was made for", "not for tiny 0.0.0")


def test_a_choice_of_genres(poster_service: str, poster: str) -> None:
    question = (*QUESTION, "--poster", poster, "--url", poster_service)
    answer = json.loads(run(*question, "--language", "de", "--min-probability", "0.01", "--max-genres", "1").stdout)
    best = max(answer["scores"], key=answer["scores"].get)
    assert answer["genres"] == [{"Horror": "Horror", "Drama": "Drama"}[best]]
    check_one_line(run(*question, "--precision", "0.8"), "the precision is known for texts only")


def test_files_that_cannot_be_used(poster_service: str, tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_bytes(b"text")
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "large.jpg").write_bytes(bytes(2**20))
    for name, reason in (("text", "damaged"), ("empty", "empty"), ("large", "512 KiB"), ("no", "No such file")):
        result = run(*QUESTION, "--poster", str(tmp_path / f"{name}.jpg"), "--url", poster_service)
        check_one_line(result, reason)


@pytest.mark.slow
def test_posters_of_a_library(tiny_model: Path, poster_model: Path, poster: str) -> None:
    """`poster.jpg` beside a `movie.nfo` is read if the settings name a poster model."""
    folder = Path(poster).parent
    (folder / "movie.nfo").write_text(MOVIE)
    arguments = ("library", str(folder), "--local", "--include-low-confidence")
    text = {"MOVIE_CLASSIFIER_MODEL": str(tiny_model)}
    assert " (with its poster)" not in run(*arguments, **text).stdout
    printed = run(*arguments, **text, MOVIE_CLASSIFIER_POSTER_MODEL=str(poster_model)).stdout
    assert printed.startswith(f"{folder}/movie.nfo: Horror ")
    assert printed.endswith(" (with its poster)\n")
