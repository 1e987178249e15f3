import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.film_lists import write_movies
from training.errors import DataNotFound, DataUnreadable
from training.films.readers import Films, read_movies_dataset, read_tmdb_dataset

GOOD = {
    "id": "1",
    "title": "One",
    "original_title": "Un",
    "overview": "About one.",
    "genres": "[{'id': 18, 'name': 'Drama'}, {'id': 37, 'name': 'Western'}]",
    "release_date": "1995-10-30",
}


def test_columns(tmp_path: Path) -> None:
    films = read_movies_dataset(write_movies(tmp_path / "movies.csv", [GOOD]))
    assert films.table.to_dict("records") == [
        {"id": "1", "title": "One", "year": "1995", "description": "About one.", "genres": ["Drama", "Western"]}
    ]
    assert films.report() == ["       1 rows read", "       1 films kept"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": "1997-08-20"}, "broken row (its id is not a number)"),
        ({"id": ""}, "broken row (its id is not a number)"),
        ({"id": "1"}, "id seen before"),
        ({"title": " ", "original_title": ""}, "no title"),
        ({"overview": "  "}, "no description"),
        ({"overview": "No overview found."}, "no description"),
        ({"overview": "No Overview"}, "no description"),
        ({"title": "One", "overview": "About one."}, "title and description seen before"),
        ({"genres": "[]"}, "no known genre"),
        ({"genres": "[{'name': 'Carousel Productions', 'id': 11176}]"}, "no known genre"),
        ({"genres": "[{'id': 18, 'na"}, "no known genre"),
        ({"genres": "12"}, "no known genre"),
    ],
)
def test_traps(tmp_path: Path, change: dict[str, str], reason: str) -> None:
    other = {**GOOD, "id": "2", "title": "Two", "overview": "About two."} | change
    films = read_movies_dataset(write_movies(tmp_path / "movies.csv", [GOOD, other]))
    assert list(films.table["title"]) == ["One"]
    assert {name: count for name, count in films.dropped.items() if count} == {reason: 1}
    assert films.report()[1] == f"       1 dropped: {reason}"


def test_original_title_stands_in(tmp_path: Path) -> None:
    films = read_movies_dataset(write_movies(tmp_path / "movies.csv", [{**GOOD, "title": ""}]))
    assert list(films.table["title"]) == ["Un"]


def test_compressed(tmp_path: Path) -> None:
    plain = write_movies(tmp_path / "movies.csv", [GOOD])
    packed = tmp_path / "movies.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert len(read_movies_dataset(packed).table) == 1


def test_tmdb(tmp_path: Path) -> None:
    path = tmp_path / "tmdb.csv"
    path.write_text(
        "id,title,vote_average,release_date,adult,overview,genres\n"
        '7,Seven,8.4,2010-07-15,False,"About, seven.","Action, Science Fiction"\n'
        "8,Eight,8.4,,True,About eight.,Drama\n"
        "9,Nine,8.4,,False,About nine.,\n"
    )
    films = read_tmdb_dataset(path)
    assert films.table.to_dict("records") == [
        {
            "id": "7",
            "title": "Seven",
            "year": "2010",
            "description": "About, seven.",
            "genres": ["Action", "Science Fiction"],
        }
    ]
    assert films.dropped["pornography"] == 1


def test_missing_and_wrong_files(tmp_path: Path) -> None:
    with pytest.raises(DataNotFound, match="python -m training download"):
        read_movies_dataset(tmp_path / "nowhere.csv")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n")
    missing = "id, title, release_date, overview, genres, original_title"
    with pytest.raises(
        DataUnreadable, match=rf"wrong\.csv cannot be used: it has no column {missing}; its columns are a, b"
    ):
        read_movies_dataset(wrong)
    table = tmp_path / "wrong.jsonl"
    table.write_text('{"id": "1", "title": "One"}')
    with pytest.raises(DataUnreadable, match=r"no column release_date, .*; its columns are id, title"):
        read_movies_dataset(table)
    with pytest.raises(DataUnreadable, match="folder"):
        read_movies_dataset(tmp_path)
    wrong.write_text("")
    with pytest.raises(DataUnreadable):
        read_movies_dataset(wrong)
    not_gzip = tmp_path / "cut.csv.gz"
    not_gzip.write_bytes(gzip.compress(b"a,b\n" * 1000)[:20])
    with pytest.raises(DataUnreadable):
        read_movies_dataset(not_gzip)


@pytest.mark.parametrize("read", [read_movies_dataset, read_tmdb_dataset])
def test_file_that_ends_in_the_middle_of_a_row(tmp_path: Path, read: Callable[[Path], Films]) -> None:
    path = tmp_path / "cut.csv"
    path.write_text('id,title,release_date,adult,overview,genres,original_title\n7,Seven,2010-07-15,False,"About se')
    with pytest.raises(DataUnreadable, match="ends in the middle of a row"):
        read(path)
