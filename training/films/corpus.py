"""Films as spaCy corpora: `DocBin` files of tokenised texts with a 0 or 1 for every genre."""

from collections.abc import Iterable, Sequence
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
    """Write films to `path`, tokenised by `nlp`, in the order of the table.

    Each document keeps its film's year (int; 0 if unknown) in `user_data["year"]`.

    Args:
        films: a table of films.
        labels: what its source can tell; of other labels nothing is learnt from it.
        nlp: tokenises.
        path: of the corpus.
    """
    corpus = DocBin(attrs=["ORTH", "SPACY"], store_user_data=True)
    columns = (films[name] for name in ("title", "description", "year", "genres"))
    for title, description, year, genres in zip(*columns, strict=True):
        doc = nlp.make_doc(film_text(Film(title, description)))
        doc.cats = {label: float(label in genres) for label in labels}
        doc.user_data["year"] = int(year) if year.isdecimal() else 0
        corpus.add(doc)
    path.parent.mkdir(parents=True, exist_ok=True)
    corpus.to_disk(path)


def read_corpus(path: Path, nlp: Language) -> Iterable[Doc]:
    """The documents of the corpus at `path`, in the order in which they were written."""
    if not path.is_file():
        raise DataNotFound(path, "run `python -m training prepare` first")
    return DocBin().from_disk(path).get_docs(nlp.vocab)


def read_labelled(path: Path, labels: Sequence[str]) -> tuple[list[str], NDArray[np.float32]]:
    """The texts of the corpus at `path`, and their labels of shape (films, labels); NaN where one is missing."""
    texts, rows = [], []
    for doc in read_corpus(path, spacy.blank("en")):
        texts.append(doc.text)
        rows.append([doc.cats.get(label, np.nan) for label in labels])
    return texts, np.array(rows, np.float32).reshape(len(texts), len(labels))


def description_of(text: str) -> str:
    """What follows the title's line in a film's text; the text itself where it has one line only."""
    return text.split("\n", 1)[-1]


def without_title(doc: Doc) -> Doc:
    """The same film from its second line on; the film itself where it has one line only."""
    start = next((token.i + 1 for token in doc if token.text == "\n"), 0)
    if start == 0:
        return doc
    description = doc[start:].as_doc()
    description.cats = doc.cats
    return description
