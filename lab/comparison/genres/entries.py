"""The methods that are compared, in the order of the table."""

from collections.abc import Sequence
from pathlib import Path

from lab.comparison.entry import Entry
from lab.comparison.methods.fasttext import FastText
from lab.comparison.methods.frequency import MostFrequent
from lab.comparison.methods.pipelines import CnnOnVectors, ConfiguredPipeline, TrainedPipeline
from lab.comparison.methods.sentence_encoder import FrozenEncoder
from lab.comparison.methods.svm_search import SearchedSvm
from lab.comparison.methods.teacher import FineTunedTeacher
from lab.comparison.methods.tfidf import LinearSvm, LogisticTfidf, NaiveBayes, RandomForest
from lab.comparison.methods.word_vectors import MeanOfVectors

TUTORIAL = "ml-pipeline-tutorial.txt"
MOST_FREQUENT = "most frequent genre"
SHIPPED = "shipped model"
ACCURATE = ("accurate model", "accurate model before quantisation")


def make_entries(
    configs: Path, shipped: Path, accurate: Sequence[Path], teacher: Path | None, vectors: str | None
) -> tuple[Entry, ...]:
    """Return all entries. `lab.comparison.genres.compare.compare_genres` describes the arguments."""
    return (
        Entry(MOST_FREQUENT, MostFrequent()),
        Entry("naive Bayes, TF-IDF", NaiveBayes(), TUTORIAL),
        Entry("linear SVM, TF-IDF", LinearSvm(), TUTORIAL),
        Entry("random forest, TF-IDF", RandomForest()),
        Entry("mean of word vectors, hidden layer", MeanOfVectors(vectors), TUTORIAL),
        Entry(
            "frozen sentence encoder, hidden layer",
            FrozenEncoder(),
            "movies_classifier-README.md, plot-summary-notebook.md",
        ),
        Entry("CNN on word vectors, no title", CnnOnVectors(vectors), "movie_genre_classifier-README.md"),
        Entry("logistic regression, TF-IDF", LogisticTfidf()),
        Entry("logistic regression, TF-IDF, extra films", LogisticTfidf(), extra=True),
        Entry("linear SVM, TF-IDF of words and characters, extra films", SearchedSvm(), extra=True),
        Entry("fastText", FastText()),
        Entry("fastText, extra films", FastText(), extra=True),
        Entry("fine-tuned sentence encoders (teacher)", FineTunedTeacher(teacher), extra=True, loaded=True),
        Entry("shipped architecture, no extra films", ConfiguredPipeline(configs / "genres.cfg")),
        Entry("shipped word vectors, no extra films", ConfiguredPipeline(configs / "films_vectors.cfg")),
        Entry(SHIPPED, TrainedPipeline(shipped), extra=True, loaded=True),
        *(
            Entry(name, TrainedPipeline(folder), extra=True, loaded=True)
            for name, folder in zip(ACCURATE, accurate, strict=False)
        ),
    )
