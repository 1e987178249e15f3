import numpy as np
import pandas as pd

from training.exploration.group_plots import plot_genre_blocks, plot_genre_tree
from training.exploration.groups import GenreBlocks


def test_every_block_has_a_frame() -> None:
    names = list("ABCD")
    blocks = GenreBlocks(pd.DataFrame(np.eye(4), names, names), (3, 1))
    [axes] = plot_genre_blocks(blocks).axes
    frames = [(*patch.get_xy(), patch.get_width(), patch.get_height()) for patch in axes.patches]
    assert frames == [(-0.5, -0.5, 3, 3), (2.5, 2.5, 1, 1)]
    assert [label.get_text() for label in axes.get_yticklabels()] == names


def test_the_tree_names_all_genres_and_keeps_pairs_together() -> None:
    names = list("ABCD")
    values = np.array([[0, 0.9, 0.1, 0.9], [0.9, 0, 0.9, 0.2], [0.1, 0.9, 0, 0.9], [0.9, 0.2, 0.9, 0]])
    [axes] = plot_genre_tree(pd.DataFrame(values, names, names)).axes
    shown = [label.get_text() for label in axes.get_yticklabels()]
    assert sorted(shown) == names
    assert abs(shown.index("A") - shown.index("C")) == abs(shown.index("B") - shown.index("D")) == 1
