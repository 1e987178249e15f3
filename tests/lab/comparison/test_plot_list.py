from pathlib import Path

import pandas as pd
import pytest

from lab.comparison.plot_list import read_plots
from movie_classifier.tables.errors import InputUnreadable
from training.errors import DataNotFound


def test_every_film_once_with_its_own_part(plots: Path) -> None:
    tags, genres = read_plots(plots, "labels"), read_plots(plots, "tmdb_genres")
    assert list(tags) == ["id", "title", "year", "plot", "labels", "split"]
    assert len(tags) == 300 and tags["id"].is_unique
    assert set(tags["split"]) == {"train", "dev", "test"}
    assert list(tags["split"]) == list(genres["split"])
    assert list(tags["labels"].iloc[0]) != list(genres["labels"].iloc[0])


def test_a_film_stays_in_its_part(plots: Path, tmp_path: Path) -> None:
    fewer = pd.read_parquet(plots).iloc[::-2]
    fewer.to_parquet(tmp_path / "fewer.parquet")
    parts = dict(zip(*(read_plots(plots, "labels")[column] for column in ("id", "split")), strict=True))
    again = read_plots(tmp_path / "fewer.parquet", "labels")
    assert all(parts[film] == part for film, part in zip(again["id"], again["split"], strict=True))


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(DataNotFound):
        read_plots(tmp_path / "none.parquet", "labels")
    pd.DataFrame({"imdb_id": ["tt1"], "title": ["One"]}).to_parquet(tmp_path / "other.parquet")
    with pytest.raises(InputUnreadable, match="it needs the columns imdb_id and title and year and plot and labels"):
        read_plots(tmp_path / "other.parquet", "labels")
