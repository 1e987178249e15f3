"""Plots of comparisons, as files."""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

ACCENT = "#d1495b"
"""Colour of what a plot is about."""


def write_svg(figure: Figure, path: Path) -> None:
    """Close the figure, and write it to `path`: the same bytes for the same numbers."""
    plt.close(figure)
    with mpl.rc_context({"svg.hashsalt": "comparison"}):
        figure.savefig(path, metadata={"Date": None})
