import pytest
import spacy
from spacy.language import Language
from thinc.api import Model

from movie_classifier.pipeline.embedding_cache import EmbeddingCache, cacheable_layer
from movie_classifier.pipeline.loading import COMPONENT
from tests.pipeline.conftest import TEXTS


def with_cache(nlp: Language) -> EmbeddingCache:
    model = nlp.get_pipe(COMPONENT).model
    embed = model.get_ref("tok2vec")
    cache = EmbeddingCache(embed)
    assert model.replace_node(embed, cache.layer)
    return cache


def scores(nlp: Language, texts: list[str]) -> list[dict[str, float]]:
    return [doc.cats for doc in nlp.pipe(texts)]


@pytest.mark.parametrize("batch", [1, 3, 100])
def test_answers_are_the_same_to_the_last_bit(ensemble: Language, batch: int) -> None:
    expected = scores(ensemble, TEXTS)
    with_cache(ensemble)
    for _ in range(2):
        parts = [scores(ensemble, TEXTS[start : start + batch]) for start in range(0, len(TEXTS), batch)]
        assert [each for part in parts for each in part] == expected


def test_asks_about_each_word_once(ensemble: Language) -> None:
    embed, asked = ensemble.get_pipe(COMPONENT).model.get_ref("tok2vec"), []

    def forward(layer, docs, is_train):  # type: ignore[no-untyped-def]
        asked.extend([token.text for token in doc] for doc in docs)
        return embed(docs, is_train)

    cache = EmbeddingCache(Model("notes", forward))
    for text in ["a dog and a cat", "a dog"]:
        cache.layer.predict([ensemble.make_doc(text)])
    cache.reset()
    cache.layer.predict([ensemble.make_doc("a dog")])
    assert asked == [["a", "dog", "and", "cat"], ["a", "dog"]]


def test_texts_without_words(ensemble: Language) -> None:
    embed = ensemble.get_pipe(COMPONENT).model.get_ref("tok2vec")
    docs = [ensemble.make_doc(text) for text in ["", "a dog", "", "a cat"]]
    vectors = EmbeddingCache(embed).layer.predict(docs)
    assert [each.tolist() for each in vectors] == [each.tolist() for each in embed.predict(docs)]


def test_not_where_neighbours_or_rules_matter(ensemble: Language) -> None:
    assert cacheable_layer(ensemble, COMPONENT) is ensemble.get_pipe(COMPONENT).model.get_ref("tok2vec")
    ensemble.tokenizer.add_special_case("dunno", [{"ORTH": "dun", "NORM": "do"}, {"ORTH": "no", "NORM": "not know"}])
    assert cacheable_layer(ensemble, COMPONENT) is None
    nlp = spacy.blank("en")
    nlp.tokenizer = spacy.blank("xx").tokenizer
    nlp.add_pipe(COMPONENT, config={"model": {"@architectures": "spacy.TextCatEnsemble.v2"}})  # reads neighbours
    assert cacheable_layer(nlp, COMPONENT) is None


def test_does_not_learn(ensemble: Language) -> None:
    cache = with_cache(ensemble)
    _, backprop = cache.layer([ensemble.make_doc("a dog")], is_train=True)
    with pytest.raises(NotImplementedError):
        backprop([])
