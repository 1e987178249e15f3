from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra teacher is not installed")

from lab.teacher.encoder import BatchTokenizer, Teacher  # noqa: E402
from lab.teacher.recipe import Recipe, read_recipe  # noqa: E402
from movie_classifier.model.pipeline.film_tokenizer import MAX_TOKENS  # noqa: E402
from training.errors import ConfigInvalid  # noqa: E402


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


def test_layers_that_are_not_kept_are_removed(encoder: Path) -> None:
    teacher = Teacher(encoder, labels=4, recipe=Recipe(layers=[0], frozen=0))
    assert len(teacher.encoder.encoder.layer) == teacher.encoder.config.num_hidden_layers == 1
    trained = {name.split(".")[0] for name, weight in teacher.encoder.named_parameters() if weight.requires_grad}
    assert trained == {"encoder", "pooler"}
    frozen = Teacher(encoder, 4, Recipe(frozen=1)).encoder.encoder.layer[0]
    assert not any(weight.requires_grad for weight in frozen.parameters())


def test_scale_of_the_embeddings(encoder: Path, tokenizer: BatchTokenizer) -> None:
    films = tokenizer.tokenize(["a story of love"])
    plain, scaled = Teacher(encoder, 4).embed(tokenizer, films), Teacher(encoder, 4, Recipe(scale=8.0))
    assert scaled.embed(tokenizer, films) == pytest.approx(8 * plain, rel=0.05, abs=0.05)


def test_fewer_pieces(encoder: Path) -> None:
    short = BatchTokenizer(encoder, max_tokens=10)
    assert len(short.join(*short.tokenize(["love " * 50])[0])) == 10


def test_settings_of_a_config(tmp_path: Path) -> None:
    config = tmp_path / "new.cfg"
    config.write_text("[finetuning]\nbatch = 8\nlayers = [0, 1]\n")
    assert read_recipe(config) == Recipe(batch=8, layers=[0, 1])
    config.write_text("[finetuning]\nrate = 8\n")
    with pytest.raises(ConfigInvalid, match="unexpected keyword argument 'rate'"):
        read_recipe(config)
