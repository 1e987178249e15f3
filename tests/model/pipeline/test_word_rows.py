import numpy as np
import spacy

from movie_classifier.model.pipeline.word_rows import GrowingTable, WordRows


def test_rows_of_words() -> None:
    nlp, words = spacy.blank("en"), WordRows()
    assert words.find([nlp("a dog"), nlp(""), nlp("dog a cat")]).tolist() == [0, 1, 1, 0, 2]
    assert words.find([nlp("cat bird")]).tolist() == [2, 3]
    assert [nlp.vocab.strings[word] for word in words.words] == ["a", "dog", "cat", "bird"]
    words.clear()
    assert words.find([nlp("bird")]).tolist() == [0]
    assert len(words.words) == 1


def test_last_documents_are_looked_up_once() -> None:
    nlp, words = spacy.blank("en"), WordRows()
    docs = [nlp("a dog")]
    found = words.find(docs)
    assert words.find(docs) is found
    assert words.find(list(docs)) is not found


def test_table_grows() -> None:
    table = GrowingTable(width=2)
    for number in range(20):
        table.append(np.full((3, 2), number, np.float32))
    assert table.size == 60
    assert table[np.array([0, 2, 3, 59])].tolist() == [[0, 0], [0, 0], [1, 1], [19, 19]]
    table.clear()
    assert table.size == 0
