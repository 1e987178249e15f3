"""Builds an installable Python package of a pipeline, by spaCy's own convention."""

import shutil
import tempfile
from pathlib import Path
from subprocess import CalledProcessError

from build import BuildBackendException, BuildException, ProjectBuilder
from pyproject_hooks import quiet_subprocess_runner
from spacy.cli.package import package as write_package

from training.errors import NotPackageable


def build_wheel(pipeline: Path, folder: Path) -> Path:
    """Write the wheel of a pipeline to `folder`, as `spacy package --build wheel` does, and return its path.

    `pip install WHEEL` makes `spacy.load("en_movie_genres")` work. The name is made of language and name in the
    pipeline's `meta.json`. Nothing is downloaded: the wheel is built with the installed setuptools.

    Args:
        pipeline: folder of the pipeline.
        folder: folder for the wheel, which is created if it is missing. A wheel of the same version is replaced.

    Raises:
        NotPackageable: the build failed, for example because a Python package cannot have the pipeline's version.
        OSError: `folder` cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        write_package(pipeline, Path(temporary), create_sdist=False)
        [project] = Path(temporary).iterdir()
        # The setup.py of the project copies this file over the pipeline's, which its checksums cover.
        shutil.copyfile(pipeline / "meta.json", project / "meta.json")
        try:
            return Path(ProjectBuilder(project, runner=quiet_subprocess_runner).build("wheel", folder))
        except (BuildException, BuildBackendException) as error:
            raise NotPackageable(pipeline, f"its wheel cannot be built: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    """Return the last line that the build printed, which is the message of its exception."""
    cause = getattr(error, "exception", None)
    output = cause.output.decode(errors="replace") if isinstance(cause, CalledProcessError) and cause.output else ""
    return (output.strip() or str(error)).splitlines()[-1]
