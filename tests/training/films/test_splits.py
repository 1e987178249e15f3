import json
from pathlib import Path

import pandas as pd
import pytest

from movie_classifier.tables.errors import InputUnreadable
from tests.film_lists import ROOT
from training.config import MOVIES_DATASET_SPLITS
from training.errors import DataNotFound, DataUnreadable
from training.films.splits import DEV_SHARE, TEST_SHARE, split_by_file, split_by_hash

FILMS = pd.DataFrame({"id": list(map(str, range(20_000))), "title": [f"T{i}" for i in range(20_000)], "year": "1999"})


def test_shares() -> None:
    shares = split_by_hash(FILMS).value_counts(normalize=True)
    assert shares["test"] == pytest.approx(TEST_SHARE, abs=0.01)
    assert shares["dev"] == pytest.approx(DEV_SHARE, abs=0.01)


def test_a_film_stays_in_its_part() -> None:
    everything = split_by_hash(FILMS)
    assert (split_by_hash(FILMS[::3]) == everything[::3]).all()


def test_same_title_and_year_same_part() -> None:
    table = pd.DataFrame({"title": ["The  Thing", "the thing", "The Thing"], "year": ["1982", "1982", "1982"]})
    assert split_by_hash(table).nunique() == 1


def test_by_file(tmp_path: Path) -> None:
    path = tmp_path / "splits.csv"
    path.write_text("id,split\n0,train\n2,test\n")
    parts = split_by_file(FILMS[:3], path)
    assert parts[0] == "train"
    assert pd.isna(parts[1])
    assert parts[2] == "test"


def test_published_split_has_the_films_of_the_published_scores() -> None:
    table = pd.read_csv(MOVIES_DATASET_SPLITS, dtype=str)
    assert table["id"].is_unique
    parts = split_by_file(table.drop(columns="split"), MOVIES_DATASET_SPLITS)
    measured = json.loads((ROOT / "spacy_model" / "meta.json").read_text())["performance"]
    assert parts.value_counts().to_dict() == {"train": 23_628, "test": 7_543, "dev": 3_019}
    assert measured["films"] == 7_543


def test_bad_files(tmp_path: Path) -> None:
    with pytest.raises(DataNotFound, match="--split-by-hash"):
        split_by_file(FILMS, tmp_path / "nowhere.csv")
    with pytest.raises(DataNotFound, match="is a folder, not a file"):
        split_by_file(FILMS, tmp_path)
    path = tmp_path / "splits.csv"
    path.write_text("id,part\n0,train\n")
    with pytest.raises(InputUnreadable, match="it needs the columns id and split"):
        split_by_file(FILMS, path)
    path.write_text("id,split\n0,tarin\n")
    with pytest.raises(DataUnreadable, match="tarin"):
        split_by_file(FILMS, path)
