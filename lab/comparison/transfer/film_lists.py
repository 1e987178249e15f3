"""The lists of films on which the learning curve is measured, and the films that are drawn from them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import spacy

from lab.comparison.plot_list import read_plots
from training.config import Plan
from training.films.corpus import description_of, read_corpus
from training.films.splits import DEV_SHARE, PARTS, TEST_SHARE

DEV_FILMS = DEV_SHARE / (1 - DEV_SHARE - TEST_SHARE)
"""Number of dev films per train film in the split that `prepare` makes."""


@dataclass(frozen=True)
class FilmList:
    """A list of films that is divided into train, dev and test.

    Attributes:
        name: name in the table.
        table: films with `title`, `plot`, `labels` and `split`.
    """

    name: str
    table: pd.DataFrame

    def draw(self, films: int | None, seed: int) -> pd.DataFrame:
        """Return a table with `films` train films, the dev films of a list of this size, and all test films.

        With one seed, the films of a short list are also in a longer one.

        Args:
            films: number of train films; None for all.
            seed: seed of the draw.
        """
        if films is None:
            return self.table
        numbers = {"train": films, "dev": round(films * DEV_FILMS)}
        chance = np.random.default_rng(seed)
        drawn = []
        for part in PARTS:
            table = self.table[self.table["split"] == part]
            order = chance.permutation(len(table))
            drawn.append(table.iloc[np.sort(order[: numbers.get(part, len(table))])])
        return pd.concat(drawn)


def movies_list(plan: Plan) -> FilmList:
    """Return The Movies Dataset from the corpora of `plan`, which `prepare` wrote.

    Raises:
        DataNotFound: the corpora have not been prepared.
    """
    nlp = spacy.blank("en")
    rows = [
        {
            "title": doc.text.split("\n", 1)[0],
            "plot": description_of(doc.text),
            "year": str(doc.user_data.get("year") or ""),
            "labels": [label for label, value in doc.cats.items() if value > 0],
            "split": part,
        }
        for part, path in zip(PARTS, (plan.train, plan.dev, plan.test), strict=True)
        for doc in read_corpus(path, nlp)
    ]
    return FilmList("The Movies Dataset", pd.DataFrame(rows))


def plots_list(path: Path) -> FilmList:
    """Return MPST's plots with the genres of TMDB; see `read_plots`."""
    return FilmList("plots of MPST", read_plots(path, "tmdb_genres"))
