"""Plots of groups of genres. Each function returns a figure."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from scipy.cluster.hierarchy import dendrogram

from training.exploration.groups import GenreBlocks, genre_tree
from training.exploration.plots import BLUE, GREY

ACCENT = "#d1495b"


def plot_genre_blocks(blocks: GenreBlocks) -> Figure:
    """Plot a heat map of genre affinity with rows and columns sorted by block, and a frame around each block."""
    affinity = blocks.affinity
    size = 0.42 * len(affinity) + 2
    figure, axes = plt.subplots(figsize=(size, size))
    axes.imshow(affinity, cmap="Blues", vmin=0, vmax=0.7)
    axes.set_xticks(range(len(affinity)), affinity.columns, rotation=90)
    axes.set_yticks(range(len(affinity)), affinity.index)
    for end, members in zip(np.cumsum(blocks.sizes), blocks.sizes, strict=True):
        corner = end - members - 0.5
        axes.add_patch(Rectangle((corner, corner), members, members, fill=False, edgecolor=ACCENT, linewidth=2))
    axes.set_title("Genres in blocks: of the films with the row's genre, the share that also have the column's")
    figure.tight_layout()
    plt.close(figure)
    return figure


def plot_genre_tree(separation: pd.DataFrame) -> Figure:
    """Plot a tree of genres: the further left two branches meet, the less the model tells their genres apart."""
    figure, axes = plt.subplots(figsize=(8, 0.3 * len(separation) + 1))
    dendrogram(
        genre_tree(separation), labels=list(separation.index), orientation="right", ax=axes,
        color_threshold=0, above_threshold_color=BLUE, leaf_font_size=9,
    )  # fmt: skip
    axes.set_xlim(0, None)
    axes.grid(axis="x", color=GREY, alpha=0.25)
    axes.set(title="Genres by what the model confuses", xlabel="separation (0: not told apart, 1: always told apart)")
    figure.tight_layout()
    plt.close(figure)
    return figure
