"""The comparison of posters as Markdown."""

from collections.abc import Mapping
from typing import Any

from lab.comparison.rows import Column, rows_table, value
from training.evaluation.markdown import table

TEXT = "text: the shipped pipeline"
BOTH = "text and poster"

FROZEN = "image network, one hidden layer"
TUNED = "image network, fine-tuned"

COLUMNS: dict[str, Column] = {
    "micro-F1": value("tuned", "micro_f1"),
    "95 % interval": value("tuned", "interval"),
    "macro-F1": value("tuned", "macro_f1"),
    "top-three precision": value("top_three_precision"),
    "top-three recall": value("top_three_recall"),
    "top-genre precision": value("top_genre_precision"),
    "average precision": value("average_precision"),
    "calibration error": value("calibration_error"),
    "seconds to fit": lambda row: "none" if row["seconds_to_fit"] is None else f"{row['seconds_to_fit']:,.0f}",
}

PUBLISHED = (
    "Published on MM-IMDb (25,959 films, other genres and other films, so compare the order, not the figures): gated",
    "multimodal units on poster and plot reach micro-F1 0.630 and macro-F1 0.541 (Arevalo et al., 2017,",
    "arXiv:1702.01992); a fusion network with class activation maps 0.675 and 0.616 (Braz et al., 2021,",
    "doi:10.1049/icp.2021.1456).",
)
"""Published results, as lines of Markdown."""


def report(numbers: Mapping[str, Any]) -> list[str]:
    """Return the lines of the Markdown file."""
    train, dev, test = (numbers["films"][part] for part in ("train", "dev", "test"))
    f1 = {row["name"]: row["tuned"]["micro_f1"] for row in numbers["methods"]}
    low, high = numbers["gain_interval"]
    return [
        "# Genres from posters",
        "",
        f"{train:,} films to fit on, {dev:,} to choose thresholds and to fit the fusion, {test:,} to measure.",
        "",
        *rows_table(numbers["methods"], COLUMNS),
        "",
        f"The poster changes the micro-F1 of the text by {f1[BOTH] - f1[TEXT]:+.3f} "
        f"(95 % interval of the difference: {low:+.3f} to {high:+.3f}).",
        "",
        *PUBLISHED,
        "",
        "## By genre: F1",
        "",
        *_genres(numbers["by_genre"]),
        "",
        "## Brightness",
        "",
        *_brightness(numbers["brightness"]),
    ]


def gains(by_genre: Mapping[str, Any]) -> dict[str, float]:
    """Return genre → what the poster adds to the F1 of the text, the largest gain first."""
    text, both = by_genre[TEXT], by_genre[BOTH]
    found = {genre: both[genre]["f1"] - text[genre]["f1"] for genre in text}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _genres(by_genre: Mapping[str, Any]) -> list[str]:
    methods = (TUNED if TUNED in by_genre else FROZEN, TEXT, BOTH)
    rows = [
        [
            genre,
            f"{by_genre[TEXT][genre]['films']:,}",
            *(f"{by_genre[method][genre]['f1']:.3f}" for method in methods),
            f"{gain:+.3f}",
        ]
        for genre, gain in gains(by_genre).items()
    ]
    return table(["genre", "test films", "poster", "text", "both", "gain"], rows)


def _brightness(brightness: Mapping[str, Any]) -> list[str]:
    rows = [
        [
            genre,
            f"{each['films']:,}",
            f"{each['mean']:.3f}",
            "{:.3f} to {:.3f}".format(*each["interval"]),
            f"{each['difference']:+.3f}",
            "{:+.3f} to {:+.3f}".format(*each["difference_interval"]),
        ]
        for genre, each in brightness.items()
    ]
    header = ["genre", "posters", "mean luma", "95 % interval", "less all others", "95 % interval "]
    return table(header, rows)
