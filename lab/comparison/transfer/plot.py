"""The learning curve as a plot: quality against the number of train films."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lab.comparison.plots import ACCENT
from lab.comparison.transfer.entries import AUTOMATIC, CONTINUED, LOGISTIC, NAMES, NOTHING, SHIPPED, VECTORS
from lab.comparison.transfer.point import points_table
from training.exploration.plots import BLUE, GREY

STYLES = {
    LOGISTIC: (BLUE, "s-"),
    NOTHING: (GREY, "v-"),
    VECTORS: ("#e09f3e", "^-"),
    SHIPPED: ("#386641", "D--"),
    CONTINUED: (ACCENT, "o-"),
    AUTOMATIC: ("#7b2cbf", "P-"),
}
"""Method → colour, and marker with line."""


def plot_curve(numbers: Mapping[str, Any]) -> Figure:
    """Plot a panel for each list, with the mean micro-F1 of each method and its range over the draws."""
    lists = list(points_table(numbers["points"]).groupby("films", sort=False))
    figure, panels = plt.subplots(1, len(lists), figsize=(6 * len(lists), 5), squeeze=False)
    for axes, (films, points) in zip(panels[0], lists, strict=True):
        _draw(axes, points)
        axes.set_xscale("log")
        ticks = distant(points["kept_train"].unique())
        axes.set_xticks(ticks, [f"{size:,}" for size in ticks], rotation=30)
        axes.minorticks_off()
        axes.grid(color=GREY, alpha=0.25)
        axes.set(title=films, xlabel="train films", ylabel="micro-F1 on the test films")
    handles, names = panels[0][0].get_legend_handles_labels()
    figure.legend(handles, names, loc="lower center", ncols=2, frameon=False)
    figure.tight_layout(rect=(0, 0.16, 1, 1))
    return figure


def distant(sizes: Sequence[int]) -> list[int]:
    """Return the sizes whose labels do not overlap on a logarithmic axis: each a tenth larger than the one before."""
    kept: list[int] = []
    for size in sorted(sizes):
        if not kept or size > 1.1 * kept[-1]:
            kept.append(size)
    return kept


def _draw(axes: Axes, points: pd.DataFrame) -> None:
    measured = set(points["method"])
    for method in filter(measured.__contains__, NAMES):
        of_method = points[points["method"] == method]
        draws = of_method.groupby("kept_train")["measures.micro_f1"].agg(["mean", "min", "max"])
        colour, style = STYLES[method]
        axes.plot(draws.index, draws["mean"], style, color=colour, label=method)
        axes.fill_between(draws.index, draws["min"], draws["max"], color=colour, alpha=0.15, linewidth=0)
