"""The comparison's plot: quality against speed."""

from collections.abc import Sequence
from typing import Literal

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from lab.comparison.genres.entries import MOST_FREQUENT
from lab.comparison.plots import ACCENT
from lab.comparison.rows import Row
from training.exploration.plots import BLUE, GREY

HEIGHTS = (0, *(sign * step for step in (12, 20, 28, 36, 44, 52) for sign in (1, -1)))
OFFSETS: list[tuple[int, int, Literal["left", "right"]]] = [
    place for height in HEIGHTS for place in ((9, height, "left"), (-9, height, "right"))
]
"""Places for a label beside its point, in points, nearest first, and the side of the label that is there."""


def plot_comparison(rows: Sequence[Row], highlight: str) -> Figure:
    """A point a method: films a second (logarithmic) and micro-F1 of the twenty genres with its 95 % interval.

    The frequencies of the genres are far below and to the right of all else: a line of text stands for them.
    """
    figure, axes = plt.subplots(figsize=(10, 7))
    drawn = [row for row in rows if row["name"] != MOST_FREQUENT]
    for row in drawn:
        colour, size = (ACCENT, 9) if row["name"] == highlight else (BLUE, 6)
        speed, f1 = _point(row)
        axes.plot([speed, speed], row["twenty"]["tuned"]["interval"], color=colour, linewidth=1, alpha=0.6)
        axes.plot(speed, f1, "o", color=colour, markersize=size)
    axes.set_xscale("log")
    axes.margins(x=0.2, y=0.1)
    axes.grid(color=GREY, alpha=0.25)
    axes.set(title="Quality and speed", xlabel="films a second on one core", ylabel="micro-F1, twenty genres")
    for row in rows:
        if row not in drawn:
            text = f"not drawn: {row['name']}, micro-F1 {_point(row)[1]:.3f}"
            figure.text(0.99, 0.01, text, ha="right", color=GREY)
    figure.tight_layout()
    _label(axes, drawn, highlight)
    return figure


def _point(row: Row) -> tuple[float, float]:
    """Return films a second and micro-F1."""
    return row["cost"]["films_per_second"], row["twenty"]["tuned"]["micro_f1"]


def _label(axes: Axes, drawn: Sequence[Row], highlight: str) -> None:
    """Write every name near its point, where it is on no other label or point and inside the axes."""
    axes.figure.canvas.draw()
    taken = [_around(axes, *_point(row)) for row in drawn]
    for row in sorted(drawn, key=lambda row: -_point(row)[1]):
        marked = row["name"] == highlight
        label = axes.annotate(
            row["name"], _point(row), xytext=(0, 0), textcoords="offset points", va="center", fontsize=9,
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
