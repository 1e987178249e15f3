"""The methods that are compared, in the order of the table."""

from pathlib import Path

from lab.comparison.entry import Entry
from lab.comparison.methods.automatic import AutomaticPipeline
from lab.comparison.methods.frequency import MostFrequent
from lab.comparison.methods.pipelines import ConfiguredPipeline, FittedLabelWeights
from lab.comparison.methods.plot_encoder import PlotEncoder
from lab.comparison.methods.tfidf import LinearSvm, LogisticTfidf

NOTEBOOK = "plot-summary-notebook.md"


def make_entries(configs: Path) -> tuple[Entry, ...]:
    """Return all entries.

    Args:
        configs: folder of the training configs.
    """
    return (
        Entry("most frequent tags", MostFrequent()),
        Entry("frozen sentence encoder, hidden layer, plots cut", PlotEncoder(windows=False), NOTEBOOK),
        Entry("frozen sentence encoder, hidden layer, mean of windows", PlotEncoder(windows=True), NOTEBOOK),
        Entry("logistic regression, TF-IDF", LogisticTfidf()),
        Entry("logistic regression, TF-IDF, words only", LogisticTfidf(ngrams=1)),
        Entry("logistic regression, TF-IDF, balanced", LogisticTfidf(balanced=True)),
        Entry("linear SVM, TF-IDF", LinearSvm()),
        Entry("shipped architecture, from nothing", ConfiguredPipeline(configs / "genres.cfg")),
        Entry("shipped architecture and word vectors", ConfiguredPipeline(configs / "films_vectors.cfg")),
        Entry("continued from the shipped pipeline", ConfiguredPipeline(configs / "films.cfg")),
        Entry("shipped hidden layer and words, logistic regression", FittedLabelWeights(configs / "tags.cfg")),
        Entry("best on dev, as `train` takes it", AutomaticPipeline()),
    )
