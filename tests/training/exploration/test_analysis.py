import numpy as np
import pandas as pd

from training.evaluation.scores import Scores
from training.exploration.analysis import genre_affinity, genre_counts, hardest_films

FILMS = pd.DataFrame({"genres": [["Drama"], ["Drama", "War"], ["War"], ["Drama", "TV Movie"]]})


def test_counts() -> None:
    assert genre_counts(FILMS).to_dict() == {"Drama": 3, "War": 2, "TV Movie": 1}


def test_affinity() -> None:
    affinity = genre_affinity(FILMS)
    assert affinity.loc["War", "Drama"] == 1 / 2
    assert affinity.loc["Drama", "War"] == 1 / 3
    assert affinity.loc["TV Movie", "Drama"] == 1


def test_hardest_first() -> None:
    scores = Scores(("a", "b"), ("easy", "hard"), np.array([[1, 0], [0, 1]], bool), np.array([[0.9, 0.1], [0.9, 0.2]]))
    hardest = hardest_films(scores)
    assert list(hardest["text"]) == ["hard", "easy"]
    assert hardest.iloc[0]["truth"] == "b"
    assert hardest.iloc[0]["top"] == "a, b"
