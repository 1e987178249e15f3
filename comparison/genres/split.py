"""The films that all methods learn from and are measured on."""

from dataclasses import dataclass
from pathlib import Path

from comparison.errors import MethodUnavailable
from comparison.methods.base import LabelledTexts
from training.config import Plan
from training.films.corpus import read_labelled


@dataclass(frozen=True)
class Split:
    """The same for all methods.

    Attributes:
        train, dev, test: the parts of The Movies Dataset.
        extra: more films to train on; None where there are none.
    """

    train: LabelledTexts
    dev: LabelledTexts
    test: LabelledTexts
    extra: LabelledTexts | None

    def to_learn(self, extra: bool) -> LabelledTexts:
        """The films to learn from, with the extra ones or without.

        Raises:
            MethodUnavailable: extra films are asked for, and there are none.
        """
        if not extra:
            return self.train
        if self.extra is None:
            raise MethodUnavailable("needs extra films: run `python -m training prepare` with --extra")
        return self.train + self.extra


def read_split(plan: Plan) -> Split:
    """The films of the plan's corpora; extra films count where their corpus has been prepared.

    Raises:
        DataNotFound: one of train, dev and test has not been prepared.
    """
    train, dev, test = (_read(path, plan.labels) for path in (plan.train, plan.dev, plan.test))
    extra = _read(plan.extra, plan.labels) if plan.extra and plan.extra.is_file() else None
    return Split(train, dev, test, extra)


def _read(path: Path, labels: tuple[str, ...]) -> LabelledTexts:
    texts, truth = read_labelled(path, labels)
    return LabelledTexts(labels, tuple(texts), truth)
