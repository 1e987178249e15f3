"""The rows of the comparison, in the order of the table."""

from dataclasses import dataclass
from pathlib import Path

from comparison.methods.base import Method
from comparison.methods.fasttext import FastText
from comparison.methods.frequency import MostFrequent
from comparison.methods.pipelines import CnnOnVectors, TrainedPipeline
from comparison.methods.sentence_encoder import FrozenEncoder
from comparison.methods.teacher import FineTunedTeacher
from comparison.methods.tfidf import LinearSvm, LogisticTfidf, NaiveBayes, RandomForest
from comparison.methods.word_vectors import MeanOfVectors

TUTORIAL = "ml-pipeline-tutorial.txt"
SHIPPED = "shipped model"


@dataclass(frozen=True)
class Row:
    """One method on one set of films.

    Attributes:
        name: as the table has it.
        source: the document that describes the method, empty for this project's own.
        method: how it is fitted or loaded.
        extra: whether it learns from the extra films too.
        loaded: whether its model was trained by another step and is only loaded here.
    """

    name: str
    source: str
    method: Method
    extra: bool = False
    loaded: bool = False


def make_rows(alone: Path, shipped: Path, teacher: Path | None, vectors: str | None) -> tuple[Row, ...]:
    """All rows.

    Args:
        alone: the pipeline of the shipped architecture that learnt from The Movies Dataset alone.
        shipped: the shipped pipeline.
        teacher: the folder of the fine-tuned teachers' weights; None for none.
        vectors: an installed spaCy pipeline that has word vectors, or the folder of one; None for none.
    """
    return (
        Row("most frequent genre", "", MostFrequent()),
        Row("naive Bayes, TF-IDF", TUTORIAL, NaiveBayes()),
        Row("linear SVM, TF-IDF", TUTORIAL, LinearSvm()),
        Row("random forest, TF-IDF", "", RandomForest()),
        Row("mean of word vectors, hidden layer", TUTORIAL, MeanOfVectors(vectors)),
        Row(
            "frozen sentence encoder, hidden layer",
            "movies_classifier-README.md, plot-summary-notebook.md",
            FrozenEncoder(),
        ),
        Row("CNN on word vectors, no title", "movie_genre_classifier-README.md", CnnOnVectors(vectors)),
        Row("logistic regression, TF-IDF", "", LogisticTfidf()),
        Row("logistic regression, TF-IDF, extra films", "", LogisticTfidf(), extra=True),
        Row("fastText", "", FastText()),
        Row("fastText, extra films", "", FastText(), extra=True),
        Row("fine-tuned sentence encoders (teacher)", "", FineTunedTeacher(teacher), extra=True, loaded=True),
        Row("shipped architecture, no extra films", "", TrainedPipeline(alone), loaded=True),
        Row(SHIPPED, "", TrainedPipeline(shipped), extra=True, loaded=True),
    )
