"""Lets another pipeline label the training films, so that the encoder learns from its probabilities too."""

from pathlib import Path

import numpy as np
import spacy

from movie_classifier.model.pipeline.loading import COMPONENT
from training.config import Plan
from training.errors import ConfigInvalid
from training.films.corpus import language_of, read_corpus
from training.films.soft_labels import save_soft_labels


def label_films(plan: Plan, model: Path) -> list[str]:
    """Write the probabilities of the pipeline at `model` to `plan.soft_labels`.

    They are of the films of train and, if there are some, of the extra films. A text in another language has the
    probabilities of the film's English text, or NaN if the corpus has none: a translation is about the same film.

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
            films = list(read_corpus(path, spacy.blank("en")))
            english = [film for film in films if not language_of(film)]
            labelled = zip(english, nlp.pipe([film.text for film in english], batch_size=512), strict=True)
            rows = {film.user_data["id"]: [doc.cats[label] for label in plan.labels] for film, doc in labelled}
            missing = [np.nan] * len(plan.labels)
            arrays[part] = np.array([rows.get(film.user_data["id"], missing) for film in films])
    save_soft_labels(plan.soft_labels, plan.labels, arrays)
    return [f"{plan.soft_labels}: {len(rows):,} films of {part}" for part, rows in arrays.items()]
