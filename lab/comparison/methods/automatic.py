"""The pipeline that `python -m training train` takes without a config."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import spacy

from lab.comparison.methods.base import LabelledTexts, Method
from lab.comparison.methods.pipelines import PipelineClassifier, _write_corpus
from training.automatic import METHODS, train_best
from training.config import DEFAULT_CONFIG, read_plan
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

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> PipelineClassifier:
        """Train in a temporary folder."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            paths = {part: str(folder / f"{part}.spacy") for part in ("train", "dev")}
            paths |= {"labels": str(folder / "labels.json"), "output": str(folder / "output")}
            for part, films in (("train", train), ("dev", dev)):
                _write_corpus(films, blank_pipeline(), Path(paths[part]), str)
            Path(paths["labels"]).write_text(json.dumps(train.labels), encoding="utf-8")
            overrides = {f"paths.{key}": path for key, path in paths.items()} | {"system.seed": self.seed}
            plan = read_plan(DEFAULT_CONFIG, overrides)
            train_best(plan)
            return PipelineClassifier(spacy.load(plan.best_model), dev.labels, None, description_only=False)
