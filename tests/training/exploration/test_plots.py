"""The figures draw, and show what they were given."""

import numpy as np
import pandas as pd

from training.evaluation.scores import Scores
from training.exploration.plots import (
    plot_calibration,
    plot_f1_by_genre,
    plot_genre_affinity,
    plot_genre_counts,
    plot_learning_curve,
)


def test_genre_counts() -> None:
    axes = plot_genre_counts(pd.Series({"Drama": 1200, "War": 2})).axes[0]
    assert [text.get_text() for text in axes.texts] == ["2", "1,200"]


def test_genre_affinity_writes_shares_of_a_tenth_and_more() -> None:
    affinity = pd.DataFrame([[1, 0.5], [0.05, 1]], index=["a", "b"], columns=["a", "b"])
    assert [text.get_text() for text in plot_genre_affinity(affinity).axes[0].texts] == ["50"]


def test_learning_curve_marks_the_best() -> None:
    curve = pd.DataFrame({"epoch": [0, 0, 1], "step": [0, 5, 10], "loss": [0, 9, 8], "score": [0.1, 0.6, 0.5]})
    figure = plot_learning_curve(curve)
    assert "best: 0.600" in [text.get_text() for text in figure.legends[0].get_texts()]


def test_f1_by_genre_is_sorted() -> None:
    quality = {"a": {"f1": 0.9, "precision": 0.8, "recall": 1}, "b": {"f1": 0.1, "precision": 0.2, "recall": 0.1}}
    axes = plot_f1_by_genre(quality).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["b", "a"]


def test_calibration() -> None:
    scores = Scores(("a",), ("",) * 2, np.array([[1], [0]], bool), np.array([[0.95], [0.05]]))
    line = plot_calibration(scores).axes[0].lines[1]
    assert list(line.get_ydata()) == [0, 1]
