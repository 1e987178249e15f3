"""The comparison of tags as Markdown."""

from collections.abc import Mapping
from typing import Any

from lab.comparison.rows import COSTS, Column, end_of_report, rows_table, source, three_digits, value
from lab.comparison.tags.measures import RARE

NOTES = """\
The plots are those of MPST (Kar et al., LREC 2018), cut at 2,500 characters; films come into train, dev and test by a
hash of their IMDb id, and are read by `prepare --films`. `python -m lab.comparison tags` measures all methods.

`plot-summary-notebook.md` leaves three questions open:

- Its encoder was trained for asymmetric search (short questions, long answers). That encoder is not at hand. The table
  has all-MiniLM-L6-v2, which was trained for pairs of similar texts; a plot and its tags are not such a pair either.
- Plots are longer than an encoder reads. The table has both of its proposals: plots that are cut, and the mean over
  windows.
- Tags are imbalanced: the most frequent one has {most:,} films, {rare} of {tags} tags have fewer than {limit}.
  Thresholds by tag, which are shrunk towards the one for all tags where a tag has few dev films, assign rare tags
  without a change of the probabilities. Balanced weights of films raise the probabilities themselves.

The last three rows start from the shipped pipelines. `films.cfg` continues to train all weights of the fast one.
`tags.cfg` keeps its hidden layer, and fits the weights of the tags by logistic regression. The last row is the better
one of two pipelines: that of `tags.cfg`, and a linear layer on the encoder of the accurate pipeline.
"""

DECISIONS: dict[str, Column] = {
    "source": source,
    "micro-F1, one threshold": value("one_threshold", "micro_f1"),
    "micro-F1, thresholds by tag": value("by_tag", "micro_f1"),
    "F1 of the top three": value("top_3"),
    "F1 of the top five": value("top_5"),
    "average precision": value("average_precision"),
    "top tag": value("top_genre_precision"),
    "calibration error": value("calibration_error"),
}

IMBALANCE: dict[str, Column] = {
    "macro-F1, one threshold": value("one_threshold", "macro_f1"),
    "macro-F1, thresholds by tag": value("by_tag", "macro_f1"),
    f"F1 of tags with fewer than {RARE} films": value("rare_f1"),
    "tags found": value("found", number="{}"),
    "tags among the top three": value("found_in_top_3", number="{}"),
    "tags among the top five": value("found_in_top_5", number="{}"),
}

COST: dict[str, Column] = {"seconds to fit": lambda row: three_digits(row["seconds_to_fit"] or 0), **COSTS}


def report(numbers: Mapping[str, Any]) -> list[str]:
    """Return the lines of the Markdown file."""
    films, rows = numbers["films"].values(), numbers["methods"]
    rare = sum(each < RARE for each in films)
    train, dev, test = numbers["parts"]
    notes = NOTES.format(most=max(films), rare=rare, tags=len(films), limit=RARE)
    lines = ["# Plot tags", "", *notes.splitlines()]
    lines += ["", f"{train:,} train, {dev:,} dev and {test:,} test films.", "", *rows_table(rows, DECISIONS)]
    lines += ["", "Imbalance:", "", *rows_table(rows, IMBALANCE)]
    lines += ["", "Costs, on one thread:", "", *rows_table(rows, COST)]
    return lines + end_of_report(numbers)
