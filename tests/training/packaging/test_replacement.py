import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from click.testing import CliRunner

from movie_classifier.model.checksums import digest_files
from training.cli import main
from training.config import Plan
from training.errors import NotReplaceable
from training.packaging.package import NOT_COMPARED, package
from training.packaging.replacement import ScoreChange, next_version, read_replaced, replace_contents


def version(folder: Path) -> str:
    return str(json.loads((folder / "meta.json").read_text())["version"])


def worse_copy(trained: Plan, folder: Path) -> Path:
    """A pipeline that assigns too few genres: all of its thresholds are 1."""
    nlp = spacy.load(trained.best_model)
    nlp.meta["thresholds"] = dict.fromkeys(nlp.meta["thresholds"], 1.0)
    nlp.to_disk(folder)
    return folder


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_with_other_files_is_refused(trained: Plan, tmp_path: Path, force: bool) -> None:
    notes = tmp_path / "folder" / "notes.txt"
    notes.parent.mkdir()
    notes.write_text("mine")
    with pytest.raises(NotReplaceable, match="neither an empty folder nor a genre pipeline"):
        package(trained, notes.parent, force=force)
    assert notes.read_text() == "mine"


def test_a_backup_does_not_replace_other_files(trained: Plan, tmp_path: Path) -> None:
    with pytest.raises(NotReplaceable, match=r"backup is not replaced"):
        (tmp_path / "backup").mkdir()
        (tmp_path / "backup" / "notes.txt").touch()
        package(trained, tmp_path / "model", backup=tmp_path / "backup")
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"pipeline": ["ner"]}'])
def test_a_meta_file_alone_is_no_pipeline(tmp_path: Path, content: str) -> None:
    (tmp_path / "meta.json").write_text(content)
    with pytest.raises(NotReplaceable):
        read_replaced(tmp_path)


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model").write_text("text")
    with pytest.raises(NotReplaceable):
        read_replaced(tmp_path / "model")


def test_the_version_goes_up(trained: Plan, tmp_path: Path) -> None:
    target = tmp_path / "model"
    package(trained, target)
    assert version(target) == "0.1.0"
    package(trained, target, "0.3.9")
    package(trained, target)
    assert version(target) == "0.3.10"
    assert next_version({"version": "1.0rc"}) == "0.1.0"


@pytest.mark.slow
def test_a_worse_pipeline_is_refused_without_force(trained: Plan, tmp_path: Path) -> None:
    target, worse = tmp_path / "model", worse_copy(trained, tmp_path / "worse")
    package(trained, target)
    command = ["package", "--config", str(trained.config), "--model", str(worse), "--target", str(target)]
    refused = CliRunner().invoke(main, command)
    assert refused.exit_code == 1
    assert " now; `package --force` replaces it, --target names another folder" in refused.stderr
    assert version(target) == "0.1.0"
    forced = CliRunner().invoke(main, [*command, "--force", "--backup", str(tmp_path / "kept")])
    assert forced.exit_code == 0
    assert "test films:" in forced.stdout
    assert version(target) == "0.1.1"
    assert version(tmp_path / "kept") == "0.1.0"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "model", "worse"]


@pytest.fixture
def other_labels(tmp_path: Path) -> Path:
    """A folder with a pipeline that has other labels than the trained one."""
    nlp = spacy.blank("en")
    component = nlp.add_pipe("textcat_multilabel")
    for label in ("dark", "light"):
        component.add_label(label)  # type: ignore[attr-defined]
    nlp.initialize()
    nlp.meta["thresholds"] = {"dark": 0.5, "light": 0.5}
    nlp.to_disk(tmp_path / "model")
    return tmp_path / "model"


def test_a_pipeline_with_other_labels_is_not_lost(trained: Plan, other_labels: Path, tmp_path: Path) -> None:
    before = digest_files(other_labels)
    remedies = r"other labels, or .*`package --backup FOLDER` .*`package --force` .*--target"
    with pytest.raises(NotReplaceable, match=remedies):
        package(trained, other_labels)
    assert digest_files(other_labels) == before
    lines = package(trained, other_labels, backup=tmp_path / "kept")
    assert lines[:2] == [f"{other_labels}: {NOT_COMPARED}", f"the replaced pipeline is in {tmp_path / 'kept'}"]
    assert digest_files(tmp_path / "kept") == before


def test_force_replaces_a_pipeline_with_other_labels(trained: Plan, other_labels: Path) -> None:
    package(trained, other_labels, force=True)
    assert "dark" not in spacy.load(other_labels).pipe_labels["textcat_multilabel"]


def test_equal_after_rounding_is_not_worse() -> None:
    assert not ScoreChange(10, 0.63904, 0.63901).worse
    assert ScoreChange(10, 0.639, 0.637).worse


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A folder with the file `old`, and one with the file `new`."""
    target, source = tmp_path / "target", tmp_path / "source"
    for folder, name in ((target, "old"), (source, "new")):
        (folder / name).mkdir(parents=True)
        (folder / name / "file").write_text(name)
    return target, source


def test_old_contents_stay_if_writing_fails(folders: tuple[Path, Path]) -> None:
    target, source = folders
    os.mkfifo(source / "pipe")  # it cannot be copied
    with pytest.raises(OSError, match="is a named pipe"):
        replace_contents(target, source)
    assert [path.name for path in target.iterdir()] == ["old"]


KILLED = """
import os, sys
from pathlib import Path
from training.packaging.replacement import replace_contents
target, source = Path(sys.argv[1]), Path(sys.argv[2])
def kill(event, arguments):
    if event == "shutil.copyfile" and Path(arguments[0]).is_relative_to(source):
        os._exit(9)
sys.addaudithook(kill)
replace_contents(target, source)
"""


def test_old_contents_stay_if_the_process_is_killed(folders: tuple[Path, Path], tmp_path: Path) -> None:
    target, source = folders
    command = [sys.executable, "-c", KILLED, str(target), str(source)]
    assert subprocess.run(command, check=False).returncode == 9
    assert (target / "old" / "file").read_text() == "old"
    first = Path(shutil.copytree(target, tmp_path / "first"))
    shutil.rmtree(first / "old")
    assert any(first.iterdir())
    assert read_replaced(first) is None  # as empty as before a first packaging that is killed
    replace_contents(target, source, tmp_path / "backup")
    assert [(path.name, (path / "file").read_text()) for path in target.iterdir()] == [("new", "new")]
    assert [(path.name, (path / "file").read_text()) for path in (tmp_path / "backup").iterdir()] == [("old", "old")]


def test_old_contents_are_put_back_if_a_name_cannot_be_given(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    target, source = folders
    rename = Path.rename

    def refuse_new(path: Path, destination: Path) -> Path:
        if path.name == "new":
            raise OSError(1, "Operation not permitted")
        return rename(path, destination)

    monkeypatch.setattr(Path, "rename", refuse_new)
    with pytest.raises(OSError, match="not permitted"):
        replace_contents(target, source)
    assert [path.name for path in target.iterdir()] == ["old"]
