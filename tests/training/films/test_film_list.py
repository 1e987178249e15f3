import gzip
import json
from pathlib import Path

import pandas as pd
import pytest

from movie_classifier.columns import ColumnNotFound
from training.errors import DataNotFound, DataUnreadable
from training.films.film_list import ColumnNames, read_film_list

ROWS = [
    {"id": "007", "title": "One", "plot": "A spy, alone.", "genres": "Drama|War", "year": "1962"},
    {"id": "2", "title": "Two", "plot": "Two friends.", "genres": "Comedy", "year": ""},
]


def read(path: Path, **names: str) -> pd.DataFrame:
    return read_film_list(path, ColumnNames(**names), {}).table


def write(folder: Path, name: str) -> Path:
    path, table = folder / name, pd.DataFrame(ROWS)
    if name.endswith(".parquet"):
        table.assign(genres=table["genres"].str.split("|")).to_parquet(path)
        return path
    text = {
        "csv": table.to_csv(index=False),
        "tsv": table.to_csv(index=False, sep="\t"),
        "jsonl": table.to_json(orient="records", lines=True),
    }[name.split(".")[1]]
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.mark.parametrize("name", ["f.csv", "f.csv.gz", "f.tsv", "f.jsonl", "f.jsonl.gz", "f.parquet"])
def test_every_format_gives_the_same_films(name: str, tmp_path: Path) -> None:
    assert read(write(tmp_path, name)).to_dict("records") == [
        {"id": "007", "title": "One", "year": "1962", "description": "A spy, alone.", "genres": ["Drama", "War"]},
        {"id": "2", "title": "Two", "year": "", "description": "Two friends.", "genres": ["Comedy"]},
    ]


def test_a_netflix_catalogue_needs_no_option(tmp_path: Path) -> None:
    path = tmp_path / "netflix_titles.csv"
    path.write_text(
        "show_id,type,title,director,release_year,duration,listed_in,description\n"
        's1,Movie,One,,2019,90 min,"Dramas, Thrillers",A spy.\n'
    )
    [film] = read(path).to_dict("records")
    assert film == {
        "id": "s1",
        "title": "One",
        "year": "2019",
        "description": "A spy.",
        "genres": ["Dramas", "Thrillers"],
    }


def test_columns_that_the_user_names(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,text,moods,description\nOne,A spy.,dark;slow,no\n")
    [film] = read(path, title="name", description="text", labels="moods").to_dict("records")
    assert (film["id"], film["description"], film["genres"]) == ("row 1", "A spy.", ["dark", "slow"])


def test_a_column_of_parts_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text("".join(json.dumps(row | {"split": "dev"}) + "\n" for row in ROWS))
    assert read(path)["split"].tolist() == ["dev", "dev"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("f.csv", "", "No columns"),
        ("f.csv", "title,plot,genres\n", "no rows"),
        ("f.csv", 'title,plot,genres\nOne,"A spy,Drama\n', "ends in the middle of a row"),
        ("f.csv", "title,plot,genres\na,b,c\na,b,c,d,e\n", "too many fields"),
        ("f.jsonl", '{"title": "One"', "cannot be used"),
        ("f.parquet", "no parquet", "cannot be used"),
        ("f.csv.gz", "not compressed", "cannot be used"),
        ("f.xlsx", "x", "format is unknown"),
        ("f.csv", "title,plot,genres\nOne,A spy,['Drama'\n", "column genres"),
    ],
)
def test_broken_files(name: str, text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(DataUnreadable, match=message):
        read(path)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("title,words,genres\nOne,A spy,Drama\n")
    with pytest.raises(
        ColumnNotFound, match=r"no column for the description: expected description or overview .*found title, words"
    ):
        read(path)
    with pytest.raises(ColumnNotFound, match="expected text, found"):
        read(path, description="text")


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataNotFound):
        read(tmp_path / "none.csv")
    with pytest.raises(DataUnreadable, match="folder"):
        read(tmp_path)
