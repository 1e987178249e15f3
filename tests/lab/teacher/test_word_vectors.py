from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra teacher is not installed")

from lab.teacher.encoder import BatchTokenizer, Teacher  # noqa: E402
from lab.teacher.word_vectors import embed_words, reduce_width  # noqa: E402


def test_a_word_is_embedded_as_if_it_were_a_film(encoder: Path) -> None:
    torch.manual_seed(0)
    teacher, tokenizer = Teacher(encoder, labels=4), BatchTokenizer(encoder)
    embedded = embed_words(teacher, tokenizer, ["gun", "love", "gun"])
    assert embedded.shape == (3, 32)
    assert embedded[0] == pytest.approx(embedded[2], abs=0.05)  # bfloat16
    assert np.abs(embedded[0] - embedded[1]).max() > 0.1
    assert embedded[1] == pytest.approx(teacher.embed(tokenizer, tokenizer.tokenize(["love"]))[0], abs=0.05)


def test_fewer_dimensions_keep_words_that_are_alike_together() -> None:
    random = np.random.default_rng(0)
    kinds = random.normal(size=(3, 50))
    embeddings = np.repeat(kinds, 10, axis=0) + random.normal(scale=0.1, size=(30, 50))
    reduced = reduce_width(embeddings.astype(np.float32), 4)
    assert reduced.shape == (30, 4)
    assert reduced.dtype == np.float32
    assert reduced.std() == pytest.approx(0.5, rel=1e-3)
    centres = reduced.reshape(3, 10, 4).mean(axis=1)
    nearest = np.linalg.norm(reduced[:, None] - centres, axis=2).argmin(axis=1)
    assert nearest.tolist() == np.repeat(range(3), 10).tolist()


def test_no_more_dimensions_than_there_are() -> None:
    assert reduce_width(np.eye(5, 3, dtype=np.float32), 64).shape == (5, 3)
