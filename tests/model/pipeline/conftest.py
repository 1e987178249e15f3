import numpy as np
import pytest
from spacy.language import Language
from spacy.training import Example
from spacy.vectors import Vectors

from movie_classifier.film import film_text
from movie_classifier.model.genres import GENRES
from movie_classifier.model.pipeline.loading import COMPONENT
from tests.conftest import TINY_FILMS
from training.films.tokenizer import blank_pipeline

TEXTS = [film_text(film) for film, _ in TINY_FILMS]


@pytest.fixture
def ensemble() -> Language:
    """An untrained pipeline with the architecture of the shipped one, and word vectors for half of the words."""
    nlp = blank_pipeline()
    words = sorted({token.text for text in TEXTS for token in nlp.make_doc(text)})[::2]
    vectors = np.random.default_rng(0).normal(size=(len(words), 8)).astype(np.float32)
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, data=vectors, keys=words)
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2", "width": 16, "attrs": ["NORM"], "rows": [500],
        "include_static_vectors": True,
    }  # fmt: skip
    linear = {
        "@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": False, "length": 512, "ngram_size": 2,
        "no_output_layer": False,
    }  # fmt: skip
    model = {"@architectures": "spacy.TextCatEnsemble.v2", "tok2vec": embed, "linear_model": linear}
    nlp.add_pipe(COMPONENT, config={"model": model})
    examples = [Example.from_dict(nlp.make_doc(text), {"cats": dict.fromkeys(GENRES, 0.0)}) for text in TEXTS]
    nlp.initialize(lambda: examples)
    nlp.update(examples, sgd=nlp.resume_training())
    return nlp
