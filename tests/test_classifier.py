import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from movie_classifier.classifier import BATCH_SIZE, GenreClassifier
from movie_classifier.film import Film
from movie_classifier.model.genres import GENRES
from movie_classifier.model.pipeline.loading import load_pipeline
from tests.conftest import SHIPPED_MODEL, TINY_FILMS


@pytest.fixture(scope="module")
def classifier(tiny_model: Path) -> GenreClassifier:
    return GenreClassifier.load(tiny_model)


def test_predict_returns_learnt_genres_in_order(classifier: GenreClassifier) -> None:
    films = [film for film, _ in TINY_FILMS]
    predictions = classifier.predict(films)
    assert [prediction.title for prediction in predictions] == [film.title for film in films]
    assert [set(prediction.genres) for prediction in predictions] == [genres for _, genres in TINY_FILMS]


def test_predict_proba_returns_all_genres(classifier: GenreClassifier) -> None:
    [scores] = classifier.predict_proba([Film("A", "b")])
    assert tuple(scores) == GENRES
    assert all(0 <= score <= 1 for score in scores.values())


def test_other_components_of_a_pipeline_are_run(tiny_model: Path) -> None:
    read: list[str] = []

    @Language.component("test_note_text")
    def note_text(doc: Doc) -> Doc:
        read.append(doc.text)
        return doc

    pipeline = load_pipeline(tiny_model)
    pipeline.nlp.add_pipe("test_note_text", first=True)
    GenreClassifier(pipeline).predict([Film("A", "b"), Film("C", "d")])
    assert read == ["a\nb", "c\nd"]


def test_scores_do_not_depend_on_the_batch(classifier: GenreClassifier) -> None:
    films = [film for film, _ in TINY_FILMS]
    batch = classifier.predict_proba(films)
    for film, scores in zip(films, batch, strict=True):
        [alone] = classifier.predict_proba([film])
        assert alone == pytest.approx(scores, abs=1e-6)


def test_scores_of_the_shipped_model_are_exact_in_any_batch() -> None:
    """`bulk` promises the same bytes for any number of processes and any batch size."""
    classifier = GenreClassifier.load(SHIPPED_MODEL)
    films = [film for film, _ in TINY_FILMS] * 4
    expected = [classifier.predict_proba([film])[0] for film in films]
    for size in (2, 7, 64, 96):
        batches = [classifier.predict_proba(films[start : start + size]) for start in range(0, len(films), size)]
        assert [scores for batch in batches for scores in batch] == expected


def test_a_sequence_gives_a_list_and_another_iterable_an_iterator(classifier: GenreClassifier) -> None:
    films = [film for film, _ in TINY_FILMS] * 10
    taken: list[Film] = []

    def lazily() -> Iterator[Film]:
        for film in films:
            taken.append(film)
            yield film

    predictions = classifier.predict(lazily())
    assert taken == []
    assert next(predictions) == classifier.predict(films[:1])[0]
    assert len(taken) == BATCH_SIZE
    assert [*classifier.predict(films[:1]), *predictions] == classifier.predict(tuple(films))
    assert list(classifier.predict_proba(iter(films))) == classifier.predict_proba(films)
    assert classifier.predict([]) == [] == list(classifier.predict(iter([])))


def test_other_calls_run_between_the_batches_of_a_stream(classifier: GenreClassifier) -> None:
    stream = classifier.predict(iter([film for film, _ in TINY_FILMS] * 10))
    next(stream)
    assert len(classifier.predict([TINY_FILMS[0][0]])) == 1


def test_vocabulary_is_bounded_across_calls(tiny_model: Path) -> None:
    classifier = GenreClassifier(load_pipeline(tiny_model), max_words=200)
    film, _ = TINY_FILMS[0]
    initial_size = len(classifier._nlp.vocab)
    [expected] = classifier.predict_proba([film])
    for number in range(30):
        classifier.predict_proba([Film(f"new{number}", " ".join(f"word{number}of{i}" for i in range(20)))])
        assert len(classifier._nlp.vocab) < initial_size + 300
    assert classifier.predict_proba([film]) == [expected]


def test_vocabulary_is_bounded_within_a_call(tiny_model: Path) -> None:
    classifier = GenreClassifier(load_pipeline(tiny_model), max_words=200)
    initial_size = len(classifier._nlp.vocab)
    films = [
        Film(f"new{number}", " ".join(f"word{number}of{i}" for i in range(20))) for number in range(4 * BATCH_SIZE)
    ]
    films.append(TINY_FILMS[0][0])
    scores = classifier.predict_proba(films)
    assert len(classifier._nlp.vocab) < initial_size + 200 + 50 * BATCH_SIZE
    assert len(scores) == len(films)
    assert scores[-1] == classifier.predict_proba(films[-1:])[0]


def test_concurrent_calls_return_the_same_scores(tiny_model: Path) -> None:
    classifier = GenreClassifier(load_pipeline(tiny_model), max_words=200)
    film, _ = TINY_FILMS[0]
    [expected] = classifier.predict_proba([film])
    results: list[dict[str, float]] = []

    def classify(number: int) -> None:
        for i in range(20):
            classifier.predict_proba([Film(f"thread{number}", f"round{i} of words{number * i}")])
            results.extend(classifier.predict_proba([film]))

    threads = [threading.Thread(target=classify, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 160
    assert all(result == expected for result in results)


def test_content_hash_changes_with_the_files(tiny_model: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    before = GenreClassifier.load(copy).info.content_hash
    assert before == GenreClassifier.load(copy).info.content_hash
    (copy / "note.txt").write_text("new")
    assert GenreClassifier.load(copy).info.content_hash != before


@pytest.mark.parametrize(
    ("films", "message"),
    [
        (TINY_FILMS[0][0], r"expected a list of films, not one film; pass \[film\]"),
        ([("A", "b")], r"expected films, not tuple; pass \[Film\(title, description\), ...\]"),
        ("A", "expected films, not str"),
        (None, "NoneType"),
    ],
)
def test_anything_but_films_is_a_type_error(classifier: GenreClassifier, films: Any, message: str) -> None:
    for ask in (classifier.predict, classifier.predict_proba):
        with pytest.raises(TypeError, match=message):
            ask(films)
