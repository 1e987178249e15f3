"""Plots of the notebook. Each function returns a figure."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from training.evaluation.metrics import calibration_bins
from training.evaluation.scores import Scores

BLUE, GREY = "#2a6f97", "#8d99ae"


def plot_genre_counts(counts: "pd.Series[int]") -> Figure:
    """Plot the number of films of each genre as a bar."""
    figure, axes = plt.subplots(figsize=(8, 0.3 * len(counts) + 1))
    bars = axes.barh(counts.index[::-1], counts.to_numpy()[::-1], color=BLUE)
    axes.bar_label(bars, fmt="{:,.0f}", padding=3, fontsize=8)
    axes.margins(x=0.1)
    axes.set(title="Films by genre", xlabel="films")
    return _finish(figure)


def plot_genre_affinity(affinity: pd.DataFrame) -> Figure:
    """Plot a heat map of genre affinity: the percentage of films with the row's genre that also have the column's."""
    size = 0.42 * len(affinity) + 2
    figure, axes = plt.subplots(figsize=(size, size))
    axes.imshow(affinity, cmap="Blues", vmin=0, vmax=0.7)
    axes.set_xticks(range(len(affinity)), affinity.columns, rotation=90)
    axes.set_yticks(range(len(affinity)), affinity.index)
    for row in range(len(affinity)):
        for column in range(len(affinity)):
            share = affinity.iat[row, column]
            if row != column and share >= 0.1:  # noqa: PLR2004 - smaller shares would only be noise in the picture
                axes.text(
                    column, row, f"{share:.0%}".rstrip("%"), ha="center", va="center", fontsize=7,
                    color="white" if share > 0.4 else "black",  # noqa: PLR2004
                )  # fmt: skip
    axes.set_title("Of the films with the row's genre, percent that also have the column's")
    return _finish(figure)


def plot_learning_curve(curve: pd.DataFrame) -> Figure:
    """Plot loss and score by step, and mark the best evaluation."""
    figure, axes = plt.subplots(figsize=(8, 4))
    axes.plot(curve["step"], curve["score"], color=BLUE, marker=".", label="score on dev")
    best = curve.loc[curve["score"].idxmax()]
    axes.axvline(best["step"], color=GREY, linestyle=":", label=f"best: {best['score']:.3f}")
    axes.set(title="Learning curve", xlabel="step (batches of 64 films)", ylabel="score on dev")
    right = axes.twinx()
    right.plot(curve["step"][1:], curve["loss"][1:], color=GREY, label="training loss")
    right.set_ylabel("loss since the last evaluation")
    figure.legend(loc="center right", bbox_to_anchor=(0.88, 0.5))
    return _finish(figure)


def plot_f1_by_genre(genres: dict[str, dict[str, float]]) -> Figure:
    """Plot precision, recall and F1 of each genre, the best F1 on top."""
    table = pd.DataFrame(genres).T.sort_values("f1")
    figure, axes = plt.subplots(figsize=(8, 0.3 * len(table) + 1))
    axes.barh(table.index, table["f1"], color=BLUE, label="F1")
    axes.plot(table["precision"], table.index, "k|", label="precision")
    axes.plot(table["recall"], table.index, "k.", label="recall")
    axes.set(title="Quality by genre", xlim=(0, 1))
    axes.legend(loc="lower right")
    return _finish(figure)


def plot_calibration(scores: Scores) -> Figure:
    """Plot the share of true labels by predicted probability. Calibrated probabilities are on the diagonal."""
    bins = calibration_bins(scores)
    figure, axes = plt.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], color=GREY, linestyle=":")
    axes.plot([confidence for confidence, _, _ in bins], [share for _, share, _ in bins], color=BLUE, marker="o")
    axes.set(title="Calibration", xlabel="probability given", ylabel="share of films that have the genre")
    return _finish(figure)


def _finish(figure: Figure) -> Figure:
    figure.tight_layout()
    plt.close(figure)  # the caller shows it; pyplot must not keep it too
    return figure
