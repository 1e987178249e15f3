"""The comparison as Markdown and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lab.comparison.posters.luminance import Brightness
from training.evaluation.markdown import table

TEXT = "text: the shipped pipeline"
BOTH = "text and poster"

FROZEN = "image network, one hidden layer"
TUNED = "image network, fine-tuned"


PUBLISHED = (
    "Published on MM-IMDb (25,959 films, other genres and other films, so compare the order, not the figures): gated",
    "multimodal units on poster and plot reach micro-F1 0.630 and macro-F1 0.541 (Arevalo et al., 2017,",
    "arXiv:1702.01992); a fusion network with class activation maps 0.675 and 0.616 (Braz et al., 2021,",
    "doi:10.1049/icp.2021.1456).",
)
"""Published results, as lines of Markdown."""


@dataclass(frozen=True)
class Row:
    """A method with its measures.

    Attributes:
        name: name in the table.
        seconds: CPU seconds of fitting; None if nothing was fitted.
        measures: see `lab.comparison.measures.measure`.
    """

    name: str
    seconds: float | None
    measures: dict[str, Any]


@dataclass(frozen=True)
class PosterComparison:
    """Results of all methods.

    Attributes:
        rows: methods, in the order of the table.
        by_genre: method → genre → measures.
        brightness: genre → brightness of its posters, the darkest genre first.
        gain: 95 % interval of what the poster adds to the micro-F1 of the text.
        films: number of films in train, dev and test.
        dropped: reason → number of posters that were left out.
    """

    rows: tuple[Row, ...]
    by_genre: dict[str, dict[str, Any]]
    brightness: dict[str, Brightness]
    gain: tuple[float, float]
    films: tuple[int, int, int]
    dropped: dict[str, int]

    def row(self, name: str) -> Row:
        """Return the row with this name."""
        return next(row for row in self.rows if row.name == name)

    def report(self) -> list[str]:
        """Return the lines of the Markdown file."""
        train, dev, test = self.films
        return [
            "# Genres from posters",
            "",
            f"{train:,} films to fit on, {dev:,} to choose thresholds and to fit the fusion, {test:,} to measure.",
            "",
            *_methods(self.rows),
            "",
            *self._answer(),
            "",
            *PUBLISHED,
            "",
            "## By genre: F1",
            "",
            *self._genres(),
            "",
            "## Brightness",
            "",
            *self._brightness(),
        ]

    def as_json(self) -> dict[str, Any]:
        """Return all numbers of the report."""
        return {
            "films": dict(zip(("train", "dev", "test"), self.films, strict=True)),
            "dropped": self.dropped,
            "gain_interval": [round(bound, 4) for bound in self.gain],
            "methods": [{"name": row.name, "seconds_to_fit": row.seconds, **row.measures} for row in self.rows],
            "by_genre": self.by_genre,
            "brightness": {genre: asdict(each) for genre, each in self.brightness.items()},
        }

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> "PosterComparison":
        """Read what `as_json` returned."""
        low, high = saved["gain_interval"]
        films = saved["films"]
        return cls(
            rows=tuple(Row(each["name"], each["seconds_to_fit"], each) for each in saved["methods"]),
            by_genre=saved["by_genre"],
            brightness={genre: Brightness(**each) for genre, each in saved["brightness"].items()},
            gain=(low, high),
            films=(films["train"], films["dev"], films["test"]),
            dropped=saved["dropped"],
        )

    def _answer(self) -> list[str]:
        text, both = (self.row(name).measures["tuned"]["micro_f1"] for name in (TEXT, BOTH))
        low, high = self.gain
        interval = f"95 % interval of the difference: {low:+.3f} to {high:+.3f}"
        return [f"The poster changes the micro-F1 of the text by {both - text:+.3f} ({interval})."]

    def _genres(self) -> list[str]:
        text, both, poster = (self.by_genre[name] for name in (TEXT, BOTH, TUNED if TUNED in self.by_genre else FROZEN))
        order = sorted(text, key=lambda genre: text[genre]["f1"] - both[genre]["f1"])
        rows = [
            [genre, f"{text[genre]['films']:,}", *(f"{each[genre]['f1']:.3f}" for each in (poster, text, both)),
             f"{both[genre]['f1'] - text[genre]['f1']:+.3f}"]
            for genre in order
        ]  # fmt: skip
        return table(["genre", "test films", "poster", "text", "both", "gain"], rows)

    def _brightness(self) -> list[str]:
        rows = [
            [genre, f"{each.films:,}", f"{each.mean:.3f}", "{:.3f} to {:.3f}".format(*each.interval),
             f"{each.difference:+.3f}", "{:+.3f} to {:+.3f}".format(*each.difference_interval)]
            for genre, each in self.brightness.items()
        ]  # fmt: skip
        header = ["genre", "posters", "mean luma", "95 % interval", "less all others", "95 % interval "]
        return table(header, rows)


def _methods(rows: Sequence[Row]) -> list[str]:
    header = ["method", "micro-F1", "95 % interval", "macro-F1", "top-three precision", "top-three recall",
              "top-genre precision", "average precision", "calibration error", "seconds to fit"]  # fmt: skip
    cells = []
    for row in rows:
        tuned, other = row.measures["tuned"], row.measures
        ranking = ("top_three_precision", "top_three_recall", "top_genre_precision", "average_precision",
                   "calibration_error")  # fmt: skip
        cells.append([
            row.name, f"{tuned['micro_f1']:.3f}", "{:.3f} to {:.3f}".format(*tuned["interval"]),
            f"{tuned['macro_f1']:.3f}", *(f"{other[key]:.3f}" for key in ranking),
            "none" if row.seconds is None else f"{row.seconds:,.0f}",
        ])  # fmt: skip
    return table(header, cells)
