"""Writes the card of a poster model."""

from movie_classifier.poster.model import PosterInfo
from training.evaluation.markdown import table

CARD = "README.md"

SOURCES = """\
The network is EfficientNet-Lite (Tan and Le, ICML 2019) with weights of ImageNet, from Google's
[TPU models](https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite), under the Apache License
2.0. The weights of its convolutions are rounded to 8 bits; nothing else is changed. The layers after it learned from
posters of films, which are not part of the model. This product uses the TMDB API but is not endorsed or certified by
TMDB.
"""

LIMITS = """\
The scores are those of posters as wide as in training: wider ones are reduced to that width. A poster alone tells
genres badly, so it only adds to a text.
"""


def poster_card(info: PosterInfo) -> str:
    """Return the card as Markdown."""
    rows = [
        [
            name,
            f"{metrics['films']:,}",
            *(f"{metrics[key]:.3f}" for key in ("text_micro_f1", "poster_micro_f1", "micro_f1", "macro_f1")),
            f"{metrics['micro_f1'] - metrics['text_micro_f1']:+.3f}",
        ]
        for name, metrics in info.metrics.items()
    ]
    header = ["text model", "test films", "text: micro-F1", "poster", "both", "both: macro-F1", "gain"]
    title = f"# Poster model: {info.network}"
    about = f"Genres from posters, {info.poster_width} pixels wide in training, beside the genres from a text."
    return "\n".join([title, "", about, "", *table(header, rows), "", LIMITS, "## Sources", "", SOURCES])
