"""Measures low confidence: on dev films, and on texts that are no descriptions of films in English.

The texts were written for this measurement, after the limits had been chosen.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lab.comparison.rows import write_report
from lab.comparison.split import read_film
from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film
from training.config import Plan
from training.evaluation.markdown import table
from training.films.corpus import read_labelled

TEXTS = Path(__file__).with_name("confidence_texts.json")
"""Group → titles and descriptions."""

COMMAND = "python -m lab.comparison confidence"


def measure_confidence(plan: Plan, model: Path, results: Path) -> list[str]:
    """Write `confidence.md` and `confidence.json` to `results`, and return the lines of the tables.

    Args:
        plan: config with the dev films.
        model: the pipeline.
        results: output folder.

    Raises:
        DataNotFound: the dev films have not been prepared.
    """
    classifier = GenreClassifier.load(model)
    films = _measure_films(classifier, plan)
    groups = {
        name: classifier.predict([Film(*text) for text in texts])
        for name, texts in json.loads(TEXTS.read_text(encoding="utf-8")).items()
    }
    texts = {
        name: [{"title": each.title, "genre": each.genre, "reason": each.confidence_reason} for each in predictions]
        for name, predictions in groups.items()
    }
    numbers = {"command": COMMAND, "dev": films, "texts": texts}
    write_report(results, "confidence", report(numbers), numbers)
    return report(numbers)


def _measure_films(classifier: GenreClassifier, plan: Plan) -> dict[str, dict[str, Any]]:
    """Return confidence → number of dev films, and how often their most probable genre is right."""
    texts, truth = read_labelled(plan.dev, plan.labels)
    predictions = classifier.predict([read_film(text) for text in texts])
    right: dict[str, list[bool]] = {"low": [], "normal": []}
    for prediction, labels in zip(predictions, truth, strict=True):
        right[prediction.confidence].append(bool(labels[plan.labels.index(prediction.genre)] > 0))
    return {
        confidence: {"films": len(hits), "top_genre_precision": sum(hits) / len(hits) if hits else None}
        for confidence, hits in right.items()
    }


def report(numbers: Mapping[str, Any]) -> list[str]:
    """Return the lines of the Markdown file."""
    total = sum(each["films"] for each in numbers["dev"].values())
    rows = [
        [confidence, f"{each['films']:,}", f"{each['films'] / total:.1%}", _percent(each["top_genre_precision"])]
        for confidence, each in numbers["dev"].items()
    ]
    lines = ["# Confidence", "", f"`{COMMAND}`", "", f"{total:,} dev films. The limits were chosen on these films.", ""]
    lines += table(["confidence", "films", "share", "most probable genre is right"], rows)
    lines += ["", "Other texts, written for this measurement after the limits had been chosen:", ""]
    counts = [
        [name, str(len(texts)), str(sum(text["reason"] is not None for text in texts))]
        for name, texts in numbers["texts"].items()
    ]
    return lines + table(["texts", "number", "low confidence"], counts)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
