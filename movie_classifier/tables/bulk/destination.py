"""Where an output goes, and whether it may."""

from pathlib import Path

from movie_classifier.tables.bulk.disk import follow_link
from movie_classifier.tables.errors import OutputExists, OutputUnusable


def partial_folder(path: Path) -> Path:
    """Return the folder that has the finished rows of an output until it is complete."""
    return path.with_name(f"{path.name}.partial")


def check_output(path: str, source: str, *, overwrite: bool = False, resume: bool = False) -> None:
    """Check that a file can be written at `path`, before anything is read.

    Raises:
        OutputUnusable: it is a folder, is in no folder, or is the input.
        OutputExists: it is a file, not `overwrite`, and not the output of the run that `resume` continues.
    """
    target = Path(path)
    if path == "-":
        return
    if target.is_dir():
        raise OutputUnusable(path, "it is a folder")
    for folder in (target.parent, follow_link(target).parent):
        if not folder.is_dir():
            raise OutputUnusable(path, f"there is no folder {folder}")
    if source != "-" and target.is_file() and Path(source).exists() and target.samefile(source):
        raise OutputUnusable(path, "it is the input")
    if target.is_file() and not overwrite and not (resume and partial_folder(follow_link(target)).is_dir()):
        raise OutputExists(path)
