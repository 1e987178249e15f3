"""The pipeline that `python -m training train` takes without a config."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from lab.comparison.methods.base import LabelledTexts, Method
from lab.comparison.methods.pipelines import PipelineClassifier
from training.automatic import METHODS, train_best
from training.config import DEFAULT_CONFIG, read_plan
from training.films.corpus import write_docs
from training.films.tokenizer import blank_pipeline


@dataclass(frozen=True)
class AutomaticPipeline(Method):
    """The best pipeline on dev of all ways to train.

    Attributes:
        seed: seed of the training.
    """

    seed: int = 0

    def dependencies(self) -> Sequence[Path]:
        """Return the configs, and the pipelines that they start from."""
        plans = [read_plan(config) for config in METHODS.values()]
        starts = dict.fromkeys(path for plan in plans for path in (plan.vectors, plan.encoder) if path)
        return [*METHODS.values(), *starts]

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> "AutomaticClassifier":
        """Train in a temporary folder."""
        files = tempfile.TemporaryDirectory()
        folder = Path(files.name)
        paths = {part: str(folder / f"{part}.spacy") for part in ("train", "dev")}
        paths |= {"labels": str(folder / "labels.json"), "output": str(folder / "output")}
        for part, films in (("train", train), ("dev", dev)):
            write_docs(_docs(films, blank_pipeline()), Path(paths[part]))
        Path(paths["labels"]).write_text(json.dumps(train.labels), encoding="utf-8")
        overrides = {f"paths.{key}": path for key, path in paths.items()} | {"system.seed": self.seed}
        plan = read_plan(DEFAULT_CONFIG, overrides)
        train_best(plan)
        return AutomaticClassifier(plan.best_model, dev.labels, files)


class AutomaticClassifier(PipelineClassifier):
    """The pipeline in a folder of `files`, which live as long as it: an encoder is saved from its folder."""

    def __init__(self, model: Path, labels: Sequence[str], files: "tempfile.TemporaryDirectory[str]") -> None:
        super().__init__(spacy.load(model), labels, model, description_only=False)
        self._files = files


def _docs(films: LabelledTexts, nlp: Language) -> Iterator[Doc]:
    for text, truth in zip(films.texts, films.flags, strict=True):
        doc = nlp.make_doc(text)
        doc.cats = dict(zip(films.labels, map(float, truth), strict=True))
        yield doc
