"""Chooses thresholds on dev, measures on test, and writes both to `meta.json`, the model card and a Markdown file."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy

from movie_classifier.model.checksums import CHECKSUMS_FILE, write_checksums
from movie_classifier.model.genres import FIVE_GENRES
from movie_classifier.model.pipeline.encoder_component import EncoderClassifier
from movie_classifier.model.pipeline.evidence import META_KEY
from movie_classifier.model.pipeline.loading import COMPONENT
from movie_classifier.model.precision import META_KEY as CURVES
from training.config import Plan
from training.evaluation.confidence import fit_confidence, measure_confidence
from training.evaluation.groups import decade, length, measure_groups, measure_languages
from training.evaluation.metrics import decision_metrics, metrics_at_half, metrics_by_genre, ranking_metrics
from training.evaluation.model_card import write_card, write_scores
from training.evaluation.precision import find_curves, measure_precision
from training.evaluation.scores import Scores, score
from training.evaluation.thresholds import threshold_by_genre
from training.films.corpus import language_of, read_corpus, without_title
from training.whole_file import write_whole


@dataclass(frozen=True)
class Evaluation:
    """The result of `evaluate`.

    Attributes:
        dev: its scores on the dev films, those in other languages among them.
        test: its scores on the test films of the film list.
        thresholds: genre → threshold, chosen on dev.
        performance: measures on test, as in `meta.json`.
    """

    dev: Scores
    test: Scores
    thresholds: dict[str, float]
    performance: dict[str, Any]

    def report(self) -> list[str]:
        """Return the measures as a table for the terminal."""
        row = "{:<18}{:>7}{:>11}{:>9}{:>8}{:>8}{:>10}{:>11}".format
        lines = [row("", "films", "precision", "recall", "F1", "macro", "accuracy", "threshold")]
        settings = {"tuned thresholds": self.performance, "all at 0.5": self.performance["at_half"]}
        settings["description alone"] = self.performance["description_alone"]
        settings |= {"five genres": self.performance["five_genres"]} if "five_genres" in self.performance else {}
        for name, m in settings.items():
            values = (f"{m[key]:.3f}" for key in ("precision", "recall", "micro_f1", "macro_f1", "accuracy"))
            lines.append(row(name, m.get("films", self.performance["films"]), *values, ""))
        lines.append("")
        for label, m in self.performance["genres"].items():
            values = (f"{m[key]:.3f}" for key in ("precision", "recall", "f1"))
            lines.append(row(label, m["films"], *values, "", f"{m['accuracy']:.3f}", f"{self.thresholds[label]:.2f}"))
        ranking = ("top_genre_precision", "average_precision", "calibration_error")
        return [*lines, "", *(f"{key.replace('_', ' ')}: {self.performance[key]:.4f}" for key in ranking)]


def evaluate(plan: Plan, model: Path | None = None, readme: Path | None = None) -> Evaluation:
    """Choose thresholds for the pipeline at `model` (default: the best one of the plan), and measure it.

    Thresholds are chosen on all dev films. Test films in other languages, which `lab accurate translations` adds, are
    measured for themselves.

    Thresholds and measures are written to the pipeline's `meta.json` and to its model card. The table of scores in
    `readme` is replaced, if it is given.

    Raises:
        DataNotFound: the pipeline or a corpus is missing.
        DataUnreadable: `readme` does not have the markers of the table.
    """
    path = plan.trained(model)
    nlp = spacy.load(path)
    films = list(read_corpus(plan.test, nlp))
    docs, translations = [[doc for doc in films if bool(language_of(doc)) is other] for other in (False, True)]
    dev, test = score(nlp, list(read_corpus(plan.dev, nlp))), score(nlp, docs)
    thresholds, curves = threshold_by_genre(dev), find_curves(dev)
    performance = _measure(test, thresholds)
    performance["at_precision"] = measure_precision(test, curves)
    performance["description_alone"] = decision_metrics(score(nlp, list(map(without_title, docs))), thresholds)
    performance["decades"] = measure_groups(test, [decade(doc.user_data.get("year", 0)) for doc in docs], thresholds)
    performance["lengths"] = measure_groups(test, [length(text) for text in test.texts], thresholds)
    if translations:
        languages = [language_of(doc) for doc in translations]
        performance["languages"] = measure_languages(score(nlp, translations), languages, thresholds)
    component = nlp.get_pipe(COMPONENT)
    if isinstance(component, EncoderClassifier) and component.encoder is not None:
        cut = component.encoder.find_cut(test.texts)
        performance["word_pieces"] = measure_groups(test, ["cut" if each else "read whole" for each in cut], thresholds)
    meta = json.loads((path / "meta.json").read_text(encoding="utf-8"))
    meta |= {"thresholds": thresholds, CURVES: curves, "performance": performance}
    meta[META_KEY] = fit_confidence(nlp, plan.train, dev)
    performance["confidence"] = measure_confidence(nlp, meta, test)
    write_whole(path / "meta.json", json.dumps(meta, indent=2) + "\n")
    write_card(path)
    if (path / CHECKSUMS_FILE).is_file():
        write_checksums(path)
    if readme:
        write_scores(path, readme)
    return Evaluation(dev, test, thresholds, performance)


def _measure(test: Scores, thresholds: dict[str, float]) -> dict[str, Any]:
    performance: dict[str, Any] = {
        "films": len(test.texts),
        **decision_metrics(test, thresholds),
        **ranking_metrics(test),
        "at_half": metrics_at_half(test),
    }
    if set(FIVE_GENRES) < set(test.labels):
        performance["five_genres"] = _measure_five(test.only(FIVE_GENRES), thresholds)
    return performance | {"genres": metrics_by_genre(test, thresholds)}


def _measure_five(test: Scores, thresholds: dict[str, float]) -> dict[str, Any]:
    """Measure the published setting, films with one of five genres, with the thresholds that the service uses."""
    return {"films": len(test.texts), **decision_metrics(test, thresholds)}
