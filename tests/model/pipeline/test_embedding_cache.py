import pytest
import spacy
from spacy.language import Language
from thinc.api import Model

from movie_classifier.model.pipeline.embedding_cache import EmbeddingCache, find_embedding_layer
from movie_classifier.model.pipeline.loading import COMPONENT
from movie_classifier.model.pipeline.word_rows import WordRows
from tests.model.pipeline.conftest import TEXTS


def add_cache(nlp: Language) -> EmbeddingCache:
    model = nlp.get_pipe(COMPONENT).model
    embed = model.get_ref("tok2vec")
    cache = EmbeddingCache(embed, WordRows())
    assert model.replace_node(embed, cache.layer)
    return cache


def scores(nlp: Language, texts: list[str]) -> list[dict[str, float]]:
    return [doc.cats for doc in nlp.pipe(texts)]


@pytest.mark.parametrize("batch_size", [1, 3, 100])
def test_scores_are_equal_to_the_last_bit(ensemble: Language, batch_size: int) -> None:
    expected = scores(ensemble, TEXTS)
    add_cache(ensemble)
    for _ in range(2):
        batches = [scores(ensemble, TEXTS[start : start + batch_size]) for start in range(0, len(TEXTS), batch_size)]
        assert [cats for batch in batches for cats in batch] == expected


def test_original_layer_sees_each_word_once(ensemble: Language) -> None:
    embed, seen = ensemble.get_pipe(COMPONENT).model.get_ref("tok2vec"), []

    def forward(layer, docs, is_train):  # type: ignore[no-untyped-def]
        seen.extend([token.text for token in doc] for doc in docs)
        return embed(docs, is_train)

    words = WordRows()
    cache = EmbeddingCache(Model("recorder", forward, dims={"nO": embed.get_dim("nO")}), words)
    for text in ["a dog and a cat", "a dog"]:
        cache.layer.predict([ensemble.make_doc(text)])
    words.clear()
    cache.clear()
    cache.layer.predict([ensemble.make_doc("a dog")])
    assert seen == [["a", "dog", "and", "cat"], ["a", "dog"]]


def test_empty_texts(ensemble: Language) -> None:
    embed = ensemble.get_pipe(COMPONENT).model.get_ref("tok2vec")
    docs = [ensemble.make_doc(text) for text in ["", "a dog", "", "a cat"]]
    vectors = EmbeddingCache(embed, WordRows()).layer.predict(docs)
    assert [matrix.tolist() for matrix in vectors] == [matrix.tolist() for matrix in embed.predict(docs)]


def test_no_layer_if_the_output_depends_on_context_or_special_cases(ensemble: Language) -> None:
    assert find_embedding_layer(ensemble, COMPONENT) is ensemble.get_pipe(COMPONENT).model.get_ref("tok2vec")
    ensemble.tokenizer.add_special_case("dunno", [{"ORTH": "dun", "NORM": "do"}, {"ORTH": "no", "NORM": "not know"}])
    assert find_embedding_layer(ensemble, COMPONENT) is None
    nlp = spacy.blank("en")
    nlp.tokenizer = spacy.blank("xx").tokenizer
    nlp.add_pipe(COMPONENT, config={"model": {"@architectures": "spacy.TextCatEnsemble.v2"}})  # has an encoder
    assert find_embedding_layer(nlp, COMPONENT) is None


def test_training_is_refused(ensemble: Language) -> None:
    cache = add_cache(ensemble)
    _, backprop = cache.layer([ensemble.make_doc("a dog")], is_train=True)
    with pytest.raises(NotImplementedError):
        backprop([])
