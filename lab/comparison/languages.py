"""Compares pipelines on films in other languages: on the text in the film's own language, and on its English text."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import spacy

from lab.comparison.compare import compare
from lab.comparison.entry import Entry
from lab.comparison.methods.frequency import MostFrequent
from lab.comparison.methods.pipelines import TrainedPipeline
from lab.comparison.rows import end_of_report, rows_table, value
from lab.comparison.runs.run import Runs
from lab.comparison.split import Split, read_split
from training.config import Plan
from training.errors import DataUnreadable
from training.evaluation.groups import measure_languages
from training.evaluation.labelled_texts import LabelledTexts
from training.evaluation.scores import Scores
from training.evaluation.thresholds import threshold_by_genre
from training.films.corpus import language_of, read_corpus

COMMAND = "python -m lab.comparison languages"

SETTINGS = {"own": "The text in the film's own language", "english": "The English text of the same films"}

MEASURES = {"micro_f1": "micro-F1", "top_genre_precision": "Most probable genre is right"}


def make_entries(models: Mapping[str, Path]) -> tuple[Entry, ...]:
    """Return the entries: a baseline, and the pipelines `models` (name → folder)."""
    pipelines = (Entry(name, TrainedPipeline(folder), loaded=True) for name, folder in models.items())
    return (Entry("most frequent genre", MostFrequent()), *pipelines)


def compare_languages(plan: Plan, results: Path, runs: Runs, models: Mapping[str, Path]) -> list[str]:
    """Write `languages.md` and `languages.json` to `results`, and return the lines of the table.

    Args:
        plan: config whose corpora have films in other languages.
        results: output folder.
        runs: runs the methods.
        models: name → folder of a pipeline.

    Raises:
        DataNotFound: the corpora have not been prepared.
        DataUnreadable: the test films have no texts in other languages.
        UnknownMethod: an unknown method is selected.
    """
    split, languages = read_pairs(plan)
    numbers = compare(
        "languages", make_entries(models), split, lambda dev, test: _measure(dev, test, languages), report,
        {"test_films": split.test.hash}, results, runs,
    )  # fmt: skip
    return report(numbers)


def read_pairs(plan: Plan) -> tuple[Split, list[str]]:
    """Return the split with the test films that have two texts, first all own texts and then all English ones.

    Returns:
        The split, and the language of each film.
    """
    docs = list(read_corpus(plan.test, spacy.blank("en")))
    english = {doc.user_data["id"]: doc for doc in docs if not language_of(doc)}
    own = [doc for doc in docs if language_of(doc) and doc.user_data["id"] in english]
    if not own:
        raise DataUnreadable(plan.test, "it has no films in other languages; run `python -m lab accurate translations`")
    pairs = [*own, *(english[doc.user_data["id"]] for doc in own)]
    truth = np.array([[doc.cats[label] for label in plan.labels] for doc in pairs], np.float32)
    test = LabelledTexts(plan.labels, tuple(doc.text for doc in pairs), truth)
    return replace(read_split(plan), test=test), [language_of(doc) for doc in own]


def _measure(dev: Scores, test: Scores, languages: Sequence[str]) -> dict[str, Any]:
    thresholds, own = threshold_by_genre(dev), np.arange(len(test.texts)) < len(languages)
    return {
        name: measure_languages(test.where(rows), languages, thresholds)
        for name, rows in zip(SETTINGS, (own, ~own), strict=True)
    }


def report(numbers: Mapping[str, Any]) -> list[str]:
    """Return the lines of the Markdown file."""
    rows = numbers["methods"]
    groups = rows[0]["own"] if rows else {}
    counts = ", ".join(f"{name} {each['films']:,}" for name, each in groups.items())
    lines = ["# Films in other languages", "", f"`{COMMAND}`", ""]
    lines += [f"Thresholds were chosen on dev films in all languages. Numbers of test films: {counts}."]
    for setting, title in SETTINGS.items():
        for measure, heading in MEASURES.items():
            columns = {name: value(setting, name, measure) for name in groups}
            lines += ["", f"## {title}: {heading}", "", *rows_table(rows, columns)]
    return lines + end_of_report(numbers)
