import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from movie_classifier.errors import MissingExtra
from movie_classifier.model.pipeline.film_encoder import NETWORK_FILE, FilmEncoder

TEXTS = ["guns\na soldier fights explosions", "a ghost haunts the terrified children", "", "ghost " * 400]


def test_an_embedding_does_not_depend_on_the_other_films(tiny_encoder: Path) -> None:
    encoder = FilmEncoder(tiny_encoder)
    together = encoder.embed(TEXTS)
    assert together.shape == (len(TEXTS), encoder.width)
    assert np.array_equal(together, np.concatenate([encoder.embed([text]) for text in TEXTS]))
    assert together.std(axis=0).min() > 0.01


def test_no_films(tiny_encoder: Path) -> None:
    encoder = FilmEncoder(tiny_encoder)
    assert encoder.embed([]).shape == (0, encoder.width)


def test_cut_films(tiny_encoder: Path) -> None:
    assert FilmEncoder(tiny_encoder).find_cut(TEXTS) == [False, False, False, True]


def test_unreadable_network(tiny_encoder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(tiny_encoder, tmp_path / "copy"))
    network = copy / NETWORK_FILE
    network.write_bytes(network.read_bytes()[:1000])
    with pytest.raises(ValueError, match=r"network\.onnx cannot be read"):
        FilmEncoder(copy)


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_extra_is_not_installed(package: str, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra, match=r"movie-classifier\[accurate\]"):
        FilmEncoder(tiny_encoder)
