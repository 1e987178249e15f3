"""Adds films as they are described in other languages to corpora."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pandas as pd
from spacy.language import Language
from spacy.tokens import Doc

from movie_classifier.film import is_blank
from training.config import Plan
from training.errors import ConfigInvalid, DataUnreadable
from training.films.corpus import language_of, make_docs, read_corpus, write_docs
from training.films.known_lists import RETIRED
from training.films.table_file import read_table
from training.films.tokenizer import blank_pipeline

FIRST_YEAR = "2017"
"""Year of the labels of the first list of films, which train, dev and test come from."""

COLUMNS = ("id", "language", "split", "title", "overview", "genres", "label_year")


def add_translations(plan: Plan, path: Path) -> dict[str, int]:
    """Add texts in other languages to the corpora of `plan`, in place of those that were added before.

    Films whose labels are those of the larger list are added to `extra`. Films without labels are left out.

    Args:
        plan: a config whose corpora have been prepared.
        path: table with `COLUMNS`. `id` is that of the English film, and a film is in the same part as in English.

    Returns:
        Corpus → number of texts that were added.

    Raises:
        DataNotFound: the table or a corpus is missing.
        InputUnreadable: the table cannot be read.
        DataUnreadable: a film is in another part than in English. Nothing has been written.
        ConfigInvalid: the config has no path for extra films.
    """
    if plan.extra is None:
        raise ConfigInvalid(plan.config, "it has no path for extra films; languages.cfg has one")
    paths = {"train": plan.train, "dev": plan.dev, "test": plan.test, "extra": plan.extra}
    added, nlp = _read_parts(path), blank_pipeline()
    part_of = {doc.user_data["id"]: part for part, file in paths.items() for doc in _english(file, nlp)}
    for part, films in added.items():
        for film in films["id"]:
            if part_of.get(film, part) != part:
                raise DataUnreadable(path, f"film {film} is in {part}, and its English text in {part_of[film]}")
    for part, films in added.items():
        labels = [label for label in plan.labels if part != "extra" or label not in RETIRED]
        write_docs(chain(_english(paths[part], nlp), make_docs(films, labels, nlp)), paths[part])
    return {part: len(films) for part, films in added.items()}


def _english(file: Path, nlp: Language) -> Iterator[Doc]:
    """Yield the films of the film lists. All of them together would need gigabytes."""
    return (doc for doc in read_corpus(file, nlp) if not language_of(doc))


def _read_parts(path: Path) -> dict[str, pd.DataFrame]:
    """Return corpus → films with text and labels."""
    table = read_table(path, COLUMNS).cells.rename(columns={"overview": "description"})
    table = table.astype({"id": str}).assign(year="")
    table = table[table["genres"].notna() & ~table["title"].map(is_blank) & ~table["description"].map(is_blank)]
    first = table["label_year"].astype(str) == FIRST_YEAR
    parts = {part: table[(table["split"] == part) & first] for part in ("train", "dev", "test")}
    return parts | {"extra": table[(table["split"] == "train") & ~first]}
