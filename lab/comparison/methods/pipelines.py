"""spaCy pipelines: a CNN on word vectors, pipelines of a training config, and trained pipelines."""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from lab.comparison.methods.base import LabelledTexts, Method, Probabilities
from lab.comparison.methods.word_vectors import vectors_meta
from lab.errors import MethodUnavailable
from movie_classifier.model.pipeline.loading import COMPONENT
from training.config import Plan, read_plan
from training.errors import BaseModelMissing
from training.films.corpus import description_of
from training.films.tokenizer import blank_pipeline
from training.films.vectors import write_vectors
from training.train import train as train_pipeline

CONFIG = Path(__file__).with_name("cnn_vectors.cfg")
PATIENCE = 5
"""Evaluations without improvement after which training stops."""


@dataclass(frozen=True)
class PipelineClassifier:
    """A pipeline with a `textcat_multilabel`.

    Attributes:
        nlp: the pipeline.
        labels: the labels, in the order of the columns.
        folder: folder that it was loaded from; None for a new pipeline.
        description_only: whether it reads descriptions without titles.
    """

    nlp: Language
    labels: Sequence[str]
    folder: Path | None = None
    description_only: bool = False

    def predict_proba(self, texts: Sequence[str]) -> Probabilities:
        """Return probabilities in [0, 1] of shape (texts, labels)."""
        read = [description_of(text) for text in texts] if self.description_only else texts
        rows = [[doc.cats[label] for label in self.labels] for doc in self.nlp.pipe(read)]
        return np.array(rows, dtype=np.float64)

    def save(self, folder: Path) -> None:
        """Save the pipeline. A loaded pipeline is copied from its folder."""
        if self.folder:
            shutil.copytree(self.folder, folder / "pipeline")
        else:
            self.nlp.to_disk(folder / "pipeline")


@dataclass(frozen=True)
class TrainedPipeline(Method):
    """A trained pipeline.

    Attributes:
        folder: folder of the pipeline.
    """

    folder: Path

    def dependencies(self) -> Sequence[Path]:
        """Return the folder."""
        if not (self.folder / "meta.json").is_file():
            raise MethodUnavailable(f"needs the pipeline {self.folder}, which has not been trained")
        return (self.folder,)

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> PipelineClassifier:
        """Load the pipeline."""
        self.dependencies()
        nlp = spacy.load(self.folder)
        known = nlp.pipe_labels.get(COMPONENT, [])
        unknown = [label for label in dev.labels if label not in known]
        if unknown:
            raise MethodUnavailable(f"the pipeline {self.folder} does not know {', '.join(unknown)}")
        return PipelineClassifier(nlp, dev.labels, self.folder)


@dataclass(frozen=True)
class CnnOnVectors(Method):
    """A CNN on fixed word vectors that reads descriptions only, trained with `spacy train`.

    Attributes:
        vectors: an installed spaCy pipeline that has vectors, or the folder of one; None for none.
        max_steps: batches at most.
        eval_every: batches between evaluations on dev; training ends after five without a better one.
    """

    vectors: str | None
    max_steps: int = 2_400
    eval_every: int = 200

    def dependencies(self) -> Sequence[Path]:
        """Return the config, and the `meta.json` of the pipeline with vectors."""
        return CONFIG, vectors_meta(self.vectors)

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> PipelineClassifier:
        """Train in a temporary folder, with early stopping on dev."""
        vectors_meta(self.vectors)
        with tempfile.TemporaryDirectory() as name:
            plan, docs = _write_corpora(CONFIG, Path(name), train, dev, spacy.blank("en"), description_of)
            folder = plan.output.with_name("vectors")
            try:
                write_vectors(str(self.vectors), docs, folder)
            except BaseModelMissing as error:
                raise MethodUnavailable(f"the pipeline {self.vectors} has no word vectors") from error
            overrides = {
                "paths.vectors": str(folder),
                "training.max_steps": self.max_steps,
                "training.eval_frequency": self.eval_every,
                "training.patience": PATIENCE * self.eval_every,
            }
            return PipelineClassifier(_train(plan, train.labels, overrides), dev.labels, description_only=True)


@dataclass(frozen=True)
class ConfiguredPipeline(Method):
    """A pipeline that is trained with a training config, as `python -m training train` does.

    Attributes:
        config: the config. Its corpora, its labels and its output folder are replaced.
        overrides: other settings that are replaced: dotted names and values.
    """

    config: Path
    overrides: tuple[tuple[str, object], ...] = ()

    def dependencies(self) -> Sequence[Path]:
        """Return the config, and the pipeline that it starts from."""
        if not self.config.is_file():
            raise MethodUnavailable(f"needs the config {self.config}")
        start = read_plan(self.config).vectors
        return (self.config, start) if start else (self.config,)

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> PipelineClassifier:
        """Train in a temporary folder, with early stopping on dev."""
        self.dependencies()
        with tempfile.TemporaryDirectory() as name:
            plan, _ = _write_corpora(self.config, Path(name), train, dev, blank_pipeline(), str)
            nlp = _train(plan, train.labels, dict(self.overrides))
            return PipelineClassifier(nlp, dev.labels)


@dataclass(frozen=True)
class FittedLabelWeights(ConfiguredPipeline):
    """A pipeline of a config that names `movie_classifier.fit_label_weights.v1`: its label weights are a regression."""


def _write_corpora(
    config: Path, folder: Path, train: LabelledTexts, dev: LabelledTexts, nlp: Language, read: Callable[[str], str]
) -> tuple[Plan, list[Doc]]:
    """Return a plan of `config` whose corpora are in `folder`, and the train films. They have what `read` returns.

    A label that a film's source does not have is not in the `cats` of the film.
    """
    plan = replace(read_plan(config), train=folder / "train.spacy", dev=folder / "dev.spacy", output=folder / "output")
    docs: dict[Path, list[Doc]] = {plan.train: [], plan.dev: []}
    for path, films in ((plan.train, train), (plan.dev, dev)):
        for text, truth in zip(films.texts, films.truth, strict=True):
            doc = nlp.make_doc(read(text))
            doc.cats = {films.labels[column]: float(truth[column]) for column in np.flatnonzero(~np.isnan(truth))}
            docs[path].append(doc)
        DocBin(attrs=["ORTH", "SPACY"], docs=docs[path]).to_disk(path)
    return plan, docs[plan.train]


def _train(plan: Plan, labels: Sequence[str], overrides: Mapping[str, object]) -> Language:
    """Train on the corpora of `plan`, with `labels` in place of those of the config."""
    paths = {f"paths.{name}": str(getattr(plan, name)) for name in ("train", "dev", "output")}
    if plan.label_file is None:
        replaced: dict[str, object] = {f"initialize.components.{COMPONENT}.labels": list(labels)}
    else:
        file = plan.output.with_name("labels.json")
        file.write_text(json.dumps(labels), encoding="utf-8")
        replaced = {"paths.labels": str(file)}
    return spacy.load(train_pipeline(plan, {**paths, **replaced, **overrides}))
