import shutil
import subprocess
from pathlib import Path

import pytest

from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import ModelBroken
from movie_classifier.model.checksums import CHECKSUMS_FILE, digest_files, write_checksums
from tests.conftest import SHIPPED_MODEL


@pytest.fixture
def model(tiny_model: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model with checksums."""
    copy = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    write_checksums(copy)
    return copy


def test_an_unchanged_model_loads(model: Path) -> None:
    assert GenreClassifier.load(model).info.name == "tiny"
    (model / "note.txt").write_text("not listed, so it is ignored")
    GenreClassifier.load(model)


def test_a_flipped_bit_in_the_weights_is_detected(model: Path) -> None:
    weights = model / "textcat_multilabel" / "model"
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ModelBroken, match="textcat_multilabel/model differs from SHA256SUMS"):
        GenreClassifier.load(model)


def test_a_missing_file_is_detected(model: Path) -> None:
    (model / "tokenizer").unlink()
    with pytest.raises(ModelBroken, match="tokenizer is missing, but listed in SHA256SUMS"):
        GenreClassifier.load(model)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"nonsense\n", b"00  tokenizer\n"])
def test_an_invalid_checksums_file_is_rejected(model: Path, content: bytes) -> None:
    (model / CHECKSUMS_FILE).write_bytes(content)
    with pytest.raises(ModelBroken, match=CHECKSUMS_FILE):
        GenreClassifier.load(model)


def test_sha256sum_accepts_the_file(model: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--strict", CHECKSUMS_FILE], cwd=model, check=True, capture_output=True)
    assert CHECKSUMS_FILE not in digest_files(model)


def test_shipped_model_has_valid_checksums() -> None:
    subprocess.run(
        ["sha256sum", "--check", "--strict", CHECKSUMS_FILE], cwd=SHIPPED_MODEL, check=True, capture_output=True
    )


def test_an_unreadable_file_is_reported(model: Path) -> None:
    (model / "unreadable").symlink_to("/proc/self/mem")
    with pytest.raises(ModelBroken, match="a file cannot be read"):
        GenreClassifier.load(model)
