"""Films as spaCy corpora: `DocBin` files of tokenised texts with a 0 or 1 for every genre."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from movie_classifier.film import Film, film_text
from training.errors import DataNotFound


def write_corpus(parts: Iterable[tuple[pd.DataFrame, Sequence[str]]], nlp: Language, path: Path) -> None:
    """Write films to `path`, tokenised by `nlp`, in the order of the tables.

    Args:
        parts: tables of films, each with the labels that its source can tell; of others nothing is learnt from it.
    """
    corpus = DocBin(attrs=["ORTH", "SPACY"])
    for table, labels in parts:
        for title, description, genres in zip(table["title"], table["description"], table["genres"], strict=True):
            doc = nlp.make_doc(film_text(Film(title, description)))
            doc.cats = {label: float(label in genres) for label in labels}
            corpus.add(doc)
    path.parent.mkdir(parents=True, exist_ok=True)
    corpus.to_disk(path)


def read_corpus(path: Path, nlp: Language) -> Iterable[Doc]:
    """The documents of the corpus at `path`, in the order in which they were written."""
    if not path.is_file():
        raise DataNotFound(path, "run `python -m training prepare` first")
    return DocBin().from_disk(path).get_docs(nlp.vocab)
