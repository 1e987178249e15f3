"""Reads the settings of a training config that the steps around `spacy train` need."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import srsly
from spacy.util import load_config

from movie_classifier.model.pipeline.loading import COMPONENT
from training.errors import ConfigInvalid, DataNotFound

DEFAULT_CONFIG = Path("training/configs/films.cfg")
MOVIES_DATASET_SPLITS = Path(__file__).parent / "splits" / "movies_dataset.csv.gz"
"""CSV file with the part of each film of The Movies Dataset. The published scores are measured on these parts, and the
shipped pipeline was trained on `train`."""


@dataclass(frozen=True)
class Plan:
    """Paths and labels of a training config.

    Attributes:
        config: path of the config.
        label_source: labels to learn, or the file that `prepare --films` writes them to, from
            `[initialize.components.textcat_multilabel] labels`.
        train, dev, test: paths of the `DocBin` corpora, from `[paths]`.
        extra: path of the corpus of additional training films, from `[paths]`; None without such films.
        soft_labels: probabilities that `teach` wrote for `train` and `extra`, from `[paths]`; None without a teacher.
        output: folder of the trained pipelines, from `[paths]`.
        base: installed pipeline that the word vectors are taken from, from `[paths]`; None for none.
        vectors: folder to which `prepare` writes the vectors of the films' words, from `[paths]`.
        encoder: accurate pipeline whose encoder embeds the films, from `[paths]`; None for a pipeline of words.
        weights: pipeline whose weights training continues from, from `[paths]`; None to start without.
        factory: factory of the text classifier, from `[components.textcat_multilabel]`.
        overrides: dotted name → value that replaces that of the config, as `{"training.max_steps": 100}`.
    """

    config: Path
    label_source: tuple[str, ...] | Path
    train: Path
    dev: Path
    test: Path
    extra: Path | None
    soft_labels: Path | None
    output: Path
    base: str | None
    vectors: Path | None
    encoder: Path | None = None
    weights: Path | None = None
    factory: str = COMPONENT
    overrides: Mapping[str, Any] = field(default_factory=dict)

    @property
    def best_model(self) -> Path:
        """Folder of the pipeline with the best evaluation."""
        return self.output / "model-best"

    def trained(self, model: Path | None = None) -> Path:
        """Return the pipeline folder `model`; by default the best pipeline of this config.

        Raises:
            DataNotFound: the folder has no pipeline.
        """
        path = model or self.best_model
        if not (path / "meta.json").is_file():
            option = "" if self.config == DEFAULT_CONFIG else f" --config {self.config}"
            raise DataNotFound(path / "meta.json", f"run `python -m training train{option}` first")
        return path

    @property
    def label_file(self) -> Path | None:
        """The file of the labels; None if the config lists them."""
        return self.label_source if isinstance(self.label_source, Path) else None

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels to learn.

        Raises:
            DataNotFound: the config names a file of labels that has not been written.
        """
        if not isinstance(self.label_source, Path):
            return self.label_source
        if not self.label_source.is_file():
            raise DataNotFound(self.label_source, "run `python -m training prepare --films FILE` first")
        return tuple(srsly.read_json(self.label_source))

    @property
    def log(self) -> Path:
        """Log of spaCy's console logger, with one JSON object for each evaluation."""
        return self.output / "log.jsonl"

    @property
    def summary(self) -> Path:
        """JSON file with the numbers of films that `prepare` read and dropped."""
        return self.train.parent / "prepared.json"


def read_plan(config: Path, overrides: Mapping[str, Any] | None = None) -> Plan:
    """Read the config at `config`.

    Args:
        config: path of the config.
        overrides: dotted name → value that replaces that of the config, as `{"training.max_steps": 100}`.

    Raises:
        DataNotFound: the file does not exist.
        ConfigInvalid: the file is not a config, lacks a path, the labels, or the section of an override.
    """
    if not config.is_file():
        raise DataNotFound(config, "name a config of training/configs with --config")
    try:
        sections = load_config(config, overrides=dict(overrides or {}), interpolate=True)
        paths = {key: Path(sections["paths"][key]) for key in ("train", "dev", "test", "output")}
        base = sections["paths"]["base"]
        extra, soft_labels, vectors = (_path(sections["paths"][key]) for key in ("extra", "soft_labels", "vectors"))
        encoder, weights = (_path(sections["paths"].get(key)) for key in ("encoder", "weights"))
        factory = str(sections["components"][COMPONENT]["factory"])
        label_source = _label_source(sections["initialize"]["components"][COMPONENT]["labels"])
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigInvalid(config, f"{type(error).__name__}: {' '.join(str(error).split())}") from error
    return Plan(
        config=config,
        label_source=label_source,
        extra=extra,
        soft_labels=soft_labels,
        base=base,
        vectors=vectors,
        encoder=encoder,
        weights=weights,
        factory=factory,
        overrides=dict(overrides or {}),
        **paths,
    )


def _label_source(labels: Any) -> tuple[str, ...] | Path:
    """Return the labels, or the path that the config gives to `spacy.read_labels.v1`."""
    return Path(labels["path"]) if isinstance(labels, dict) else tuple(labels)


def _path(value: str | None) -> Path | None:
    return Path(value) if value else None
