"""The comparison's plots: quality of the methods and gain by genre, and brightness by genre."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from lab.comparison.plots import ACCENT
from lab.comparison.posters.table import BOTH, TEXT, gains
from training.exploration.plots import BLUE, GREY


def plot_posters(numbers: Mapping[str, Any]) -> Figure:
    """Plot micro-F1 of each method with its 95 % interval, and by how much the poster changes the F1 of each genre."""
    by_genre, rows = gains(numbers["by_genre"]), numbers["methods"]
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 0.3 * len(by_genre) + 1))
    for height, row in enumerate(reversed(rows)):
        colour = ACCENT if row["name"] in (TEXT, BOTH) else BLUE
        left.plot(row["tuned"]["interval"], [height, height], color=colour, linewidth=1.5)
        left.plot(row["tuned"]["micro_f1"], height, "o", color=colour)
    left.set_yticks(range(len(rows)), [row["name"] for row in reversed(rows)])
    left.set(title="Micro-F1, with its 95 % interval", xlabel="micro-F1")
    left.grid(axis="x", color=GREY, alpha=0.25)
    right.barh(list(by_genre)[::-1], list(by_genre.values())[::-1], color=BLUE)
    right.axvline(0, color=GREY, linewidth=1)
    right.set(title="What the poster adds to the text", xlabel="difference of F1")
    figure.tight_layout()
    return figure


def plot_brightness(brightness: Mapping[str, Any]) -> Figure:
    """Plot the mean luma of each genre's posters with its 95 % interval, the darkest genre on top."""
    genres = list(brightness)[::-1]
    means = np.array([brightness[genre]["mean"] for genre in genres])
    halves = means - np.array([brightness[genre]["interval"][0] for genre in genres])
    figure, axes = plt.subplots(figsize=(8, 0.3 * len(genres) + 1))
    axes.errorbar(means, range(len(genres)), xerr=halves, fmt="o", color=BLUE, capsize=3)
    if "Horror" in genres:
        height = genres.index("Horror")
        axes.errorbar(means[height], height, xerr=halves[height], fmt="o", color=ACCENT, capsize=3)
    axes.set_yticks(range(len(genres)), genres)
    axes.grid(axis="x", color=GREY, alpha=0.25)
    axes.set(title="Brightness of posters, with the mean's 95 % interval", xlabel="mean luma (0 is black, 1 is white)")
    figure.tight_layout()
    return figure
