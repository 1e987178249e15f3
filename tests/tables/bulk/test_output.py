import errno
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from movie_classifier.tables.bulk.output import FileOutput
from movie_classifier.tables.errors import OutputUnusable, ResumeRefused, UnfinishedRun
from movie_classifier.tables.files.blocks import RejectedRow
from movie_classifier.tables.files.encoders import JsonLinesEncoder
from movie_classifier.tables.files.json_reader import lines_schema

ENCODER = JsonLinesEncoder(lines_schema())
RUN = {"the input": "1", "the options": "2"}
ROW = RejectedRow(3, "no title (none)", {"title": "\ud800é"})


def open_file(path: Path, resume: bool = False, **changed: str) -> FileOutput:
    return FileOutput(path, ENCODER, RUN | {name.replace("_", " "): value for name, value in changed.items()}, resume)


def test_appears_at_the_end(tmp_path: Path) -> None:
    output = open_file(tmp_path / "out.jsonl")
    output.append(b"a\n", 2, [ROW])
    output.append(b"b\n", 1, [])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl.partial"]
    output.finish()
    assert (tmp_path / "out.jsonl").read_bytes() == b"a\nb\n"
    text = (tmp_path / "out.jsonl.rejected.jsonl").read_text()
    assert text == '{"line": 3, "reason": "no title (none)", "row": {"title": "\\ud800é"}}\n'
    assert json.loads(text)["row"] == ROW.row
    assert len(list(tmp_path.iterdir())) == 2
    assert (output.done.rows, output.done.blocks, output.done.rejected) == (3, 2, 1)
    assert output.done.reasons == {"no title": 1}


def test_replaces_earlier_files(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("old")
    (tmp_path / "out.jsonl.rejected.jsonl").write_text("old")
    output = open_file(tmp_path / "out.jsonl")
    output.append(b"a\n", 1, [])
    assert (tmp_path / "out.jsonl").read_text() == "old"
    output.finish()
    assert (tmp_path / "out.jsonl").read_text() == "a\n"
    assert not (tmp_path / "out.jsonl.rejected.jsonl").exists()


def test_resume_cuts_off_what_is_not_in_the_state(tmp_path: Path) -> None:
    output = open_file(tmp_path / "out.jsonl")
    output.append(b"a\n", 1, [ROW])
    output.close()
    for name in ("output", "rejected.jsonl"):
        with (output.folder / name).open("ab") as file:
            file.write(b"half a blo")
    again = open_file(tmp_path / "out.jsonl", resume=True)
    assert (again.done.blocks, again.done.rows, again.done.reasons) == (1, 1, {"no title": 1})
    again.append(b"b\n", 1, [])
    assert (again.done.rows, again.done.earlier_rows) == (2, 1)
    again.finish()
    assert (tmp_path / "out.jsonl").read_bytes() == b"a\nb\n"
    assert len((tmp_path / "out.jsonl.rejected.jsonl").read_text().splitlines()) == 1


def test_finished_rows_are_not_discarded(tmp_path: Path) -> None:
    output = open_file(tmp_path / "out.jsonl")
    output.append(b"a\n", 1_000, [])
    output.close()
    with pytest.raises(UnfinishedRun, match="has 1,000 finished rows of an earlier run: add --resume"):
        open_file(tmp_path / "out.jsonl")


def test_a_run_without_finished_rows_starts_again(tmp_path: Path) -> None:
    open_file(tmp_path / "out.jsonl").close()
    assert open_file(tmp_path / "out.jsonl").done.blocks == 0


def test_resume_without_an_earlier_run_starts(tmp_path: Path) -> None:
    assert open_file(tmp_path / "out.jsonl", resume=True).done.blocks == 0


@pytest.mark.parametrize("changed", [{"the_input": "x"}, {"the_options": "x"}, {"the_input": "x", "the_options": "y"}])
def test_resume_is_refused_after_a_change(tmp_path: Path, changed: dict[str, str]) -> None:
    output = open_file(tmp_path / "out.jsonl")
    output.append(b"a\n", 1, [])
    output.close()
    names = " and ".join(name.replace("_", " ") for name in changed)
    with pytest.raises(ResumeRefused, match=f"cannot resume: {names} changed since; delete .*partial to start again"):
        open_file(tmp_path / "out.jsonl", resume=True, **changed)


def test_resume_is_refused_after_another_version(tmp_path: Path) -> None:
    """Its state may have fields that this version does not know."""
    output = open_file(tmp_path / "out.jsonl", the_version="1")
    output.append(b"a\n", 1, [])
    output.close()
    state = json.loads((output.folder / "state.json").read_text())
    state["done"]["skipped"] = state["done"].pop("earlier_rows")
    (output.folder / "state.json").write_text(json.dumps(state))
    with pytest.raises(UnfinishedRun, match="has 1 finished rows"):
        open_file(tmp_path / "out.jsonl", the_version="2")
    with pytest.raises(ResumeRefused, match=r"the version changed since; delete .*partial to start again"):
        open_file(tmp_path / "out.jsonl", resume=True, the_version="2")


def test_resume_is_refused_if_the_state_is_damaged(tmp_path: Path) -> None:
    output = open_file(tmp_path / "out.jsonl")
    output.append(b"a\n", 1, [])
    output.close()
    (output.folder / "state.json").write_text("")
    with pytest.raises(ResumeRefused, match=r"state\.json is damaged; delete .*partial to start again"):
        open_file(tmp_path / "out.jsonl", resume=True)


def test_resume_is_refused_if_the_rows_are_gone(tmp_path: Path) -> None:
    output = open_file(tmp_path / "out.jsonl")
    output.append(b"a\n", 1, [])
    output.close()
    (output.folder / "output").unlink()
    with pytest.raises(ResumeRefused, match="is shorter than it was"):
        open_file(tmp_path / "out.jsonl", resume=True)


@pytest.mark.parametrize("renamed", [0, 1, 2])
def test_a_crash_between_the_last_steps(tmp_path: Path, renamed: int) -> None:
    """The state says that all is written, and some of the files have their names already."""
    output = open_file(tmp_path / "out.jsonl")
    output.append(b"a\n", 1, [ROW])
    output.done.finished = True
    output._write_state()
    output.close()
    for name, target in [("output", output._path), ("rejected.jsonl", output.rejected_path)][:renamed]:
        (output.folder / name).rename(target)
    again = open_file(tmp_path / "out.jsonl", resume=True)
    assert again.done.finished
    again.finish()
    assert (tmp_path / "out.jsonl").read_bytes() == b"a\n"
    assert (tmp_path / "out.jsonl.rejected.jsonl").read_text().count("\n") == 1
    assert len(list(tmp_path.iterdir())) == 2


def test_two_runs_cannot_write_the_same_output(tmp_path: Path) -> None:
    output = open_file(tmp_path / "out.jsonl")
    with pytest.raises(OutputUnusable, match="another process is writing it"):
        open_file(tmp_path / "out.jsonl", resume=True)
    output.close()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "target.jsonl").write_text("old")
    (tmp_path / "out.jsonl").symlink_to(tmp_path / "target.jsonl")
    output = open_file(tmp_path / "out.jsonl")
    output.append(b"a\n", 1, [])
    output.finish()
    assert (tmp_path / "target.jsonl").read_bytes() == b"a\n"
    assert (tmp_path / "out.jsonl").is_symlink()


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system than `tmp_path`."""
    shared = Path("/dev/shm")
    if not shared.is_dir() or shared.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second file system at /dev/shm")
    with tempfile.TemporaryDirectory(dir=shared) as folder:
        yield Path(folder)


def test_a_link_to_another_file_system(tmp_path: Path, other_disk: Path) -> None:
    link = tmp_path / "out.jsonl"
    link.symlink_to(other_disk / "target.jsonl")
    output = open_file(link)
    output.append(b"a\n", 1, [ROW])
    output.close()
    output = open_file(link, resume=True)
    output.append(b"b\n", 1, [])
    output.finish()
    assert link.is_symlink()
    assert [(path.name, path.read_bytes()) for path in other_disk.iterdir()] == [("target.jsonl", b"a\nb\n")]
    assert json.loads((tmp_path / "out.jsonl.rejected.jsonl").read_text())["row"] == ROW.row
    assert len(list(tmp_path.iterdir())) == 2


FULL = """
import resource, signal, sys
from pathlib import Path
from tests.tables.bulk.test_output import open_file
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (25_000, 25_000))
output = open_file(Path(sys.argv[1]))
try:
    while True:
        output.append(b"x" * 10_000, 10, [])
except Exception as error:
    print(type(error).__name__, error, output.done.blocks)
"""


def test_a_file_that_cannot_grow_keeps_its_finished_blocks(tmp_path: Path) -> None:
    """The system fails in the middle of a write, as it does when the disk is full."""
    command = [sys.executable, "-c", FULL, str(tmp_path / "out.jsonl")]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout == f"OutputUnusable {tmp_path}/out.jsonl cannot be written: {os.strerror(errno.EFBIG)} 2\n"
    output = open_file(tmp_path / "out.jsonl", resume=True)
    assert (output.done.blocks, output.done.output_bytes) == (2, 20_000)
    output.append(b"y", 1, [])
    output.finish()
    assert (tmp_path / "out.jsonl").read_bytes() == b"x" * 20_000 + b"y"
