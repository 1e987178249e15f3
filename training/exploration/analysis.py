"""Tables of the notebook: genre counts, genre affinity, and the hardest films."""

import numpy as np
import pandas as pd

from training.evaluation.scores import Scores


def genre_counts(table: pd.DataFrame) -> "pd.Series[int]":
    """Return genre → number of films, the most frequent first."""
    return table["genres"].explode().value_counts()


def genre_affinity(table: pd.DataFrame) -> pd.DataFrame:
    """Return genre affinity: cell (a, b) is the share of films with genre a that also have genre b, in [0, 1]."""
    flags = table["genres"].str.join("|").str.get_dummies()
    together = flags.T @ flags
    return together.div(np.diag(together), axis=0)


def hardest_films(scores: Scores, number: int = 10) -> pd.DataFrame:
    """Return the films with the highest mean log loss: `text`, `truth`, `top` (three most probable genres), `loss`."""
    probability = np.clip(np.where(scores.truth, scores.scores, 1 - scores.scores), 1e-7, 1)
    loss = -np.log(probability).mean(axis=1)
    names = np.array(scores.labels)
    worst = np.argsort(-loss)[:number]
    return pd.DataFrame(
        {
            "text": [scores.texts[i] for i in worst],
            "truth": [", ".join(names[scores.truth[i]]) for i in worst],
            "top": [", ".join(names[np.argsort(-scores.scores[i])[:3]]) for i in worst],
            "loss": loss[worst],
        }
    )
