"""The comparison's plots: quality of the methods and gain by genre, and brightness by genre."""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from lab.comparison.posters.table import BOTH, TEXT, PosterComparison
from training.exploration.plots import BLUE, GREY

ACCENT = "#d1495b"


def plot_posters(comparison: PosterComparison) -> Figure:
    """Plot micro-F1 of each method with its 95 % interval, and by how much the poster changes the F1 of each genre."""
    text, both = comparison.by_genre[TEXT], comparison.by_genre[BOTH]
    gains = sorted((both[genre]["f1"] - text[genre]["f1"], genre) for genre in text)
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 0.3 * len(gains) + 1))
    names = [row.name for row in comparison.rows]
    for height, row in enumerate(reversed(comparison.rows)):
        tuned = row.measures["tuned"]
        colour = ACCENT if row.name in (TEXT, BOTH) else BLUE
        left.plot(tuned["interval"], [height, height], color=colour, linewidth=1.5)
        left.plot(tuned["micro_f1"], height, "o", color=colour)
    left.set_yticks(range(len(names)), names[::-1])
    left.set(title="Micro-F1, with its 95 % interval", xlabel="micro-F1")
    left.grid(axis="x", color=GREY, alpha=0.25)
    right.barh([genre for _, genre in gains], [gain for gain, _ in gains], color=BLUE)
    right.axvline(0, color=GREY, linewidth=1)
    right.set(title="What the poster adds to the text", xlabel="difference of F1")
    figure.tight_layout()
    plt.close(figure)
    return figure


def plot_brightness(comparison: PosterComparison) -> Figure:
    """Plot the mean luma of each genre's posters with its 95 % interval, the darkest genre on top."""
    genres = list(comparison.brightness)[::-1]
    means = np.array([comparison.brightness[genre].mean for genre in genres])
    halves = means - np.array([comparison.brightness[genre].interval[0] for genre in genres])
    figure, axes = plt.subplots(figsize=(8, 0.3 * len(genres) + 1))
    axes.errorbar(means, range(len(genres)), xerr=halves, fmt="o", color=BLUE, capsize=3)
    if "Horror" in genres:
        height = genres.index("Horror")
        axes.errorbar(means[height], height, xerr=halves[height], fmt="o", color=ACCENT, capsize=3)
    axes.set_yticks(range(len(genres)), genres)
    axes.grid(axis="x", color=GREY, alpha=0.25)
    axes.set(title="Brightness of posters, with the mean's 95 % interval", xlabel="mean luma (0 is black, 1 is white)")
    figure.tight_layout()
    plt.close(figure)
    return figure


def write_plot(comparison: PosterComparison, path: Path) -> None:
    """Write the plot of the methods as SVG, the same bytes for the same numbers."""
    _write(plot_posters(comparison), path)


def write_brightness_plot(comparison: PosterComparison, path: Path) -> None:
    """Write the plot of the brightness as SVG, the same bytes for the same numbers."""
    _write(plot_brightness(comparison), path)


def _write(figure: Figure, path: Path) -> None:
    with mpl.rc_context({"svg.hashsalt": "comparison"}):
        figure.savefig(path, metadata={"Date": None})
