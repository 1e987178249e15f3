"""The comparison's plot: quality against speed."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from lab.comparison.genres.entries import MOST_FREQUENT
from lab.comparison.plots import ACCENT
from lab.comparison.rows import Row
from training.exploration.plots import BLUE, GREY


def plot_comparison(rows: Sequence[Row], highlight: str) -> Figure:
    """A point a method: films a second (logarithmic) and micro-F1 of the twenty genres with its 95 % interval.

    The names are in a column on the right, in the order of micro-F1, with a line from each name to its point. The
    frequencies of the genres are far below and to the right of all else: a line of text stands for them.
    """
    figure, axes = plt.subplots(figsize=(10, 7))
    by_f1 = sorted(rows, key=lambda row: row["twenty"]["tuned"]["micro_f1"])
    drawn = [row for row in by_f1 if row["name"] != MOST_FREQUENT]
    for row, height in zip(drawn, np.linspace(0.02, 0.98, len(drawn)), strict=True):
        marked = row["name"] == highlight
        colour = ACCENT if marked else BLUE
        speed, tuned = row["cost"]["films_per_second"], row["twenty"]["tuned"]
        axes.plot([speed, speed], tuned["interval"], color=colour, linewidth=1, alpha=0.6)
        axes.plot(speed, tuned["micro_f1"], "o", color=colour, markersize=9 if marked else 6)
        axes.annotate(
            row["name"], (speed, tuned["micro_f1"]), xytext=(1.03, height), textcoords="axes fraction", va="center",
            fontsize=9, color=colour, fontweight="bold" if marked else "normal",
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.5, "alpha": 0.5, "relpos": (0, 0.5)},
        )  # fmt: skip
    axes.set_xscale("log")
    axes.grid(color=GREY, alpha=0.25)
    axes.set(title="Quality and speed", xlabel="films a second on one core", ylabel="micro-F1, twenty genres")
    for row in by_f1:
        if row not in drawn:
            text = f"not drawn: {row['name']}, micro-F1 {row['twenty']['tuned']['micro_f1']:.3f}"
            figure.text(0.99, 0.01, text, ha="right", color=GREY)
    figure.tight_layout()
    return figure
