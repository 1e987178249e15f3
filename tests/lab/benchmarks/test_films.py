import gzip
import json
import shutil
from pathlib import Path

import pytest

from lab.benchmarks.films import FilmListUnreadable, batch_bodies, film_body, read_films, read_labelled_films
from movie_classifier.film import Film
from tests.film_lists import write_movies


def test_films_are_real_different_and_the_same_every_time(movies_csv: Path) -> None:
    films = read_films(movies_csv, 50)
    assert len(set(films)) == 50
    assert films == read_films(movies_csv, 50)
    assert all(film.description.startswith("A story of ") for film in films)


def test_compressed_list(movies_csv: Path, tmp_path: Path) -> None:
    compressed = tmp_path / "movies.csv.gz"
    with movies_csv.open("rb") as source, gzip.open(compressed, "wb") as target:
        shutil.copyfileobj(source, target)
    assert read_films(compressed) == read_films(movies_csv)


@pytest.mark.parametrize(
    "film",
    [
        {"title": " ", "overview": "a film about nothing much"},
        {"title": "One", "overview": "No overview found."},
        {"title": "x" * 501, "overview": "a film about nothing much"},
        {"title": "One", "overview": "word " * 5_000},
    ],
)
def test_films_that_the_service_would_refuse_are_left_out(film: dict[str, str], tmp_path: Path) -> None:
    good = {"title": "Good", "overview": "a film about nothing much"}
    assert read_films(write_movies(tmp_path / "movies.csv", [film, good])) == [Film(*good.values())]
    with pytest.raises(FilmListUnreadable, match="no row"):
        read_films(write_movies(tmp_path / "movies.csv", [film]))


def test_unusable_lists(tmp_path: Path) -> None:
    with pytest.raises(FilmListUnreadable):
        read_films(tmp_path / "none.csv")
    (tmp_path / "other.csv").write_text("name,text\na,b\n")
    (tmp_path / "movies.csv.gz").write_text("not compressed")
    for name in ("other.csv", "movies.csv.gz"):
        with pytest.raises(FilmListUnreadable):
            read_films(tmp_path / name)


def test_labelled_films(tmp_path: Path) -> None:
    row = {"title": "Good", "overview": "a film about nothing much"}
    genres = {**row, "genres": "[{'id': 18, 'name': 'Drama'}]"}
    path = write_movies(tmp_path / "movies.csv", [genres, row, {**row, "genres": "[broken"}])
    assert read_labelled_films(path) == [(Film("Good", "a film about nothing much"), ["Drama"])]


def test_bodies_are_one_line_each() -> None:
    film = Film("One\nTwo", 'Said "é"\u2028')
    assert json.loads(film_body(film)) == film._asdict()
    bodies = batch_bodies([film, Film("A", "B")], size=3, count=4)
    assert [len(json.loads(body)["movies"]) for body in bodies] == [3] * 4
    assert not any(b"\n" in body for body in [film_body(film), *bodies])
