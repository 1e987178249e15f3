"""The films on which all methods are fitted and measured."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from lab.comparison.methods.base import LabelledTexts
from lab.errors import MethodUnavailable
from movie_classifier.film import Film
from training.config import Plan
from training.films.corpus import read_labelled
from training.films.film_list import ListOptions
from training.films.prepare import prepare
from training.films.splits import PARTS


@dataclass(frozen=True)
class Split:
    """Train, dev and test films.

    Attributes:
        train, dev, test: the parts of The Movies Dataset.
        extra: additional films to train on; None if there are none.
    """

    train: LabelledTexts
    dev: LabelledTexts
    test: LabelledTexts
    extra: LabelledTexts | None

    def to_fit(self, extra: bool) -> LabelledTexts:
        """Return the films to fit on, with or without the extra films.

        Raises:
            MethodUnavailable: `extra` is True, and there are no extra films.
        """
        if not extra:
            return self.train
        if self.extra is None:
            raise MethodUnavailable("needs extra films: run `python -m training prepare` with --extra")
        return self.train + self.extra


def read_split(plan: Plan) -> Split:
    """Read the corpora of the plan. Extra films are read if their corpus has been prepared.

    Raises:
        DataNotFound: train, dev or test has not been prepared.
    """
    train, dev, test = (_read(path, plan.labels) for path in (plan.train, plan.dev, plan.test))
    extra = _read(plan.extra, plan.labels) if plan.extra and plan.extra.is_file() else None
    return Split(train, dev, test, extra)


def prepare_films(table: pd.DataFrame, plan: Plan) -> Split:
    """Write `table` to a file, and read the corpora that `prepare --films` makes of it with the config of `plan`.

    Args:
        table: films with `title`, `plot`, `labels` and `split`.
        plan: config whose labels are in a file.

    Raises:
        DataUnreadable: the list is too short, or has too few labels.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table.to_parquet(folder / "films.parquet")
        train, dev, test = (folder / f"{part}.spacy" for part in PARTS)
        prepared = replace(plan, train=train, dev=dev, test=test, label_source=folder / "labels.json")
        prepare(prepared, folder / "films.parquet", ListOptions(labels="labels"))
        return read_split(prepared)


def read_film(text: str) -> Film:
    """Return the film whose title and description `movie_classifier.film.film_text` joined."""
    title, _, description = text.partition("\n")
    return Film(title, description)


def _read(path: Path, labels: tuple[str, ...]) -> LabelledTexts:
    texts, truth = read_labelled(path, labels)
    return LabelledTexts(labels, tuple(texts), truth)
