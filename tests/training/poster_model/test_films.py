from pathlib import Path

import pandas as pd
import pytest

from tests.training.poster_model.drawings import COLOURS, make_films, write_parquet
from training.errors import DataNotFound, DataUnreadable
from training.poster_model.films import read_posters

LABELS = tuple(sorted(COLOURS))


@pytest.fixture
def films() -> pd.DataFrame:
    return make_films(48)


def test_posters_and_texts_are_joined_by_id(films: pd.DataFrame, tmp_path: Path) -> None:
    posters, texts = write_parquet(films.sample(frac=1, random_state=0), tmp_path)
    split = read_posters(posters, [texts], LABELS)
    assert (len(split.train), len(split.dev), len(split.test)) == (24, 12, 12)
    for part in (split.train, split.dev, split.test):
        for text, poster, flags in zip(part.films.texts, part.posters, part.films.flags, strict=True):
            row = films.loc[films["overview"].str.lower() == text.split("\n")[1]].iloc[0]
            assert poster == row["jpeg"]
            assert [label for label, flag in zip(LABELS, flags, strict=True) if flag] == row["genres"]


def test_a_folder_that_collect_made(films: pd.DataFrame, tmp_path: Path) -> None:
    """Genres come from the list, parts from a hash."""
    _, texts = write_parquet(films, tmp_path)
    folder = tmp_path / "posters"
    folder.mkdir()
    for film in films.itertuples():
        (folder / f"{film.id}.jpg").write_bytes(film.jpeg)
    (folder / "attribution.txt").write_text("This product uses the TMDB API.")
    split = read_posters(folder, [texts], LABELS)
    assert len(split.train) + len(split.dev) + len(split.test) == 48
    assert len(split.train) > len(split.test) > 0


def test_what_is_left_out_is_counted(films: pd.DataFrame, tmp_path: Path) -> None:
    films.at[0, "jpeg"] = b"no picture"
    films.at[1, "jpeg"] = films.at[1, "jpeg"][:400]
    films.at[2, "genres"] = ["Poetry"]
    films.loc[films["id"] == 13, "overview"] = ""  # of dev
    films.loc[films["id"] == 7, "overview"] = ""  # of train
    posters, texts = write_parquet(films, tmp_path)
    split = read_posters(posters, [texts], LABELS)
    assert split.dropped == {
        "no film with this id in the lists": 0, "no description, in dev or test": 1,
        "a poster that cannot be decoded": 2, "none of the genres": 1,
    }  # fmt: skip
    assert "" in split.train.films.texts


def test_other_files_are_refused(films: pd.DataFrame, tmp_path: Path) -> None:
    _, texts = write_parquet(films, tmp_path)
    with pytest.raises(DataNotFound):
        read_posters(tmp_path / "nowhere", [texts], LABELS)
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataUnreadable, match=r"no posters named ID\.jpg"):
        read_posters(tmp_path / "empty", [texts], LABELS)
    films[["id", "title"]].to_parquet(tmp_path / "other.parquet")
    with pytest.raises(DataUnreadable, match="needs the columns id and jpeg"):
        read_posters(tmp_path / "other.parquet", [texts], LABELS)
    films[films["split"] == "train"].to_parquet(tmp_path / "train.parquet")
    with pytest.raises(DataUnreadable, match="left for dev and test"):
        read_posters(tmp_path / "train.parquet", [texts], LABELS)
