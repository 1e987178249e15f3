import gzip
import json
from pathlib import Path

import pytest

from training.collect.id_file import read_ids
from training.errors import DataNotFound, DataUnreadable


def export(path: Path) -> Path:
    films = [(3, 1.5, False), (5, 20.0, False), (7, 9.0, True), (8, 4.0, False)]
    lines = [
        json.dumps({"adult": adult, "id": number, "original_title": "x", "popularity": popularity, "video": False})
        for number, popularity, adult in films
    ]
    with gzip.open(path, "wt") as file:
        file.write("\n".join(lines) + "\n")
    return path


def test_the_daily_export(tmp_path: Path) -> None:
    path = export(tmp_path / "movie_ids_11_25_2026.json.gz")
    assert read_ids(path) == (5, 8, 3)
    assert read_ids(path, min_popularity=2) == (5, 8)
    assert read_ids(path, limit=1) == (5,)


def test_plain_ids_keep_their_order(tmp_path: Path) -> None:
    path = tmp_path / "ids.txt"
    path.write_text("9\n\n4\n9\n")
    assert read_ids(path) == (9, 4)
    with pytest.raises(DataUnreadable, match="no popularity"):
        read_ids(path, min_popularity=1)


@pytest.mark.parametrize("text", ["", "id\n", "1\nx\n", '{"id": "3"}\n', "-1\n", "true\n", "[1]\n", '{"name": 1}\n'])
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ids.txt"
    path.write_text(text)
    with pytest.raises(DataUnreadable):
        read_ids(path)


def test_missing_and_broken_files(tmp_path: Path) -> None:
    with pytest.raises(DataNotFound):
        read_ids(tmp_path / "nowhere")
    path = export(tmp_path / "ids.json.gz")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DataUnreadable):
        read_ids(path)
