from pathlib import Path

import pytest

from movie_classifier.library.jellyfin.undo_file import Change, UndoFile, UndoFileInvalid, read_undo_file

FIRST = Change("server", "1", "Käse \ud800 (1979)", (), ("Drama", "Krimi"))
SECOND = Change("server", "2", "B", ("Comedy",), ("War",))


def test_changes_are_read_again(tmp_path: Path) -> None:
    undo = UndoFile(tmp_path)
    assert list(tmp_path.iterdir()) == []
    undo.add(FIRST)
    undo.add(SECOND)
    assert undo.path == tmp_path / "jellyfin-undo.jsonl"
    assert [change.id for change in read_undo_file(undo.path)] == ["1", "2"]
    assert read_undo_file(undo.path)[1] == SECOND


def test_no_file_is_replaced(tmp_path: Path) -> None:
    for number in range(3):
        UndoFile(tmp_path).add(SECOND if number else FIRST)
    names = ["jellyfin-undo-2.jsonl", "jellyfin-undo-3.jsonl", "jellyfin-undo.jsonl"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert [change.id for change in read_undo_file(tmp_path / names[2])] == ["1"]


def test_changes_that_were_not_made(tmp_path: Path) -> None:
    undo = UndoFile(tmp_path)
    undo.add(FIRST)
    undo.withdraw()
    assert list(tmp_path.iterdir()) == []
    undo.add(SECOND)
    undo.add(FIRST)
    undo.withdraw()
    assert undo.path is not None
    assert read_undo_file(undo.path) == [SECOND]


def test_a_line_that_was_cut_off_is_no_change(tmp_path: Path) -> None:
    undo = UndoFile(tmp_path)
    undo.add(SECOND)
    undo.add(FIRST)
    assert undo.path is not None
    undo.path.write_bytes(undo.path.read_bytes()[:-1])
    assert read_undo_file(undo.path) == [SECOND]


@pytest.mark.parametrize("line", ["{}", "[]", "no JSON", "1", '{"server": "a", "id": 1}', "\xff", ""])
def test_other_files(tmp_path: Path, line: str) -> None:
    path = tmp_path / "other.jsonl"
    path.write_bytes(line.encode("latin-1") + b"\n")
    with pytest.raises(UndoFileInvalid, match="line 1 is no change of a film"):
        read_undo_file(path)
