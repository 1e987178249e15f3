"""The learning curve as Markdown."""

import statistics
from collections.abc import Mapping
from typing import Any

import pandas as pd

from lab.comparison.transfer.entries import CONTINUED, NAMES, SHIPPED
from lab.comparison.transfer.point import MEASURES, points_table
from training.evaluation.markdown import table

INTRODUCTION = """\
How good each way to train is on lists of several sizes. Train films are drawn from the list. The dev films are as many
as `prepare` sets aside for a list of that size, and choose thresholds and the end of the training. The test films are
always all of them. A cell is the mean over draws, with the lowest and the highest value in brackets; without brackets,
it is one draw. The seed of a draw is also the seed of the training. `prepare` drops some of the films that are drawn
from MPST, such as those without a genre, so that the numbers of its films are means too.
`python -m lab.comparison transfer` measures it.

The shipped pipeline has learned from the train films of The Movies Dataset, so that its weights have nothing new to
learn there. It has not seen the plots of MPST, but has seen other descriptions of most of these films.
"""

FORGETTING = """\
The {:,.0f} test films of The Movies Dataset whose titles are not in the other list. The shipped
pipeline has its own thresholds, a continued one those of its new dev films.
"""


def report(numbers: Mapping[str, Any]) -> list[str]:
    """Return the lines of the Markdown file."""
    points = points_table(numbers["points"])
    lines = ["# Learning curve", "", *INTRODUCTION.splitlines()]
    for films, part in points.groupby("films", sort=False):
        lines += ["", f"## {films} ({part['test'].iloc[0]:,} test films)"]
        for key, title in MEASURES.items():
            if part[f"measures.{key}"].notna().any():
                lines += ["", f"{title}:", "", *_by_size(part, f"measures.{key}")]
        lines += ["", "CPU seconds of training, on one thread:", ""]
        lines += _by_size(part[part["method"] != SHIPPED], "seconds", "{:,.0f}")
    return lines + _forgetting(points)


def _by_size(points: pd.DataFrame, column: str, number: str = "{:.3f}") -> list[str]:
    """Return a table with a line for each size of the list, and a column for each method."""
    groups = points.groupby(["drawn", "kept_train", "kept_dev", "method"])[column]
    cells = groups.agg(lambda values: _cell(values, number)).unstack()
    methods = [name for name in NAMES if name in cells.columns]
    rows = cells.reindex(columns=methods).astype(object).fillna("").itertuples(name=None)
    return table(["train + dev films", *methods], [[f"{train:,} + {dev:,}", *row] for (_, train, dev), *row in rows])


def _cell(values: pd.Series, number: str = "{:.3f}") -> str:
    """Return the mean of the draws, and their range if there are several; nothing for a measure without values."""
    if values.isna().any():
        return ""
    mean, low, high = map(number.format, (statistics.mean(values), values.min(), values.max()))
    return mean if len(values) == 1 else f"{mean} ({low} to {high})"


def _forgetting(points: pd.DataFrame) -> list[str]:
    """Return the table of what pipelines that were trained on another list still know of the first one."""
    lines: list[str] = []
    measured = points[points["old.films"].notna()]
    for films, part in measured.groupby("films", sort=False):
        lines += ["", f"## Forgetting: trained on {films}, measured on The Movies Dataset", ""]
        lines += FORGETTING.format(part["old.films"].iloc[0]).splitlines()
        pipelines = {"shipped pipeline": part[part["method"] == SHIPPED][:1]}  # it has learned from no draw
        for train, draws in part[part["method"] == CONTINUED].groupby("kept_train"):
            pipelines[f"continued with {train:,} films"] = draws
        rows = [
            [title, *(_cell(draws[f"old.{key}"]) for key in MEASURES)]
            for title, draws in pipelines.items()
            if len(draws)
        ]
        lines += ["", *table(["pipeline", *MEASURES.values()], rows)]
    return lines
