"""The corpus reader and the callback that the training configs name.

`spacy train` finds both with `--code training/films/training_corpus.py`. A trained pipeline needs neither.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry

from movie_classifier.model.pipeline.loading import COMPONENT
from training import progress as _progress  # noqa: F401 - configs name its logger
from training.films.corpus import read_corpus, without_title
from training.films.soft_labels import load_soft_labels, mix_labels, mix_start_labels
from training.films.tokenizer import with_film_tokenizer
from training.packaging.letter_case import ignore_case
from training.weights import initial_weights as _weights  # noqa: F401 - configs name its callback


@registry.readers("movie_classifier.FilmCorpus.v1")
def create_film_corpus(
    path: str,
    extra: str | None = None,
    upsampling: int = 1,
    title_dropout: float = 0.0,
    soft_labels: str | None = None,
    soft_label_weight: float = 0.0,
    start: str | None = None,
    start_films: int = 0,
    seed: int = 0,
) -> Callable[[Language], Iterable[Example]]:
    """Create a corpus for `max_epochs = -1`: each call yields one epoch, in a new order.

    Args:
        path: corpus of the first film list, which dev and test come from.
        extra: corpus of additional films.
        upsampling: copies of each film of the first list in an epoch. Only used together with `extra`.
        title_dropout: share of films whose title is removed, in [0, 1]. They are drawn anew in each epoch.
        soft_labels: probabilities that `training teach` wrote for the same films.
        soft_label_weight: weight of the soft labels in [0, 1]. The film's own labels have the rest of the weight.
        start: pipeline that training continues from; see `mix_start_labels`. None for none.
        start_films: number of films whose labels weigh as much as its probabilities.
        seed: seed of the order and of the removed titles.
    """
    return FilmCorpus(
        Path(path), Path(extra) if extra else None, upsampling, title_dropout,
        Path(soft_labels) if soft_labels else None, soft_label_weight, start, start_films, seed,
    )  # fmt: skip


@registry.callbacks("movie_classifier.configure_pipeline.v1")
def create_configure_pipeline() -> Callable[[Language], Language]:
    """Create the callback for `[initialize] before_init`. It sets the film tokenizer, ignores case, allows soft labels.

    The loss of `textcat_multilabel` is defined for labels between 0 and 1, but spaCy refuses them (E851). The callback
    removes that check from the component in memory. The saved component is unchanged.
    """

    def configure_pipeline(nlp: Language) -> Language:
        nlp.get_pipe(COMPONENT)._validate_categories = lambda examples: None  # type: ignore[attr-defined]
        return with_film_tokenizer(ignore_case(nlp))

    return configure_pipeline


class FilmCorpus:
    """The corpus that `create_film_corpus` describes."""

    def __init__(
        self,
        path: Path,
        extra: Path | None,
        upsampling: int,
        title_dropout: float,
        soft_labels: Path | None,
        soft_label_weight: float,
        start: str | None,
        start_films: int,
        seed: int,
    ) -> None:
        self._parts = [(path, "train", upsampling if extra else 1)] + ([(extra, "extra", 1)] if extra else [])
        self._title_dropout = title_dropout
        self._soft_labels, self._soft_label_weight = soft_labels, soft_label_weight
        self._start, self._start_films = start, start_films
        self._random = np.random.default_rng(seed)
        self._docs: list[Doc] = []

    def __call__(self, nlp: Language) -> Iterator[Example]:
        """Yield the films of one epoch."""
        if not self._docs:
            self._docs = [
                doc for path, part, upsampling in self._parts for doc in self._read(path, part, nlp) * upsampling
            ]
        untitled = self._random.random(len(self._docs)) < self._title_dropout
        for index in self._random.permutation(len(self._docs)):
            film = without_title(self._docs[index]) if untitled[index] else self._docs[index]
            yield Example(film, film)

    def _read(self, path: Path, part: str, nlp: Language) -> list[Doc]:
        docs = list(read_corpus(path, nlp))
        if self._soft_labels:
            labels, probabilities = load_soft_labels(self._soft_labels)
            mix_labels(docs, labels, probabilities[part], self._soft_label_weight)
        if self._start and self._start_films:
            mix_start_labels(docs, self._start, self._start_films)
        return docs
