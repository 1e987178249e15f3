"""Compares pipelines on films in other languages: on the text in the film's own language, and on its English text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import spacy

from lab.comparison.entry import Entry
from lab.comparison.methods.frequency import MostFrequent
from lab.comparison.methods.pipelines import TrainedPipeline
from lab.comparison.rows import Column, Row, end_of_report, read_report, rows_table, value, write_report
from lab.comparison.runs.measure import measure_entries
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
    pipelines = (Entry(name, "", TrainedPipeline(folder), loaded=True) for name, folder in models.items())
    return (Entry("most frequent genre", "", MostFrequent()), *pipelines)


def compare_languages(
    plan: Plan,
    results: Path,
    *,
    models: Mapping[str, Path],
    cache: Path,
    only: Sequence[str] = (),
    fresh: bool = False,
    echo: Callable[[str], None] = print,
) -> list[str]:
    """Write `languages.md` and `languages.json` to `results`, and return the lines of the table.

    Args:
        plan: config whose corpora have films in other languages.
        results: output folder.
        models: name → folder of a pipeline.
        cache: folder of cached runs.
        only: names of methods to run. Empty for all.
        fresh: whether to run the methods again even if they are cached.
        echo: called with each line of progress.

    Raises:
        DataNotFound: the corpora have not been prepared.
        DataUnreadable: the test films have no texts in other languages.
        UnknownMethod: `only` names an unknown method.
    """
    split, languages = read_pairs(plan)
    earlier = read_report(results, "languages")
    rows, missing = measure_entries(
        make_entries(models), split, lambda dev, test: _measure(dev, test, languages),
        earlier["methods"] if earlier.get("test_films") == split.test.hash else [],
        cache=cache, only=only, fresh=fresh, echo=echo,
    )  # fmt: skip
    lines = report(rows, missing)
    methods = [row.as_json() for row in rows]
    write_report(results, "languages", lines, {"test_films": split.test.hash, "methods": methods, "missing": missing})
    return lines


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


def report(rows: Sequence[Row], missing: Mapping[str, str]) -> list[str]:
    """Return the lines of the Markdown file."""
    groups = rows[0].measures["own"] if rows else {}
    lines = ["# Films in other languages", "", f"`{COMMAND}`", ""]
    lines += ["Thresholds were chosen on dev films in all languages. Numbers of test films: "]
    lines[-1] += ", ".join(f"{name} {each['films']:,}" for name, each in groups.items()) + "."
    for setting, title in SETTINGS.items():
        for measure, heading in MEASURES.items():
            columns: dict[str, Column] = {name: value(setting, name, measure) for name in groups}
            lines += ["", f"## {title}: {heading}", "", *rows_table(rows, columns)]
    return lines + end_of_report(rows, missing)
