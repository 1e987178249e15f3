import numpy as np
import pandas as pd
import pytest
from scipy.cluster.hierarchy import fcluster

from training.evaluation.scores import Scores
from training.exploration.analysis import genre_affinity
from training.exploration.groups import GenreBlocks, genre_blocks, genre_separation, genre_tree


@pytest.fixture
def blocks() -> GenreBlocks:
    pairs = [["Action", "Thriller"], ["Comedy", "Romance"], ["Horror", "Mystery"]]
    mixed = [["Action", "Comedy"], ["Romance", "Mystery"]]
    table = pd.DataFrame({"genres": [*pairs * 20, *mixed]})
    return genre_blocks(genre_affinity(table), 3)


def test_blocks_are_the_genres_that_films_have_together(blocks: GenreBlocks) -> None:
    assert {frozenset(group) for group in blocks.groups} == {
        frozenset({"Action", "Thriller"}), frozenset({"Comedy", "Romance"}), frozenset({"Horror", "Mystery"})
    }  # fmt: skip


def test_rows_and_columns_have_the_same_order_and_the_values_stay(blocks: GenreBlocks) -> None:
    assert list(blocks.affinity.index) == list(blocks.affinity.columns)
    assert blocks.sizes == (2, 2, 2)
    assert blocks.affinity.loc["Thriller", "Action"] == 1
    assert blocks.affinity.loc["Action", "Thriller"] == pytest.approx(20 / 21)


@pytest.mark.parametrize("genres", [[["Action"], ["Comedy"]], [["Action"], ["Comedy", "Romance"], ["Drama"]]])
def test_genres_that_share_no_films_have_blocks_of_their_own(genres: list[list[str]]) -> None:
    blocks = genre_blocks(genre_affinity(pd.DataFrame({"genres": genres * 9})))
    together = [set(group) for group in blocks.groups]
    assert {"Action"} in together
    assert {"Comedy"} in together or {"Comedy", "Romance"} in together


def scores(probabilities: list[list[float]], truth: list[list[int]], labels: tuple[str, ...]) -> Scores:
    texts = tuple("film" for _ in truth)
    return Scores(labels, texts, np.array(truth, dtype=bool), np.array(probabilities))


def test_separation_is_a_scaled_area_under_the_curve() -> None:
    truth = [[1, 0]] * 2 + [[0, 1]] * 2
    told_apart = scores([[0.9, 0.1], [0.6, 0.5], [0.5, 0.6], [0.1, 0.9]], truth, ("A", "B"))
    assert genre_separation(told_apart).loc["A", "B"] == 1
    one_of_four_pairs_wrong = scores([[0.9, 0.1], [0.5, 0.6], [0.6, 0.5], [0.1, 0.9]], truth, ("A", "B"))
    assert genre_separation(one_of_four_pairs_wrong).loc["A", "B"] == pytest.approx(0.5)
    same = scores([[0.5, 0.5]] * 4, truth, ("A", "B"))
    assert genre_separation(same).loc["A", "B"] == 0


def test_films_with_both_or_neither_do_not_count() -> None:
    truth = [[1, 0, 1], [0, 1, 1], [1, 1, 0], [0, 0, 0]]
    probabilities = [[0.9, 0.1, 0.5], [0.1, 0.9, 0.5], [0.0, 1.0, 0.5], [1.0, 0.0, 0.5]]
    assert genre_separation(scores(probabilities, truth, ("A", "B", "C"))).loc["A", "B"] == 1


def test_genres_without_films_are_left_out() -> None:
    separation = genre_separation(scores([[0.9, 0.1, 0.2], [0.1, 0.9, 0.2]], [[1, 0, 0], [0, 1, 0]], ("A", "B", "C")))
    assert list(separation) == ["A", "B"]


def test_the_tree_joins_what_is_confused_first() -> None:
    separation = pd.DataFrame(
        [[0, 0.1, 0.9, 0.8], [0.1, 0, 0.8, 0.9], [0.9, 0.8, 0, 0.2], [0.8, 0.9, 0.2, 0]], list("ABCD"), list("ABCD")
    )
    tree = genre_tree(separation)
    assert tree[0, :3].tolist() == [0, 1, 0.1]
    assert tree[-1, 2] == pytest.approx(0.85)
    assert fcluster(tree, 0.5, "distance").tolist() == [1, 1, 2, 2]
