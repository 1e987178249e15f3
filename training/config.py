"""Reads from a training config what the steps around `spacy train` need."""

from dataclasses import dataclass
from pathlib import Path

from spacy.util import load_config

from movie_classifier.pipeline.loading import COMPONENT
from training.errors import ConfigInvalid, DataNotFound

DEFAULT_CONFIG = Path("training/configs/genres.cfg")


@dataclass(frozen=True)
class Plan:
    """The parts of a config that are not spaCy's business alone.

    Attributes:
        config: the config's path.
        labels: the genres to learn, from `[initialize.components.textcat_multilabel] labels`.
        train, dev, test: the `DocBin` corpora, from `[paths]`.
        extra: that of more films to train on, from `[paths]`; None where the config has no use for them.
        soft_labels: probabilities that `teach` wrote for `train` and `extra`, from `[paths]`; None without a teacher.
        output: the folder of the trained pipelines, from `[paths]`.
        base: the installed pipeline that the word vectors come from, from `[paths]`; None for none.
        vectors: where `prepare` puts those of them that the films use, from `[paths]`.
    """

    config: Path
    labels: tuple[str, ...]
    train: Path
    dev: Path
    test: Path
    extra: Path | None
    soft_labels: Path | None
    output: Path
    base: str | None
    vectors: Path | None

    @property
    def best_model(self) -> Path:
        """The pipeline of the best evaluation."""
        return self.output / "model-best"

    def trained(self, model: Path | None = None) -> Path:
        """The pipeline folder `model`, or the best one of this plan where none is named.

        Raises:
            DataNotFound: there is no pipeline.
        """
        path = model or self.best_model
        if not (path / "meta.json").is_file():
            raise DataNotFound(path / "meta.json", f"run `python -m training train --config {self.config}` first")
        return path

    @property
    def log(self) -> Path:
        """One JSON object an evaluation, as spaCy's console logger writes them."""
        return self.output / "log.jsonl"

    @property
    def summary(self) -> Path:
        """What `prepare` read and dropped."""
        return self.train.parent / "prepared.json"


def read_plan(config: Path) -> Plan:
    """Read the plan from the config at `config`.

    Raises:
        DataNotFound: there is no such file.
        ConfigInvalid: it is no config, or lacks a path or the labels.
    """
    if not config.is_file():
        raise DataNotFound(config, "name a config of training/configs with --config")
    try:
        sections = load_config(config, interpolate=True)
        paths = {key: Path(sections["paths"][key]) for key in ("train", "dev", "test", "output")}
        base = sections["paths"]["base"]
        extra, soft_labels, vectors = (_path(sections["paths"][key]) for key in ("extra", "soft_labels", "vectors"))
        labels = tuple(sections["initialize"]["components"][COMPONENT]["labels"])
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigInvalid(config, f"{type(error).__name__}: {error}") from error
    return Plan(config=config, labels=labels, extra=extra, soft_labels=soft_labels, base=base, vectors=vectors, **paths)


def _path(value: str | None) -> Path | None:
    return Path(value) if value else None
