from pathlib import Path

import pandas as pd
import pytest

from lab.comparison.split import prepare_films
from lab.comparison.transfer.film_lists import FilmList, movies_list, plots_list
from movie_classifier.tables.errors import InputUnreadable
from training.config import Plan, read_plan
from training.errors import DataNotFound
from training.films.corpus import read_labelled


def parts(table: pd.DataFrame) -> dict[str, int]:
    return {part: int((table["split"] == part).sum()) for part in ("train", "dev", "test")}


def test_draws_are_nested_and_differ_by_seed(plots: Path) -> None:
    films = plots_list(plots)
    everything = parts(films.table)
    small, large, other = films.draw(50, 0), films.draw(150, 0), films.draw(50, 1)
    assert parts(small) == {"train": 50, "dev": 7, "test": everything["test"]}
    assert parts(large) == {"train": 150, "dev": everything["dev"], "test": everything["test"]}
    assert set(small["id"]) < set(large["id"])
    assert set(small["id"]) != set(other["id"])
    assert films.draw(None, 0).equals(films.table)


def test_no_more_dev_films_than_there_are() -> None:
    table = pd.DataFrame({"split": ["train"] * 40 + ["dev"] * 2 + ["test"] * 3})
    assert parts(FilmList("few", table).draw(30, 0)) == {"train": 30, "dev": 2, "test": 3}


def test_movies_are_the_films_of_the_corpora(trained: Plan) -> None:
    films = movies_list(trained)
    assert parts(films.table) == {
        part: len(read_labelled(path, trained.labels)[0])
        for part, path in (("train", trained.train), ("dev", trained.dev), ("test", trained.test))
    }
    first = films.table.iloc[0]
    assert first["title"].startswith("film ") and first["plot"].startswith("a story of ")
    assert set(first["labels"]) <= set(trained.labels) and first["labels"]


def test_prepared_as_a_user_does(plots: Path) -> None:
    films = plots_list(plots)
    split = prepare_films(films.draw(150, 0), read_plan(Path("training/configs/films.cfg")))
    assert split.test.labels == ("Action", "Comedy", "Drama", "Romance", "Thriller", "Western")
    assert (len(split.train), len(split.dev)) == (150, parts(films.table)["dev"])
    assert len(split.test) == parts(films.table)["test"]
    assert split.train.texts[0].startswith(("film ", "plot "))


def test_plots_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(DataNotFound):
        plots_list(tmp_path / "none.parquet")
    pd.DataFrame({"imdb_id": ["tt1"], "title": ["One"]}).to_parquet(tmp_path / "other.parquet")
    with pytest.raises(InputUnreadable, match="it needs the columns imdb_id and title and year"):
        plots_list(tmp_path / "other.parquet")
