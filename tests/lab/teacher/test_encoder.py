from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra teacher is not installed")

from lab.teacher.encoder import BatchTokenizer, Teacher  # noqa: E402
from movie_classifier.model.pipeline.film_tokenizer import MAX_TOKENS  # noqa: E402


@pytest.fixture(scope="module")
def tokenizer(encoder: Path) -> BatchTokenizer:
    return BatchTokenizer(encoder)


def test_title_and_description_are_apart(tokenizer: BatchTokenizer) -> None:
    [film, no_title] = tokenizer.tokenize(["film 7\na story of love .", "a story"])
    assert (len(film[0]), len(film[1])) == (2, 5)
    assert (len(no_title[0]), len(no_title[1])) == (0, 2)
    joined = tokenizer.join(*film)
    assert joined.count(tokenizer.end) == 2
    assert tokenizer.join([], film[1]).count(tokenizer.end) == 1
    assert len(tokenizer.join(*tokenizer.tokenize(["film\n" + "love " * 500])[0])) == MAX_TOKENS


def test_padding_is_masked(tokenizer: BatchTokenizer) -> None:
    ids, mask = tokenizer.batch([[2, 9, 3], [2, 3]])
    assert ids.shape == mask.shape == (2, 8)
    assert mask.sum(dim=1).tolist() == [3, 2]


def test_probabilities_do_not_depend_on_the_company(encoder: Path, tokenizer: BatchTokenizer) -> None:
    torch.manual_seed(0)
    teacher = Teacher(encoder, labels=4)
    films = tokenizer.tokenize([f"film {i}\n" + "a story of love and gun . " * (i % 5) for i in range(70)])
    together = teacher.predict_proba(tokenizer, films)
    alone = np.concatenate([teacher.predict_proba(tokenizer, [film]) for film in films])
    assert together.shape == (70, 4)
    assert together == pytest.approx(alone, abs=0.02)  # bfloat16
    assert together.std(axis=0).max() > 0.01
