import shutil
import subprocess
from pathlib import Path

import pytest

from movie_classifier.checksums import FILE, digest_files, write_checksums
from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import ModelBroken
from tests.conftest import SHIPPED_MODEL


@pytest.fixture
def sealed(tiny_model: Path, tmp_path: Path) -> Path:
    copy = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    write_checksums(copy)
    return copy


def test_a_whole_model_loads(sealed: Path) -> None:
    assert GenreClassifier.load(sealed).info.name == "tiny"
    (sealed / "note.txt").write_text("not named, so it does not matter")
    GenreClassifier.load(sealed)


def test_one_flipped_bit_in_the_weights(sealed: Path) -> None:
    weights = sealed / "textcat_multilabel" / "model"
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ModelBroken, match="textcat_multilabel/model differs from SHA256SUMS"):
        GenreClassifier.load(sealed)


def test_a_missing_file(sealed: Path) -> None:
    (sealed / "tokenizer").unlink()
    with pytest.raises(ModelBroken, match="tokenizer is missing, though named in SHA256SUMS"):
        GenreClassifier.load(sealed)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"nonsense\n", b"00  tokenizer\n"])
def test_a_list_that_is_none(sealed: Path, content: bytes) -> None:
    (sealed / FILE).write_bytes(content)
    with pytest.raises(ModelBroken, match=FILE):
        GenreClassifier.load(sealed)


def test_sha256sum_agrees(sealed: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--strict", FILE], cwd=sealed, check=True, capture_output=True)
    assert FILE not in digest_files(sealed)


def test_shipped_model_is_sealed() -> None:
    subprocess.run(["sha256sum", "--check", "--strict", FILE], cwd=SHIPPED_MODEL, check=True, capture_output=True)


def test_a_file_that_cannot_be_read(sealed: Path) -> None:
    (sealed / "unreadable").symlink_to("/proc/self/mem")
    with pytest.raises(ModelBroken, match="a file cannot be read"):
        GenreClassifier.load(sealed)
