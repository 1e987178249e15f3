"""The learning curve as a plot: quality against the number of train films."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lab.comparison.genres.plot import ACCENT
from lab.comparison.transfer.entries import CONTINUED, SHIPPED
from lab.comparison.transfer.results import Results, Spread
from training.exploration.plots import BLUE, GREY

STYLES = ((BLUE, "s"), (GREY, "v"), ("#e09f3e", "^"), ("#386641", "D"), ("#7b2cbf", "P"))
"""Colour and marker of the methods other than the continued pipeline."""


def plot_curve(results: Results) -> Figure:
    """Plot a panel for each list, with the mean micro-F1 of each method and its range over the draws."""
    figure, panels = plt.subplots(1, len(results.lists), figsize=(6 * len(results.lists), 5), squeeze=False)
    styles = dict(zip([each for each in results.methods if each != CONTINUED], STYLES, strict=False))
    for axes, films in zip(panels[0], results.lists, strict=True):
        for method in results.methods:
            colour, marker = styles.get(method, (ACCENT, "o"))
            _draw(axes, results, films, method, colour, marker)
        axes.set_xscale("log")
        ticks = distant([size.train for size in results.sizes(films)])
        axes.set_xticks(ticks, [f"{size:,}" for size in ticks], rotation=30)
        axes.minorticks_off()
        axes.grid(color=GREY, alpha=0.25)
        axes.set(title=films, xlabel="train films", ylabel="micro-F1 on the test films")
    handles, names = panels[0][0].get_legend_handles_labels()
    figure.legend(handles, names, loc="lower center", ncols=2, frameon=False)
    figure.tight_layout(rect=(0, 0.16, 1, 1))
    plt.close(figure)
    return figure


def write_plot(results: Results, path: Path) -> None:
    """Write the plot as SVG to `path`: the same bytes for the same numbers."""
    with mpl.rc_context({"svg.hashsalt": "transfer"}):
        plot_curve(results).savefig(path, metadata={"Date": None})


def distant(sizes: Sequence[int]) -> list[int]:
    """Return the sizes whose labels do not overlap on a logarithmic axis: each a tenth larger than the one before."""
    kept: list[int] = []
    for size in sorted(sizes):
        if not kept or size > 1.1 * kept[-1]:
            kept.append(size)
    return kept


def _draw(axes: Axes, results: Results, films: str, method: str, colour: str, marker: str) -> None:
    draws = {size: results.draws(films, method, size) for size in results.sizes(films)}
    spreads = {size: Spread.of([each.measures["micro_f1"] for each in draws[size]]) for size in draws if draws[size]}
    sizes = [size.train for size in spreads]
    line = "--" if method == SHIPPED else "-"
    axes.plot(sizes, [each.mean for each in spreads.values()], line, color=colour, marker=marker, label=method)
    low, high = [each.low for each in spreads.values()], [each.high for each in spreads.values()]
    axes.fill_between(sizes, low, high, color=colour, alpha=0.15, linewidth=0)
