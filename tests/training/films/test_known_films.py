from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import spacy

from tests.film_lists import ROOT, small_config
from training.config import read_plan
from training.films.corpus import write_corpus
from training.films.known_films import FILE, count_known, hash_films, starts_from_shipped, write_known_films
from training.films.prepare import prepare

MAX_BYTES = 1_000_000


def films(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["title", "year"])


def test_films_of_the_shipped_pipelines_are_known() -> None:
    """Case and spaces do not matter. Without a year, films with the same title are no better than others."""
    assert count_known(films(("The Matrix", "1999"), (" the  MATRIX", "1999"))) == 2
    assert count_known(films(("The Matrix", ""), ("The Matrix", "1899"), ("A film of nobody", "2025"))) == 0


def test_the_file_is_small_and_has_no_film_twice() -> None:
    hashes = np.load(FILE)
    assert FILE.stat().st_size < MAX_BYTES
    assert (np.diff(hashes.astype(np.int64)) > 0).all()


def test_hashes_of_corpora(tmp_path: Path) -> None:
    table = films(("One", "2001"), ("Two\t films", "2002"), ("Undated", ""))
    table["description"], table["genres"] = "A film.", [["Drama"]] * len(table)
    corpora = [tmp_path / "train.spacy", tmp_path / "extra.spacy"]
    write_corpus(table, ["Drama"], spacy.blank("en"), corpora[0])
    write_corpus(table[1:], ["Drama"], spacy.blank("en"), corpora[1])
    assert write_known_films(corpora, tmp_path / "folder" / "known.npy") == 2
    assert set(np.load(tmp_path / "folder" / "known.npy")) == set(hash_films(table))


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("films.cfg", True),
        ("tags.cfg", True),
        ("films_accurate.cfg", True),
        ("films_vectors.cfg", False),
        ("genres.cfg", False),
    ],
)
def test_which_configs_start_from_a_shipped_pipeline(config: str, expected: bool) -> None:
    assert starts_from_shipped(read_plan(ROOT / "training" / "configs" / config)) == expected


@pytest.mark.parametrize(("config", "warned"), [("films.cfg", True), ("genres.cfg", False)])
def test_prepare_warns_of_known_test_films(config: str, warned: bool, tmp_path: Path) -> None:
    """Only a config that starts from a shipped pipeline can have learned from test films."""
    own = [(f"Film of mine {number}", "2025", "train" if number % 2 else "dev") for number in range(200)]
    known = [("The Matrix", "1999", "test"), ("Titanic", "1997", "test"), ("Film of mine", "2025", "test")]
    table = pd.DataFrame([*own, *known], columns=["title", "year", "split"])
    table["overview"] = "A film about " + table["title"]
    table["genres"] = np.where(table.index % 2, "Drama", "Comedy")
    table.to_csv(tmp_path / "films.csv")
    [*lines] = prepare(read_plan(small_config(tmp_path, config)), tmp_path / "films.csv").report()
    warning = "warning: 2 of 3 test films are known to the start, by title and year: "
    assert any(line.startswith(warning) for line in lines) == warned
