import shutil
import threading
from pathlib import Path

import pytest

from movie_classifier.classifier import BATCH, GenreClassifier
from movie_classifier.film import Film
from movie_classifier.genres import GENRES
from movie_classifier.pipeline.loading import load_pipeline
from tests.conftest import TINY_FILMS


@pytest.fixture(scope="module")
def classifier(tiny_model: Path) -> GenreClassifier:
    return GenreClassifier.load(tiny_model)


def test_predicts_what_it_has_learnt_in_order(classifier: GenreClassifier) -> None:
    films = [film for film, _ in TINY_FILMS]
    predictions = classifier.predict(films)
    assert [prediction.title for prediction in predictions] == [film.title for film in films]
    assert [set(prediction.genres) for prediction in predictions] == [genres for _, genres in TINY_FILMS]


def test_probabilities_cover_all_genres(classifier: GenreClassifier) -> None:
    [scores] = classifier.predict_proba([Film("A", "b")])
    assert tuple(scores) == GENRES
    assert all(0 <= score <= 1 for score in scores.values())


def test_a_film_has_the_same_scores_alone_and_among_others(classifier: GenreClassifier) -> None:
    films = [film for film, _ in TINY_FILMS]
    together = classifier.predict_proba(films)
    for film, scores in zip(films, together, strict=True):
        [alone] = classifier.predict_proba([film])
        assert alone == pytest.approx(scores, abs=1e-6)


def test_words_are_forgotten_when_they_are_too_many(tiny_model: Path) -> None:
    classifier = GenreClassifier(load_pipeline(tiny_model), max_words=200)
    film, _ = TINY_FILMS[0]
    at_start = len(classifier._nlp.vocab)
    [expected] = classifier.predict_proba([film])
    for number in range(100):
        classifier.predict_proba([Film(f"new{number}", " ".join(f"word{number}of{i}" for i in range(20)))])
        assert len(classifier._nlp.vocab) < at_start + 300
    assert classifier.predict_proba([film]) == [expected]


def test_words_are_forgotten_within_a_call(tiny_model: Path) -> None:
    classifier = GenreClassifier(load_pipeline(tiny_model), max_words=200)
    at_start = len(classifier._nlp.vocab)
    films = [Film(f"new{number}", " ".join(f"word{number}of{i}" for i in range(20))) for number in range(10 * BATCH)]
    films.append(TINY_FILMS[0][0])
    scores = classifier.predict_proba(films)
    assert len(classifier._nlp.vocab) < at_start + 200 + 50 * BATCH
    assert len(scores) == len(films)
    assert scores[-1] == classifier.predict_proba(films[-1:])[0]


def test_threads_do_not_disturb_each_other(tiny_model: Path) -> None:
    classifier = GenreClassifier(load_pipeline(tiny_model), max_words=200)
    film, _ = TINY_FILMS[0]
    [expected] = classifier.predict_proba([film])
    answers: list[dict[str, float]] = []

    def ask(number: int) -> None:
        for i in range(20):
            classifier.predict_proba([Film(f"thread{number}", f"round{i} of words{number * i}")])
            answers.extend(classifier.predict_proba([film]))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 160
    assert all(answer == expected for answer in answers)


def test_content_hash_follows_the_files(tiny_model: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    before = GenreClassifier.load(copy).info.content_hash
    assert before == GenreClassifier.load(copy).info.content_hash
    (copy / "note.txt").write_text("new")
    assert GenreClassifier.load(copy).info.content_hash != before
