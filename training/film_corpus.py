"""What a training config may name of ours: the corpus to learn from, and a callback that readies a pipeline for it.

`spacy train` knows both with `--code training/film_corpus.py`; a trained pipeline needs neither.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry

from movie_classifier.pipeline.loading import COMPONENT
from training.corpus import read_corpus, without_title
from training.film_tokenizer import with_film_tokenizer


@registry.readers("movie_classifier.FilmCorpus.v1")
def create_film_corpus(
    path: str,
    extra: str | None = None,
    repeats: int = 1,
    title_dropout: float = 0.0,
    teacher: str | None = None,
    teacher_share: float = 0.0,
    seed: int = 0,
) -> Callable[[Language], Iterable[Example]]:
    """A corpus for `max_epochs = -1`: every call gives one pass over the films, in a new order.

    Args:
        path: the corpus of the first list of films, which dev and test are of.
        extra: that of more films.
        repeats: how often a pass has each film of the first list, where there are others.
        title_dropout: share of films whose title is withheld, drawn anew on each pass.
        teacher: the probabilities that `training teach` wrote for the same films.
        teacher_share: how much of a label is the teacher's probability, in [0, 1]; the rest is the 0 or 1 of the film.
        seed: of the order and of the withheld titles.
    """
    return FilmCorpus(
        Path(path), Path(extra) if extra else None, repeats, title_dropout,
        Path(teacher) if teacher else None, teacher_share, seed,
    )  # fmt: skip


@registry.callbacks("movie_classifier.ready_for_films.v1")
def create_ready_for_films() -> Callable[[Language], Language]:
    """For `[initialize] before_init`: gives the new pipeline its tokenizer, and leave to learn from probabilities.

    The loss of `textcat_multilabel` is right for labels between 0 and 1, but it refuses them (spaCy's E851). What is
    saved is the component as it always is.
    """

    def ready_for_films(nlp: Language) -> Language:
        nlp.get_pipe(COMPONENT)._validate_categories = lambda examples: None  # type: ignore[attr-defined]
        return with_film_tokenizer(nlp)

    return ready_for_films


class FilmCorpus:
    """See `create_film_corpus`."""

    def __init__(
        self,
        path: Path,
        extra: Path | None,
        repeats: int,
        title_dropout: float,
        teacher: Path | None,
        teacher_share: float,
        seed: int,
    ) -> None:
        self._parts = [(path, "train", repeats if extra else 1)] + ([(extra, "extra", 1)] if extra else [])
        self._title_dropout = title_dropout
        self._teacher, self._teacher_share = teacher, teacher_share
        self._random = np.random.default_rng(seed)
        self._docs: list[Doc] = []

    def __call__(self, nlp: Language) -> Iterator[Example]:
        """One pass."""
        if not self._docs:
            self._docs = [doc for path, part, repeats in self._parts for doc in self._read(path, part, nlp) * repeats]
        withheld = self._random.random(len(self._docs)) < self._title_dropout
        for index in self._random.permutation(len(self._docs)):
            film = without_title(self._docs[index]) if withheld[index] else self._docs[index]
            yield Example(film, film)

    def _read(self, path: Path, part: str, nlp: Language) -> list[Doc]:
        docs = list(read_corpus(path, nlp))
        if self._teacher:
            with np.load(self._teacher) as probabilities:
                mix_labels(docs, list(map(str, probabilities["labels"])), probabilities[part], self._teacher_share)
        return docs


def mix_labels(docs: list[Doc], labels: list[str], probabilities: NDArray[np.floating], share: float) -> None:
    """Replace each label of `docs` by `share` of the teacher's probability plus the rest of the label.

    A label that a film's source could not tell is the teacher's alone.
    """
    for doc, row in zip(docs, probabilities.tolist(), strict=True):
        doc.cats = {
            label: share * probability + (1 - share) * doc.cats[label] if label in doc.cats else probability
            for label, probability in zip(labels, row, strict=True)
        }
