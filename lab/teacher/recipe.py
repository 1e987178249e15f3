"""The settings of a fine-tuning."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.util import load_config

from movie_classifier.model.pipeline.film_tokenizer import MAX_TOKENS
from training.errors import ConfigInvalid


@dataclass(frozen=True)
class Recipe:
    """How an encoder is fine-tuned. The defaults are for all layers of a small English encoder.

    Attributes:
        batch: films in a step.
        epochs: how often each film is read.
        encoder_rate: learning rate of the encoder.
        head_rate: learning rate of the classification layer.
        pieces: word pieces of a film that are read in training.
        layers: layers of the pretrained encoder that are kept, counted from 0; all if it is empty.
        frozen: number of kept layers, counted from the first, that are not trained. Word vectors are not trained
            either if it is at least 0.
        scale: factor of the embedding before the classification layer. Embeddings with small values learn slowly.
        start: file of the weights of an earlier fine-tuning with the same layers, from which this one starts; empty for
            the pretrained encoder.
        english_films: number of English films of the first list that are read, drawn at random; all if it is negative.
        extra_films: likewise for the larger list.
        seed: seed of the drawn films, of their order, of removed titles and of new layers.
        checkpoint_steps: steps between two checkpoints.
    """

    batch: int = 64
    epochs: float = 1.4
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    pieces: int = MAX_TOKENS
    layers: Sequence[int] = ()
    frozen: int = -1
    scale: float = 1.0
    start: str = ""
    english_films: int = -1
    extra_films: int = -1
    seed: int = 0
    checkpoint_steps: int = 400


def read_recipe(config: Path) -> Recipe:
    """Return the settings in the section `[finetuning]` of a config; the defaults if it has none.

    Raises:
        ConfigInvalid: the section has an unknown setting.
    """
    try:
        return Recipe(**load_config(config, interpolate=True).get("finetuning", {}))
    except TypeError as error:
        raise ConfigInvalid(config, f"[finetuning]: {error}") from error
