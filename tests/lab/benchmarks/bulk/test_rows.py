from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from lab.benchmarks.bulk.rows import RowGenerator, read_rows, write_film_list
from movie_classifier.film import Film, film_problem

FILMS = [
    Film("One", "A story, a story of one, two and three people."),
    Film("Two", "The story of one of two people and of four, five or more animals who go to a town and stay there."),
]
WORDS = {word for film in FILMS for word in film.description.split()}


def new_words(films: Iterator[Film]) -> list[str]:
    return [word for film in films for word in film.description.split() if word not in WORDS]


def test_the_same_seed_gives_the_same_films() -> None:
    first, again, other = (list(RowGenerator(FILMS, seed).films(50)) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert list(islice(RowGenerator(FILMS, 1).films(1_000), 50)) == first


def test_lengths_are_those_of_real_films() -> None:
    films = list(RowGenerator(FILMS).films(200))
    assert {film.title for film in films} == {"One", "Two"}
    assert {len(film.description.split()) for film in films} == {10, 22}
    assert not any(map(film_problem, films))


def test_new_words_keep_coming() -> None:
    """Of the 32 words, 13 occur once: three, who, animals and so on."""
    generator = RowGenerator(FILMS)
    assert generator.new_share == pytest.approx(13 / 32)
    words = new_words(generator.films(2_000))
    assert len(words) / (2_000 * 16) == pytest.approx(13 / 32, abs=0.05)
    assert len(set(words)) > 100


def test_a_list_is_written_and_read(movies_csv: Path, tmp_path: Path) -> None:
    path = write_film_list(movies_csv, tmp_path / "rows.csv", 30)
    assert path.read_text().splitlines()[0] == "id,title,overview"
    films = list(read_rows(path))
    assert len(films) == 30
    assert films == list(read_rows(write_film_list(movies_csv, tmp_path / "again.csv", 30)))
