"""Trains the pipeline of one config: by spaCy's training, or by fitting a layer on an encoder."""

import time
from pathlib import Path

import pandas as pd
import srsly
from spacy.cli.train import train as spacy_train

from movie_classifier.model.pipeline.encoder_component import FACTORY
from training.config import Plan
from training.errors import BaseModelMissing, ConfigInvalid, DataNotFound, TrainingInterrupted
from training.films import training_corpus as _registered  # noqa: F401 - configs name its functions
from training.weights import label_weights as _weights  # noqa: F401 - tags.cfg names its callback


def train(plan: Plan, overrides: dict[str, object] | None = None, use_gpu: int = -1) -> Path:
    """Train as `spacy train CONFIG --code training/films/training_corpus.py` does, and return the best pipeline.

    spaCy cannot train a config with a sentence encoder; see `train_linear_layer`.

    Args:
        plan: the config.
        overrides: more values that replace those of the config; see `Plan.overrides`.
        use_gpu: number of the GPU; -1 for the CPU.

    Raises:
        DataNotFound: the corpora have not been prepared.
        BaseModelMissing: the pipeline with the word vectors is not installed.
        ConfigInvalid: spaCy refuses the config.
        TrainingInterrupted: Ctrl-C was pressed. spaCy has saved the best pipeline so far.
    """
    if plan.factory == FACTORY:
        from training.weights.linear_layer import train_linear_layer

        return train_linear_layer(plan, print)
    for path, step in (
        (plan.train, "prepare"),
        (plan.dev, "prepare"),
        (plan.extra, "prepare"),
        (plan.soft_labels, "teach"),
        (plan.vectors / "meta.json" if plan.vectors and plan.soft_labels else None, "teach"),
    ):
        if path and not path.is_file():
            raise DataNotFound(path, f"run `python -m training {step} --config {plan.config}` first")
    plan.log.unlink(missing_ok=True)
    start = time.time()
    try:
        spacy_train(plan.config, plan.output, use_gpu=use_gpu, overrides={**plan.overrides, **(overrides or {})})
    except OSError as error:
        if not {"[E050]", "[E884]"} & set(str(error).split()):  # spaCy has no exception classes for its errors
            raise
        raise BaseModelMissing(str(error).split("'")[1]) from error
    except KeyboardInterrupt as interrupt:
        raise TrainingInterrupted(plan.config, _saved_since(start, plan.best_model)) from interrupt
    except ValueError as error:
        raise ConfigInvalid(plan.config, str(error)) from error
    except SystemExit as error:
        raise ConfigInvalid(plan.config, "spaCy's message above says why") from error
    return plan.best_model


def _saved_since(start: float, model: Path) -> Path | None:
    """Return `model` if it was saved after `start` (seconds since the epoch); an earlier training may have left one."""
    meta = model / "meta.json"
    return model if meta.is_file() and meta.stat().st_mtime >= start else None


def read_learning_curve(plan: Plan) -> pd.DataFrame:
    """Read the evaluations: `epoch`, `step`, `loss` (sum since the last evaluation), `score` (in [0, 1])."""
    if not plan.log.is_file():
        raise DataNotFound(plan.log, f"run `python -m training train --config {plan.config}` first")
    rows = list(srsly.read_jsonl(plan.log))
    losses = [sum(row["losses"].values()) for row in rows]
    return pd.DataFrame(
        {
            "epoch": [row["epoch"] for row in rows],
            "step": [row["step"] for row in rows],
            "loss": losses,
            "score": [row["score"] for row in rows],
        }
    )
