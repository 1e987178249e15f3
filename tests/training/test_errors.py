from pathlib import Path

from training.errors import DataNotFound


def test_a_folder_is_not_called_a_missing_file(tmp_path: Path) -> None:
    assert str(DataNotFound(tmp_path, "name a file")) == f"{tmp_path} is a folder, not a file: name a file"
    missing = tmp_path / "films.csv"
    assert str(DataNotFound(missing, "name a file")) == f"no file {missing}: name a file"
