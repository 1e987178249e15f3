import json
import shutil
import threading
from pathlib import Path

import pytest

from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import ModelBroken, ModelNotFound
from movie_classifier.film import Film
from movie_classifier.genres import GENRES
from tests.conftest import TINY_FILMS


@pytest.fixture(scope="module")
def classifier(tiny_model: Path) -> GenreClassifier:
    return GenreClassifier.load(tiny_model)


@pytest.fixture
def copy(tiny_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_model, tmp_path / "model"))


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


def test_new_words_are_forgotten(classifier: GenreClassifier) -> None:
    classifier.predict_proba([Film("warm", "up")])
    before = len(classifier._nlp.vocab.strings), len(list(classifier._nlp.vocab))
    for number in range(20):
        classifier.predict_proba([Film(f"neverseen{number}", f"unheardof{number} wordlike{number}x")])
    assert (len(classifier._nlp.vocab.strings), len(list(classifier._nlp.vocab))) == before


def test_tables_of_words_stay_small(tiny_model: Path) -> None:
    """`len(vocab)` counts every word that was ever put into the tables, dead or alive."""
    loaded = GenreClassifier.load(tiny_model)
    classifier = GenreClassifier(loaded._nlp, loaded.info, renew_after_tokens=100)
    film, _ = TINY_FILMS[0]
    [expected] = classifier.predict_proba([film])
    at_start = len(classifier._nlp.vocab)
    for number in range(100):
        classifier.predict_proba([Film(f"new{number}", " ".join(f"word{number}of{i}" for i in range(20)))])
        assert len(classifier._nlp.vocab) < at_start + 200
    assert classifier.predict_proba([film]) == [expected]


def test_threads_do_not_meet_in_a_memory_zone(classifier: GenreClassifier) -> None:
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


def test_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="MOVIE_CLASSIFIER_MODEL"):
        GenreClassifier.load(tmp_path / "nowhere")


def test_truncated_weights(copy: Path) -> None:
    weights = copy / "textcat_multilabel" / "model"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelBroken, match=str(copy)):
        GenreClassifier.load(copy)


def test_pipeline_without_genres(copy: Path) -> None:
    config = (copy / "config.cfg").read_text()
    (copy / "config.cfg").write_text(config.replace('pipeline = ["textcat_multilabel"]', "pipeline = []"))
    with pytest.raises(ModelBroken, match="textcat_multilabel"):
        GenreClassifier.load(copy)


def test_missing_threshold(copy: Path) -> None:
    meta = json.loads((copy / "meta.json").read_text())
    del meta["thresholds"]["War"]
    (copy / "meta.json").write_text(json.dumps(meta))
    with pytest.raises(ModelBroken, match="threshold"):
        GenreClassifier.load(copy)


def test_content_hash_follows_the_files(copy: Path) -> None:
    before = GenreClassifier.load(copy).info.content_hash
    assert before == GenreClassifier.load(copy).info.content_hash
    (copy / "note.txt").write_text("new")
    assert GenreClassifier.load(copy).info.content_hash != before


def test_model_of_another_spacy(copy: Path) -> None:
    meta = json.loads((copy / "meta.json").read_text())
    (copy / "meta.json").write_text(json.dumps(meta | {"spacy_version": ">=2.3.0,<2.4.0"}))
    with pytest.raises(ModelBroken, match=r"made for spaCy >=2\.3\.0,<2\.4\.0, and this is 3\."):
        GenreClassifier.load(copy)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_meta_that_cannot_be_read(copy: Path, content: str) -> None:
    (copy / "meta.json").write_text(content)
    with pytest.raises(ModelBroken, match=r"meta\.json"):
        GenreClassifier.load(copy)
