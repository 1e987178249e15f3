"""Reads and writes films as spaCy corpora: `DocBin` files of tokenized texts with 0 or 1 for each label."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from movie_classifier.film import Film, film_text
from training.errors import DataNotFound


def write_corpus(films: pd.DataFrame, labels: Sequence[str], nlp: Language, path: Path) -> None:
    """Write films to `path`, in the order of the table; see `make_docs`."""
    write_docs(make_docs(films, labels, nlp), path)


def make_docs(films: pd.DataFrame, labels: Sequence[str], nlp: Language) -> Iterator[Doc]:
    """Yield a document for each film, tokenized by `nlp`, in the order of the table.

    `user_data["year"]` of a document is the film's year (int; 0 if unknown), and `user_data["id"]` its id. A text in
    another language has `user_data["language"]` too.

    Args:
        films: table of films. The column `language` may be missing.
        labels: labels that the source of the films has. The corpus says nothing about other labels.
        nlp: pipeline with the tokenizer.
    """
    columns = (films[name] for name in ("title", "description", "year", "genres"))
    notes = films[[name for name in ("id", "language") if name in films]].to_dict("records")
    for title, description, year, genres, note in zip(*columns, notes, strict=True):
        doc = nlp.make_doc(film_text(Film(title, description)))
        doc.cats = {label: float(label in genres) for label in labels}
        doc.user_data |= {"year": int(year) if year.isdecimal() else 0, **note}
        yield doc


def write_docs(docs: Iterable[Doc], path: Path) -> None:
    """Write documents as the corpus at `path`."""
    corpus = DocBin(attrs=["ORTH", "SPACY"], docs=docs, store_user_data=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    corpus.to_disk(path)


def read_corpus(path: Path, nlp: Language) -> Iterable[Doc]:
    """Return the documents of the corpus at `path`, in the order in which they were written."""
    if not path.is_file():
        raise DataNotFound(path, "run `python -m training prepare` first")
    return DocBin().from_disk(path).get_docs(nlp.vocab)


def read_labelled(path: Path, labels: Sequence[str]) -> tuple[list[str], NDArray[np.float32]]:
    """Return the texts of the corpus at `path` and their labels of shape (films, labels); NaN for a missing label."""
    texts, rows = [], []
    for doc in read_corpus(path, spacy.blank("en")):
        texts.append(doc.text)
        rows.append([doc.cats.get(label, np.nan) for label in labels])
    return texts, np.array(rows, np.float32).reshape(len(texts), len(labels))


def language_of(doc: Doc) -> str:
    """Return the language of a film's text, as `de`; empty for a text of the film list."""
    return str(doc.user_data.get("language", ""))


def description_of(text: str) -> str:
    """Return the description in a film's text: all after the first line, or the whole of a text with one line."""
    return text.split("\n", 1)[-1]


def without_title(doc: Doc) -> Doc:
    """Return the film without its first line, which is the title. A film with one line is returned as it is."""
    start = next((token.i + 1 for token in doc if token.text == "\n"), 0)
    if start == 0:
        return doc
    description = doc[start:].as_doc()
    description.cats = doc.cats
    return description
