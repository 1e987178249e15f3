import json
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.vectors import Vectors

from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film, film_text
from movie_classifier.model.confidence import FEW_WORDS
from tests.film_lists import WORDS, small_config
from training.config import read_plan
from training.errors import BaseModelMissing
from training.evaluation.evaluate import evaluate
from training.films.prepare import prepare
from training.films.vectors import by_frequency, save_vectors, write_vectors
from training.packaging.package import package
from training.train import train

FILM = Film("High Noon", "A cowboy and a sheriff meet outlaws in a saloon.")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A pipeline folder with a vector for each word of the films; it stands for an installed one, as in any config."""
    nlp = spacy.blank("en")
    words = [*" ".join(WORDS.values()).split(), "unused"]
    data = np.random.default_rng(0).random((len(words), 300), dtype="f")
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, data=data, keys=words, name="base")
    folder = tmp_path_factory.mktemp("base") / "vectors"
    nlp.to_disk(folder)
    return str(folder)


def test_most_frequent_words_that_have_a_vector(base: str, tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    docs = [nlp.make_doc(text) for text in ("cowboy zzz zzz zzz", "cowboy gun", "love gun cowboy")]
    assert write_vectors(base, docs, tmp_path / "vectors", number=2) == 2
    kept, original = spacy.load(tmp_path / "vectors").vocab, spacy.load(base).vocab
    assert [word for word in ("cowboy", "gun", "love", "unused") if kept.has_vector(word)] == ["cowboy", "gun"]
    assert (kept.get_vector("gun") == original.get_vector("gun")).all()


def test_words_by_frequency() -> None:
    nlp = spacy.blank("en")
    docs = [nlp.make_doc("gun love\ngun"), nlp.make_doc("gun \n love cowboy")]
    assert by_frequency(docs) == ["gun", "love", "cowboy"]


def test_saved_vectors_are_those_of_the_words(tmp_path: Path) -> None:
    save_vectors(["gun", "love"], np.array([[1, 2, 3], [4, 5, 6]], np.float32), "ours", tmp_path / "vectors")
    vocab = spacy.load(tmp_path / "vectors").vocab
    assert vocab.get_vector("love").tolist() == [4, 5, 6]
    assert vocab.vectors.name == "ours"
    assert not vocab.has_vector("cowboy")


def test_base_that_is_not_installed_or_has_none(tmp_path: Path) -> None:
    with pytest.raises(BaseModelMissing, match="spacy download en_no_such_model"):
        write_vectors("en_no_such_model", [], tmp_path / "vectors")
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(BaseModelMissing):
        write_vectors(str(tmp_path / "blank"), [], tmp_path / "vectors")


@pytest.mark.slow
def test_all_steps_with_vectors(base: str, movies_csv: Path, tmp_path: Path) -> None:
    config = small_config(tmp_path, "genres_vectors.cfg")
    config.write_text(config.read_text().replace('"en_core_web_lg"', json.dumps(base)))
    plan = read_plan(config)
    prepared = prepare(plan, movies_csv)
    assert prepared.vectors == 36
    train(plan)
    evaluate(plan)
    package(plan, tmp_path / "model", "1.0.0")
    classifier = GenreClassifier.load(tmp_path / "model")
    [scores] = classifier.predict_proba([FILM])
    assert classifier.predict([Film("x", "y")])[0].confidence_reason == FEW_WORDS
    assert scores == pytest.approx(spacy.load(plan.best_model)(film_text(FILM)).cats)
    assert spacy.load(tmp_path / "model").vocab.vectors.n_keys == 36
    kept = json.loads((tmp_path / "model" / "vocab" / "strings.json").read_text())
    assert "cowboy" in kept
    trained = json.loads((plan.best_model / "vocab" / "strings.json").read_text())
    assert len(kept) < len(trained)  # the films' words that have no vector are gone
