"""The learning curve as Markdown."""

from collections.abc import Callable, Collection

from lab.comparison.transfer.entries import CONTINUED, SHIPPED
from lab.comparison.transfer.results import Point, Results, Spread
from training.evaluation.markdown import table

MEASURES = {
    "micro_f1": "micro-F1",
    "macro_f1": "macro-F1",
    "top_genre_precision": "top genre",
    "five_genres": "micro-F1, five genres",
}
"""Key of a measure → its title. Values are in [0, 1]."""

INTRODUCTION = """\
How good each way to train is on lists of several sizes. Train films are drawn from the list. The dev films are as many
as `prepare` sets aside for a list of that size, and choose thresholds and the end of the training. The test films are
always all of them. A cell is the mean over draws, with the lowest and the highest value in brackets; the seed of a draw
is also the seed of the training. `prepare` drops some of the films that are drawn from MPST, such as those without a
genre, so that the numbers of its films are means too. `python -m lab.comparison transfer` measures it.

The shipped pipeline has learned from the train films of The Movies Dataset, so that its weights have nothing new to
learn there. It has not seen the plots of MPST, but has seen other descriptions of most of these films.
"""


def report(results: Results) -> list[str]:
    """Return the lines of the Markdown file."""
    lines = ["# Learning curve", "", *INTRODUCTION.splitlines()]
    for films in results.lists:
        tests = next(point.test for point in results.points if point.films == films)
        lines += ["", f"## {films} ({tests:,} test films)"]
        for key, title in MEASURES.items():
            if any(key in point.measures for point in results.points if point.films == films):
                lines += ["", f"{title}:", "", *_by_size(results, films, _measure(key))]
        lines += ["", "CPU seconds of training, on one thread:", ""]
        lines += _by_size(results, films, lambda point: point.seconds, "{:,.0f}", {SHIPPED})
    return lines + _forgetting(results)


def _measure(key: str) -> Callable[[Point], float]:
    return lambda point: point.measures[key]


def _by_size(
    results: Results,
    films: str,
    value: Callable[[Point], float],
    number: str = "{:.3f}",
    without: Collection[str] = (),
) -> list[str]:
    measured = {point.method for point in results.points}
    methods = [method for method in results.methods if method in measured and method not in without]
    rows = []
    for size in results.sizes(films):
        cells = [_cell([value(point) for point in results.draws(films, method, size)], number) for method in methods]
        rows.append([f"{size.train:,} + {size.dev:,}", *cells])
    return table(["train + dev films", *methods], rows)


def _cell(values: list[float], number: str) -> str:
    if not values:
        return ""
    spread = Spread.of(values)
    text = number.format(spread.mean)
    return text if spread.draws == 1 else f"{text} ({number.format(spread.low)} to {number.format(spread.high)})"


def _forgetting(results: Results) -> list[str]:
    """Return the table of what pipelines that were trained on another list still know of the first one."""
    lines: list[str] = []
    for films in results.lists:
        measured = [point for point in results.points if point.films == films and point.old]
        if not measured:
            continue
        number = int(measured[0].old["films"]) if measured[0].old else 0
        lines += [
            "",
            f"## Forgetting: trained on {films}, measured on The Movies Dataset",
            "",
            f"The {number:,} test films of The Movies Dataset whose titles are not in the other list. The shipped",
            "pipeline has its own thresholds, a continued one those of its new dev films.",
            "",
        ]
        rows = []
        pipelines = [("shipped pipeline", [each for each in measured if each.method == SHIPPED])]
        for size in results.sizes(films):
            pipelines.append((f"continued with {size.train:,} films", results.draws(films, CONTINUED, size)))
        for title, points in pipelines:
            if points:
                rows.append([title, *(_cell(_old(points, key), "{:.3f}") for key in MEASURES)])
        lines += table(["pipeline", *MEASURES.values()], rows)
    return lines


def _old(points: list[Point], key: str) -> list[float]:
    values = [point.old[key] for point in points if point.old and key in point.old]
    return values[:1] if len(set(values)) == 1 else values
