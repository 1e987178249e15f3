from pathlib import Path

import pytest

from movie_classifier.tables.bulk.destination import check_output, partial_folder
from movie_classifier.tables.errors import OutputExists, OutputUnusable


def test_refused_outputs(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("")
    (tmp_path / "link.csv").symlink_to(source)
    for path, reason in [
        (tmp_path, "it is a folder"),
        (tmp_path / "no" / "out.csv", "there is no folder .*/no"),
        (source, "it is the input"),
        (tmp_path / "link.csv", "it is the input"),
    ]:
        with pytest.raises(OutputUnusable, match=reason):
            check_output(str(path), str(source), overwrite=True)
    check_output("-", "-")
    check_output(str(tmp_path / "new.csv"), str(source))


def test_an_output_that_is_there_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    for resume in (False, True):
        with pytest.raises(OutputExists, match="is there already: name another file, or add --overwrite"):
            check_output(str(path), "-", resume=resume)
    check_output(str(path), "-", overwrite=True)
    partial_folder(path).mkdir()
    check_output(str(path), "-", resume=True)  # a run that stopped while it gave the files their names


def test_a_link_to_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    (tmp_path / "out.csv").symlink_to(tmp_path / "no" / "out.csv")
    with pytest.raises(OutputUnusable, match=r"there is no folder .*/no"):
        check_output(str(tmp_path / "out.csv"), "-")
