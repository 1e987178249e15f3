"""Chooses thresholds on dev, measures on test, and writes both into the pipeline's `meta.json`."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy

from movie_classifier.genres import FIVE_GENRES
from training.config import Plan
from training.corpus import read_corpus
from training.metrics import decision_metrics, metrics_by_genre, ranking_metrics
from training.scores import Scores, score
from training.thresholds import one_threshold, threshold_by_genre


@dataclass(frozen=True)
class Evaluation:
    """What is known of a pipeline after `evaluate`.

    Attributes:
        dev, test: its scores on the two corpora.
        thresholds: genre → threshold, chosen on dev.
        performance: the measures on test, as they stand in `meta.json`.
    """

    dev: Scores
    test: Scores
    thresholds: dict[str, float]
    performance: dict[str, Any]

    def report(self) -> list[str]:
        """The measures as a table for the terminal."""
        row = "{:<18}{:>7}{:>11}{:>9}{:>8}{:>8}{:>10}{:>11}".format
        lines = [row("", "films", "precision", "recall", "F1", "macro", "accuracy", "threshold")]
        settings = {"tuned thresholds": self.performance, "all at 0.5": self.performance["at_half"]}
        settings |= {"five genres": self.performance["five_genres"]} if "five_genres" in self.performance else {}
        for name, m in settings.items():
            films, threshold = m.get("films", self.performance["films"]), m.get("threshold", "")
            values = (f"{m[key]:.3f}" for key in ("precision", "recall", "micro_f1", "macro_f1", "accuracy"))
            lines.append(row(name, films, *values, threshold))
        lines.append("")
        for label, m in self.performance["genres"].items():
            values = (f"{m[key]:.3f}" for key in ("precision", "recall", "f1"))
            lines.append(row(label, m["films"], *values, "", f"{m['accuracy']:.3f}", f"{self.thresholds[label]:.2f}"))
        ranking = ("top_genre_precision", "average_precision", "calibration_error")
        return [*lines, "", *(f"{key.replace('_', ' ')}: {self.performance[key]:.4f}" for key in ranking)]


def evaluate(plan: Plan, model: Path | None = None) -> Evaluation:
    """Evaluate the pipeline at `model` (default: the plan's best one) and write the result into its `meta.json`.

    Raises:
        DataNotFound: there is no pipeline or no corpus.
    """
    path = plan.trained(model)
    nlp = spacy.load(path)
    dev, test = (score(nlp, list(read_corpus(corpus, nlp))) for corpus in (plan.dev, plan.test))
    thresholds = threshold_by_genre(dev)
    evaluation = Evaluation(dev, test, thresholds, _measure(dev, test, thresholds))
    meta = json.loads((path / "meta.json").read_text(encoding="utf-8"))
    meta |= {"thresholds": thresholds, "performance": evaluation.performance}
    (path / "meta.json").write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")
    return evaluation


def _measure(dev: Scores, test: Scores, thresholds: dict[str, float]) -> dict[str, Any]:
    half = dict.fromkeys(test.labels, 0.5)
    performance: dict[str, Any] = {
        "films": len(test.texts),
        **decision_metrics(test, thresholds),
        **ranking_metrics(test),
        "at_half": decision_metrics(test, half),
    }
    if set(FIVE_GENRES) < set(test.labels):
        performance["five_genres"] = _measure_five(dev.only(FIVE_GENRES), test.only(FIVE_GENRES))
    return performance | {"genres": metrics_by_genre(test, thresholds)}


def _measure_five(dev: Scores, test: Scores) -> dict[str, Any]:
    """The smaller published setting: films that have one of the five genres, and one threshold for all five."""
    threshold = one_threshold(dev)
    return {
        "films": len(test.texts),
        "threshold": threshold,
        **decision_metrics(test, dict.fromkeys(FIVE_GENRES, threshold)),
    }
