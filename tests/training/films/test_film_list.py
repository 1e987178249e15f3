import gzip
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from movie_classifier.tables.columns import ColumnNotFound
from tests.film_lists import write_movies
from training.errors import DataNotFound, DataUnreadable
from training.films.film_list import ListOptions, read_film_list

ROWS = [
    {"id": "007", "title": "One", "plot": "A spy, alone.", "genres": "Drama|War", "year": "1962"},
    {"id": "2", "title": "Two", "plot": "Two friends.", "genres": "Comedy", "year": ""},
]


def read(path: Path, **names: Any) -> pd.DataFrame:
    return read_film_list(path, ListOptions(**names)).table


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


def test_a_missing_id_is_no_id(tmp_path: Path) -> None:
    """Parquet has integers that may be missing. Films without an id are different films."""
    table = pd.DataFrame(ROWS * 2).assign(tmdb_id=pd.array([7, None, None, 9], dtype="Int64")).drop(columns="id")
    table["title"] += [" A", " B", " C", " D"]
    table.to_parquet(tmp_path / "films.parquet")
    assert list(read(tmp_path / "films.parquet")["id"]) == ["7", "row 2", "row 3", "9"]


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


def test_labels_in_a_wrong_spelling(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("title,plot,genres\nOne,A spy,['Drama'\n")
    with pytest.raises(DataUnreadable, match="column genres: line 2 has"):
        read(path)


def test_missing_values_of_parquet(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    table = pd.DataFrame(
        {"tmdb_id": pd.array([None, None, 7], "Int64"), "title": ["a", "b", "c"], "plot": ["d", "e", "f"]}
    )
    table.assign(year=pd.array([1990, None, None], "Int64"), tags=[["x"], ["y"], None]).to_parquet(path)
    assert read(path)[["id", "year", "genres"]].values.tolist() == [["row 1", "1990", ["x"]], ["row 2", "", ["y"]]]


def test_original_title_and_adult_films_of_tmdb(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("id,title,original_title,overview,genres,adult\n1,,Uno,A,x,False\n2,Two,,B,x,True\n3,,,C,x,\n")
    films = read_film_list(path)
    assert films.table["title"].tolist() == ["Uno"]
    assert films.dropped["adult film"] == films.dropped["no title"] == 1


KAGGLE = {
    "The Movies Dataset": "adult,budget,genres,homepage,id,imdb_id,original_title,overview,release_date,title",
    "TMDB": "id,title,vote_average,status,release_date,revenue,adult,original_title,overview,tagline,genres,keywords",
    "TMDB 5000": "budget,genres,homepage,id,keywords,original_title,overview,release_date,tagline,title",
    "Netflix": "show_id,type,title,director,cast,date_added,release_year,rating,duration,listed_in,description",
    "IMDb top 1000": "Poster_Link,Series_Title,Released_Year,Certificate,Genre,IMDB_Rating,Overview,Meta_score",
    "IMDb 2006 to 2016": "Rank,Title,Genre,Description,Director,Year,Runtime (Minutes),Rating",
    "IMDb extensive": "imdb_title_id,title,original_title,year,date_published,genre,duration,description",
    "Wikipedia plots": "Release Year,Title,Origin/Ethnicity,Director,Cast,Genre,Wiki Page,Plot",
    "MPST": "imdb_id,title,plot_synopsis,tags,split,synopsis_source",
    "Rotten Tomatoes": "rotten_tomatoes_link,movie_title,movie_info,content_rating,genres,original_release_date",
    "9000 movies": "Release_Date,Title,Overview,Popularity,Original_Language,Genre,Poster_Url",
}
"""Film lists on Kaggle → their columns."""


@pytest.mark.parametrize("columns", KAGGLE.values(), ids=KAGGLE)
def test_lists_on_kaggle_need_no_option(columns: str, tmp_path: Path) -> None:
    names = columns.split(",")
    row = dict.fromkeys(names, "?") | {"split": "val", "adult": "False"}
    for name in names:
        key = name.lower().replace(" ", "_")
        if key in {"title", "series_title", "movie_title"}:
            row[name] = "One"
        elif key in {"overview", "description", "plot", "plot_synopsis", "movie_info"}:
            row[name] = "A spy."
        elif key in {"genres", "genre", "tags", "listed_in"}:
            row[name] = "Drama, War"
        elif key in {"year", "release_year", "released_year", "release_date", "original_release_date"}:
            row[name] = "1962-05-01"
    path = tmp_path / "list.csv"
    pd.DataFrame([row])[names].to_csv(path, index=False)
    [film] = read(path).to_dict("records")
    assert (film["title"], film["description"], film["genres"]) == ("One", "A spy.", ["Drama", "War"])
    assert film["year"] == ("" if "Year" not in columns.title() and "Date" not in columns.title() else "1962")
    assert film.get("split") == ("dev" if "split" in names else None)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("title,words,genres\nOne,A spy,Drama\n")
    with pytest.raises(
        ColumnNotFound, match=r"no column for the description: expected description or overview .*found title, words"
    ):
        read(path)
    with pytest.raises(ColumnNotFound, match="expected text, found"):
        read(path, description="text")


GOOD = {
    "id": "1",
    "title": "One",
    "original_title": "Un",
    "overview": "About one.",
    "genres": "[{'id': 18, 'name': 'Drama'}, {'id': 37, 'name': 'Western'}]",
    "release_date": "1995-10-30",
}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": "1997-08-20", "genres": "[{'id': 18, 'na"}, "broken row (its id is not a number)"),
        ({"id": ""}, "broken row (its id is not a number)"),
        ({"id": "1"}, "id seen before"),
        ({"title": " ", "original_title": ""}, "no title"),
        ({"overview": "  "}, "no description"),
        ({"overview": "No overview found."}, "no description"),
        ({"overview": "No Overview"}, "no description"),
        ({"overview": " N/A"}, "no description"),
        ({"title": "One", "overview": "About one."}, "title and description seen before"),
        ({"genres": "[]"}, "no label"),
    ],
)
def test_traps(tmp_path: Path, change: dict[str, str], reason: str) -> None:
    other = {**GOOD, "id": "2", "title": "Two", "overview": "About two."} | change
    films = read_film_list(write_movies(tmp_path / "movies.csv", [GOOD, other]))
    assert list(films.table["title"]) == ["One"]
    assert {name: count for name, count in films.dropped.items() if count} == {reason: 1}
    assert films.report()[1] == f"       1 dropped: {reason}"


def test_original_title_stands_in(tmp_path: Path) -> None:
    films = read_film_list(write_movies(tmp_path / "movies.csv", [{**GOOD, "title": ""}]))
    assert list(films.table["title"]) == ["Un"]


def test_adult_films_of_the_movies_dataset_stay(tmp_path: Path) -> None:
    """They are in the split of the published scores."""
    films = read_film_list(write_movies(tmp_path / "movies.csv", [GOOD | {"adult": "True"}]))
    assert films.published_split
    assert films.report() == ["       1 rows read", "       1 films kept"]


def test_one_row_for_each_film_and_label(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    rows = ["One,A spy,Drama", "Two,Friends,Comedy", "One,A spy,War", "One,A spy,Drama", "One,Another spy,War"]
    for name, numbers in (("title,plot,genre", [""] * 5), ("id,title,plot,genre", ["1,", "2,", "1,", "1,", "3,"])):
        path.write_text("\n".join([name, *map("".join, zip(numbers, rows, strict=True))]))
        films = read_film_list(path)
        assert films.table["genres"].tolist() == [["Drama", "War"], ["Comedy"], ["War"]]
        assert films.report()[:3] == [
            "       5 rows read",
            "       2 joined: they differ from another row in the labels alone",
            "       3 films kept",
        ]


def test_equal_rows_are_dropped_and_not_joined(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("id,title,plot,genre\n1,One,A spy,Drama\n1,One,A spy,Drama\n2,One,A spy,War\n")
    films = read_film_list(path)
    assert films.joined == 0
    assert films.dropped["id seen before"] == films.dropped["title and description seen before"] == 1


def test_rows_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"title,plot,genre\nOne,A spy,Drama\nTwo,Friends,Comedy,x\nThree,caf\xe9,War\nFour,\\N,War\n")
    films = read_film_list(path)
    assert films.read == 4
    assert {name: count for name, count in films.dropped.items() if count} == {
        "wrong number of fields": 1,
        "not valid utf-8": 1,
        "no description": 1,
    }
    assert films.report()[-1].startswith("warning: 75% of the rows were dropped, most of them for this: wrong number")
    assert len(read(path, encoding="cp1252")) == 2


def test_lines_in_messages_are_those_of_the_file(tmp_path: Path) -> None:
    rows = [GOOD | {"id": "?"}, GOOD, GOOD | {"id": "2", "genres": "[{'id': 18, 'na"}]
    with pytest.raises(DataUnreadable, match="column genres: line 4 has"):
        read_film_list(write_movies(tmp_path / "movies.csv", rows))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataNotFound, match=r"python -m training download.*--films"):
        read_film_list(tmp_path / "nowhere.csv")
