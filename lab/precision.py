"""Adds the thresholds of a precision to a shipped pipeline that was evaluated without them, and nothing else."""

import json
import re
from pathlib import Path
from typing import Any

import spacy

from movie_classifier.model.checksums import write_checksums
from movie_classifier.model.model_path import SHIPPED_FOLDERS, shipped_model_path
from movie_classifier.model.precision import META_KEY
from training.config import Plan
from training.evaluation.markdown import table
from training.evaluation.model_card import read_meta
from training.evaluation.precision import MEASURED, find_curves, measure_precision
from training.evaluation.scores import score
from training.films.corpus import language_of, read_corpus
from training.whole_file import write_whole

BEGIN, END = "<!-- precision of the shipped models -->\n", "<!-- end of precision -->"

FEW = 30
"""A precision of fewer films is set in brackets."""


def add_precision(plan: Plan, model: Path) -> None:
    """Classify the dev and test films of `plan`, and write curves and measures to `meta.json`, and its checksum.

    Weights, thresholds and the other measures stay as they are.
    """
    meta, nlp = read_meta(model), spacy.load(model)
    curves = find_curves(score(nlp, list(read_corpus(plan.dev, nlp))))
    test = score(nlp, [doc for doc in read_corpus(plan.test, nlp) if not language_of(doc)])
    meta |= {META_KEY: curves}
    meta["performance"]["at_precision"] = measure_precision(test, curves)
    write_whole(model / "meta.json", json.dumps(meta, indent=2) + "\n")
    write_checksums(model)


def write_table(page: Path) -> None:
    """Write the table of the shipped pipelines between the two markers in `page`."""
    block = BEGIN + "\n" + "\n".join(precision_table()) + "\n\n" + END
    text = page.read_text(encoding="utf-8")
    write_whole(page, re.sub(re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: block, text, flags=re.DOTALL))


def precision_table() -> list[str]:
    """Return the precision asked for and got of the shipped pipelines, as Markdown."""
    metas = {name: read_meta(shipped_model_path(name)) for name in SHIPPED_FOLDERS}
    columns = [meta["performance"]["at_precision"][f"{asked:g}"] for meta in metas.values() for asked in MEASURED]
    genres = list(columns[0]["genres"])
    rows = [
        ["all genres", *(f"{column['precision']:.2f}" for column in columns)],
        ["films with a genre", *(f"{column['films']:.0%}" for column in columns)],
        *([genre, *(_cell(column["genres"][genre]) for column in columns)] for genre in genres),
    ]
    return table(["", *(f"{name}, {asked:g}" for name in metas for asked in MEASURED)], rows)


def _cell(measures: dict[str, Any]) -> str:
    if measures["precision"] is None:
        return "none"
    precision = f"{measures['precision']:.2f}"
    return precision if measures["assigned"] >= FEW else f"({precision})"
