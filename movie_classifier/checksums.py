"""The digests of a model's files, beside them in the format of `sha256sum`."""

import hashlib
import json
from pathlib import Path

from movie_classifier.errors import ModelBroken

FILE = "SHA256SUMS"


def digest_files(folder: Path) -> dict[str, str]:
    """Path within `folder` → SHA-256 in hexadecimal, of every file but `FILE`, in the order of the paths.

    Raises:
        ModelBroken: a file cannot be read, or went away meanwhile.
    """
    try:
        files = sorted(file for file in folder.rglob("*") if file.is_file() and file != folder / FILE)
        return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    except OSError as error:
        raise ModelBroken(folder, f"a file cannot be read: {error}") from error


def content_hash(digests: dict[str, str]) -> str:
    """One SHA-256 of all files and their names, in hexadecimal; `digests` as `digest_files` gives them."""
    return hashlib.sha256(json.dumps(digests).encode()).hexdigest()


def write_checksums(folder: Path) -> None:
    """Write `FILE`; `sha256sum --check` understands it."""
    lines = [f"{digest}  {name}\n" for name, digest in digest_files(folder).items()]
    (folder / FILE).write_text("".join(lines), encoding="utf-8")


def verify_checksums(folder: Path, digests: dict[str, str]) -> None:
    """Compare `digests`, of the files that are there, with those that `FILE` names, where there is one.

    Raises:
        ModelBroken: a file is missing, or has changed since it was packaged. Files that are not named do not matter.
    """
    if not (folder / FILE).is_file():
        return
    for line in (folder / FILE).read_text(encoding="utf-8", errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        if digests.get(name) != digest:
            state = "differs from" if name in digests else "is missing, though named in"
            raise ModelBroken(folder, f"{name or line} {state} {FILE}")
