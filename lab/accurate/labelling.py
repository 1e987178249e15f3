"""Lets another pipeline label the training films, so that the encoder learns from its probabilities too."""

from pathlib import Path

import numpy as np
import spacy

from movie_classifier.model.pipeline.loading import COMPONENT
from training.config import Plan
from training.errors import ConfigInvalid
from training.films.corpus import read_labelled


def write_soft_labels(plan: Plan, model: Path) -> list[str]:
    """Write the probabilities of the pipeline at `model` to `plan.soft_labels`.

    The file has the arrays `labels`, `train` and, with extra films, `extra`. The latter two have a row for each film,
    in the order of the corpora.

    Raises:
        DataNotFound: the corpora have not been prepared.
        ConfigInvalid: the config has no path for soft labels, or has labels that the pipeline does not know.
    """
    if plan.soft_labels is None:
        raise ConfigInvalid(plan.config, "it has no path for soft labels; accurate.cfg has one")
    nlp = spacy.load(model)
    unknown = set(plan.labels) - set(nlp.pipe_labels[COMPONENT])
    if unknown:
        raise ConfigInvalid(plan.config, f"the pipeline {model} does not know {', '.join(sorted(unknown))}")
    arrays = {}
    for part, path in (("train", plan.train), ("extra", plan.extra)):
        if path is not None:
            texts, _ = read_labelled(path, plan.labels)
            rows = [[doc.cats[label] for label in plan.labels] for doc in nlp.pipe(texts, batch_size=512)]
            arrays[part] = np.array(rows, np.float16)
    plan.soft_labels.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(plan.soft_labels, labels=np.array(plan.labels), **arrays)  # type: ignore[arg-type]
    return [f"{plan.soft_labels}: {len(rows):,} films of {part}" for part, rows in arrays.items()]
