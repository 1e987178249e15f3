"""Writes and verifies the SHA-256 checksums of a model's files, in the format of `sha256sum`."""

import hashlib
import json
from pathlib import Path

from movie_classifier.errors import ModelBroken

CHECKSUMS_FILE = "SHA256SUMS"


def digest_files(folder: Path) -> dict[str, str]:
    """Return the SHA-256 digest of every file in `folder`, except `CHECKSUMS_FILE`.

    Returns:
        Path relative to `folder` → digest in hexadecimal, sorted by path.

    Raises:
        ModelBroken: a file cannot be read, or was deleted in the meantime.
    """
    try:
        files = sorted(file for file in folder.rglob("*") if file.is_file() and file != folder / CHECKSUMS_FILE)
        return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    except OSError as error:
        raise ModelBroken(folder, f"a file cannot be read: {error}") from error


def content_hash(digests: dict[str, str]) -> str:
    """Return one SHA-256, in hexadecimal, over the names and `digests` of all files; see `digest_files`."""
    return hashlib.sha256(json.dumps(digests).encode()).hexdigest()


def write_checksums(folder: Path) -> None:
    """Write `CHECKSUMS_FILE`, which `sha256sum --check` accepts."""
    lines = [f"{digest}  {name}\n" for name, digest in digest_files(folder).items()]
    (folder / CHECKSUMS_FILE).write_text("".join(lines), encoding="utf-8")


def verify_checksums(folder: Path, digests: dict[str, str]) -> None:
    """Compare `digests` with those in `CHECKSUMS_FILE`, if `folder` has that file.

    Files that are not listed are ignored.

    Args:
        folder: folder of the model.
        digests: digests of the files in `folder`; see `digest_files`.

    Raises:
        ModelBroken: a listed file is missing or has changed.
    """
    if not (folder / CHECKSUMS_FILE).is_file():
        return
    for line in (folder / CHECKSUMS_FILE).read_text(encoding="utf-8", errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        if digests.get(name) != digest:
            state = "differs from" if name in digests else "is missing, but listed in"
            raise ModelBroken(folder, f"{name or line} {state} {CHECKSUMS_FILE}")
