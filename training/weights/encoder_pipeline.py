"""Writes and reads pipelines whose text classifier is an `EncoderClassifier`."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from movie_classifier.model.pipeline.encoder_component import FACTORY, EncoderClassifier
from movie_classifier.model.pipeline.film_encoder import FilmEncoder
from movie_classifier.model.pipeline.loading import COMPONENT
from training.errors import StartUnusable
from training.films.tokenizer import blank_pipeline


def write_pipeline(
    encoder: Path, labels: Sequence[str], weights: NDArray[np.floating], bias: NDArray[np.floating], target: Path
) -> None:
    """Write a pipeline to the folder `target`.

    Args:
        encoder: folder with the files of a `FilmEncoder`.
        labels: the labels.
        weights, bias: the linear layer, of shape (labels, width) and (labels,).
        target: folder of the pipeline.
    """
    nlp = blank_pipeline()
    component = nlp.add_pipe(FACTORY, name=COMPONENT)
    assert isinstance(component, EncoderClassifier)
    component.set(FilmEncoder(encoder), labels, weights, bias)
    target.parent.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(target)


def encoder_classifier(nlp: Language, model: Path) -> EncoderClassifier:
    """Return the text classifier of the pipeline `nlp`, which was loaded from `model`.

    Raises:
        StartUnusable: it has no sentence encoder.
    """
    component = nlp.get_pipe(COMPONENT) if COMPONENT in nlp.pipe_names else None
    if not isinstance(component, EncoderClassifier):
        raise StartUnusable(str(model), "it has no sentence encoder")
    return component
