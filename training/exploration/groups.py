"""Groups of genres: genres that films have together, and genres that a model cannot tell apart."""

from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import squareform
from sklearn.cluster import SpectralCoclustering
from sklearn.metrics import roc_auc_score

from movie_classifier.model.log_odds import log_odds
from training.evaluation.scores import Scores

BLOCKS = 5


@dataclass(frozen=True)
class GenreBlocks:
    """Genre affinity in blocks.

    Attributes:
        affinity: affinity with rows and columns sorted by block; within a block, by how much a genre belongs to it.
        sizes: number of genres of each block, in order.
    """

    affinity: pd.DataFrame
    sizes: tuple[int, ...]

    @property
    def groups(self) -> list[list[str]]:
        """The genres of each block."""
        ends = np.cumsum(self.sizes)
        return [list(self.affinity.index[end - size : end]) for size, end in zip(self.sizes, ends, strict=True)]


def genre_blocks(affinity: pd.DataFrame, blocks: int = BLOCKS) -> GenreBlocks:
    """Find groups of genres that films have together, by spectral co-clustering (Dhillon, KDD 2001).

    Affinity has a direction: most war films are dramas, and few dramas are war films. The mean of both directions is
    clustered, so that rows and columns fall into the same blocks, and blocks lie on the diagonal.

    Args:
        affinity: see `training.exploration.analysis.genre_affinity`.
        blocks: number of blocks.
    """
    both = (affinity.to_numpy() + affinity.to_numpy().T) / 2
    np.fill_diagonal(both, 0)
    nearest = both.max(axis=1)
    # A genre is as near to itself as to its nearest neighbour.
    np.fill_diagonal(both, np.where(nearest > 0, nearest, 1))
    labels = SpectralCoclustering(n_clusters=min(blocks, len(both)), random_state=0).fit(both).row_labels_
    inside = np.array([both[genre, labels == labels[genre]].mean() for genre in range(len(both))])
    strength = {label: inside[labels == label].max() for label in set(labels)}
    order = sorted(range(len(both)), key=lambda genre: (-strength[labels[genre]], labels[genre], -inside[genre]))
    sizes = tuple(len(list(members)) for _, members in groupby(order, key=lambda genre: labels[genre]))
    return GenreBlocks(affinity.iloc[order, order], sizes)


def genre_separation(scores: Scores) -> pd.DataFrame:
    """Return how well a model tells two genres apart: 0 is not at all, 1 is always.

    Of the films that have just one of two genres, one is drawn for each genre. The model is right if the difference of
    the log-odds of both genres is greater for the film of the first one. The probability that it is right is an area
    under a ROC curve; it is scaled from [0.5, 1] to [0, 1]. It does not depend on how frequent the genres are. Genres
    without films are left out.
    """
    present = np.flatnonzero(scores.truth.any(axis=0))
    odds = log_odds(scores.scores)
    separation = np.zeros((len(present), len(present)))
    for row, first in enumerate(present):
        for column in range(row):
            second = present[column]
            one = scores.truth[:, first] != scores.truth[:, second]
            separation[row, column] = separation[column, row] = _separation(
                scores.truth[one, first], odds[one, first] - odds[one, second]
            )
    names = [scores.labels[genre] for genre in present]
    return pd.DataFrame(separation, names, names)


def genre_tree(separation: pd.DataFrame) -> NDArray[np.float64]:
    """Return the tree of genres in SciPy's linkage format: the genres that are told apart worst are joined first.

    Groups are joined by the mean separation of their genres (average linkage, UPGMA).
    """
    tree: NDArray[np.float64] = linkage(squareform(separation.to_numpy(), checks=False), method="average")
    return tree


def _separation(truth: NDArray[np.bool_], difference: NDArray[np.float64]) -> float:
    if truth.all() or not truth.any():  # one genre never occurs without the other
        return 0.0
    return max(0.0, 2 * float(roc_auc_score(truth, difference)) - 1)
