"""The comparison's plot: quality against speed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from lab.comparison.genres.entries import MOST_FREQUENT
from lab.comparison.genres.table import Comparison
from lab.comparison.rows import Row
from training.exploration.plots import BLUE, GREY

ACCENT = "#d1495b"
HEIGHTS = (0, *(sign * step for step in (12, 20, 28, 36, 44, 52) for sign in (1, -1)))
OFFSETS: list[tuple[int, int, Literal["left", "right"]]] = [
    place for height in HEIGHTS for place in ((9, height, "left"), (-9, height, "right"))
]
"""Places for a label beside its point, in points, nearest first, and the side of the label that is there."""


def plot_comparison(comparison: Comparison, highlight: str) -> Figure:
    """A point a method: films a second (logarithmic) and micro-F1 of the twenty genres with its 95 % interval.

    The frequencies of the genres are far below and to the right of all else: a line of text stands for them.
    """
    figure, axes = plt.subplots(figsize=(10, 7))
    drawn = [each for each in comparison.rows if each.name != MOST_FREQUENT]
    for each in drawn:
        colour, size = (ACCENT, 9) if each.name == highlight else (BLUE, 6)
        speed, tuned = each.cost.films_per_second, each.measures["twenty"]["tuned"]
        axes.plot([speed, speed], tuned["interval"], color=colour, linewidth=1, alpha=0.6)
        axes.plot(speed, tuned["micro_f1"], "o", color=colour, markersize=size)
    axes.set_xscale("log")
    axes.margins(x=0.2, y=0.1)
    axes.grid(color=GREY, alpha=0.25)
    axes.set(title="Quality and speed", xlabel="films a second on one core", ylabel="micro-F1, twenty genres")
    for each in comparison.rows:
        if each not in drawn:
            f1 = each.measures["twenty"]["tuned"]["micro_f1"]
            figure.text(0.99, 0.01, f"not drawn: {each.name}, micro-F1 {f1:.3f}", ha="right", color=GREY)
    figure.tight_layout()
    _label(axes, drawn, highlight)
    plt.close(figure)
    return figure


def write_plot(comparison: Comparison, path: Path, highlight: str) -> None:
    """Write the plot to `path`, the same bytes for the same numbers where it is SVG."""
    with mpl.rc_context({"svg.hashsalt": "comparison"}):
        metadata = {"Date": None} if path.suffix == ".svg" else None
        plot_comparison(comparison, highlight).savefig(path, metadata=metadata)


def _label(axes: Axes, drawn: Sequence[Row], highlight: str) -> None:
    """Write every name near its point, where it is on no other label or point and inside the axes."""
    points = [(each.name, each.cost.films_per_second, each.measures["twenty"]["tuned"]["micro_f1"]) for each in drawn]
    axes.figure.canvas.draw()
    taken = [_around(axes, speed, f1) for _, speed, f1 in points]
    for name, speed, f1 in sorted(points, key=lambda point: -point[2]):
        marked = name == highlight
        label = axes.annotate(
            name, (speed, f1), xytext=(0, 0), textcoords="offset points", va="center", fontsize=9,
            color=ACCENT if marked else BLUE, fontweight="bold" if marked else "normal",
            arrowprops={"arrowstyle": "-", "color": GREY, "linewidth": 0.7, "shrinkA": 0, "shrinkB": 3},
        )  # fmt: skip
        taken.append(_place(axes, label, taken))


def _place(axes: Axes, label: Annotation, taken: list[Bbox]) -> Bbox:
    """Move `label` to the first offset where it is free, or else to the last one; return its box."""
    box = Bbox.null()
    for x, y, side in OFFSETS:
        label.set_position((x, y))
        label.set_horizontalalignment(side)
        label.get_window_extent()  # moves the text
        box = Text.get_window_extent(label).padded(1)  # without the line to the point
        inside = axes.bbox.x0 <= box.x0 and box.x1 <= axes.bbox.x1
        if inside and not any(box.overlaps(other) for other in taken):
            break
    return box


def _around(axes: Axes, x: float, y: float) -> Bbox:
    """The box of a point's mark, in pixels."""
    centre_x, centre_y = axes.transData.transform((x, y))
    return Bbox.from_bounds(centre_x - 4, centre_y - 4, 8, 8)
