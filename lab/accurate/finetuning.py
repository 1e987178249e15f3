"""Fine-tunes the sentence encoder on all training films."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import spacy
import torch
from numpy.typing import NDArray

from lab.accurate.files import checkpoint_file, require, weights_file
from lab.teacher.encoder import BatchTokenizer
from lab.teacher.finetune import LabelledFilms, finetune
from lab.teacher.recipe import Recipe, read_recipe
from lab.teacher.teach import dev_reporter, read_films
from training.config import Plan
from training.errors import ConfigInvalid
from training.films.corpus import language_of, read_corpus
from training.films.soft_labels import load_soft_labels, mix

SOFT_LABEL_WEIGHT = 0.5
"""Weight of the soft labels in the labels that the encoder learns. The films' own labels have the rest."""


def finetune_encoder(plan: Plan, encoder: Path, echo: Callable[[str], None]) -> Path:
    """Fine-tune the encoder in the folder `encoder`, save its weights in the output folder, and return their file.

    An interrupted run continues from its checkpoint.

    Raises:
        DataNotFound: the corpora or the soft labels are missing.
        ConfigInvalid: the config has no path for soft labels, or the soft labels are those of other films or labels.
    """
    if plan.soft_labels is None:
        raise ConfigInvalid(plan.config, "it has no path for soft labels; accurate.cfg has one")
    recipe = read_recipe(plan.config)
    tokenizer = BatchTokenizer(encoder, recipe.pieces)
    films, sizes = read_films(plan, tokenizer)
    soft = _read_soft_labels(plan, require(plan.soft_labels, "label", plan), sizes)
    mixed = LabelledFilms(films.tokens, mix(films.truth, soft, SOFT_LABEL_WEIGHT), films.first_list)
    mixed = mixed.take(draw_films(plan, recipe))
    plan.output.mkdir(parents=True, exist_ok=True)
    report = dev_reporter(plan, tokenizer, echo)
    tuned = finetune(mixed, encoder, tokenizer, checkpoint_file(plan), report, recipe)
    torch.save(tuned.state_dict(), weights_file(plan))
    return weights_file(plan)


def _read_soft_labels(plan: Plan, file: Path, sizes: Mapping[str, int]) -> NDArray[np.float32]:
    labels, parts = load_soft_labels(file)
    if tuple(labels) != plan.labels or {part: len(rows) for part, rows in parts.items()} != sizes:
        raise ConfigInvalid(plan.config, f"{file} is for other films or labels; run `lab accurate label` again")
    return np.concatenate([parts[part] for part in sizes]).astype(np.float32)


def draw_films(plan: Plan, recipe: Recipe) -> NDArray[np.bool_]:
    """Return for each film of train and extra whether it is read: of the English ones, as many as the recipe says."""
    random, drawn = np.random.default_rng(recipe.seed), []
    for path, wanted in ((plan.train, recipe.english_films), (plan.extra, recipe.extra_films)):
        english = np.array([not language_of(doc) for doc in read_corpus(path, spacy.blank("en"))] if path else [], bool)
        read = np.ones(len(english), bool)
        if wanted >= 0:
            read[english] = random.permutation(english.sum()) < wanted
        drawn.append(read)
    return np.concatenate(drawn)
