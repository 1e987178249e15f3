"""Fine-tunes two teachers, each on one half of the films, and writes soft labels and word vectors."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import spacy

from lab.teacher.encoder import BatchTokenizer, Teacher
from lab.teacher.finetune import LabelledFilms, Report, finetune
from lab.teacher.recipe import read_recipe
from lab.teacher.word_vectors import WIDTH, WORDS, embed_words, reduce_width
from training.config import Plan
from training.errors import ConfigInvalid
from training.evaluation.scores import Scores
from training.evaluation.thresholds import micro_f1_at, one_threshold
from training.films.corpus import read_corpus, read_labelled
from training.films.soft_labels import save_soft_labels
from training.films.vectors import by_frequency, save_vectors

FOLDS = 2


def teach(plan: Plan, encoder: Path, output: Path, echo: Callable[[str], None]) -> Path:
    """Write soft labels of the films of `plan.train` and `plan.extra` to `plan.soft_labels`, and return that path.

    If the plan has a path for vectors, the teachers' vectors of the films' words are written there.

    Each soft label comes from the teacher that was not trained on the film (stacking: Wolpert, Neural Networks 5,
    1992); the other one would repeat the labels. A half is every other film.

    Args:
        plan: config with a path for soft labels.
        encoder: folder of a pretrained sentence encoder.
        output: folder for the teachers (`teacher0.pt`, `teacher1.pt`) and for checkpoints. An interrupted run continues
            from the checkpoints.
        echo: called with each line of progress.

    Raises:
        DataNotFound: the corpora have not been prepared.
        ConfigInvalid: the config has no path for soft labels.
    """
    import torch

    if plan.soft_labels is None:
        raise ConfigInvalid(plan.config, "it has no path for soft labels; shipped.cfg has one")
    output.mkdir(parents=True, exist_ok=True)
    recipe = read_recipe(plan.config)
    tokenizer = BatchTokenizer(encoder, recipe.pieces)
    films, parts = read_films(plan, tokenizer)
    report = dev_reporter(plan, tokenizer, echo)
    words = _words(path for path in (plan.train, plan.extra) if path)
    probabilities, embeddings = np.zeros_like(films.truth), []
    for fold in range(FOLDS):
        own = np.arange(len(films)) % FOLDS == fold
        unseen = films.take(~own)
        checkpoint, seeded = output / f"checkpoint{fold}.pt", replace(recipe, seed=fold)
        teacher = finetune(films.take(own), encoder, tokenizer, checkpoint, report, seeded)
        torch.save(teacher.state_dict(), output / f"teacher{fold}.pt")
        probabilities[~own] = teacher.predict_proba(tokenizer, unseen.tokens)
        embeddings.append(embed_words(teacher, tokenizer, words))
        echo(f"teacher {fold} has labelled {len(unseen):,} films and embedded {len(words):,} words")
    rows = np.split(probabilities, np.cumsum(list(parts.values()))[:-1])
    save_soft_labels(plan.soft_labels, plan.labels, dict(zip(parts, rows, strict=True)))
    if plan.vectors:
        save_vectors(words, reduce_width(np.concatenate(embeddings, axis=1), WIDTH), "teacher", plan.vectors)
    return plan.soft_labels


def read_films(plan: Plan, tokenizer: BatchTokenizer) -> tuple[LabelledFilms, dict[str, int]]:
    """Read the films of train and extra, and their numbers."""
    corpora = {"train": plan.train} | ({"extra": plan.extra} if plan.extra else {})
    read = {part: read_labelled(path, plan.labels) for part, path in corpora.items()}
    texts = [text for part, _ in read.values() for text in part]
    sizes = {part: len(part_texts) for part, (part_texts, _) in read.items()}
    first_list = np.arange(len(texts)) < sizes["train"]
    truth = np.concatenate([part for _, part in read.values()])
    return LabelledFilms(tokenizer.tokenize(texts), truth, first_list), sizes


def dev_reporter(plan: Plan, tokenizer: BatchTokenizer, echo: Callable[[str], None]) -> Report:
    """Progress callback: prints the step and the score on dev."""
    texts, truth = read_labelled(plan.dev, plan.labels)
    tokens = tokenizer.tokenize(texts)

    def report(line: str, teacher: Teacher) -> None:
        scores = Scores(plan.labels, tuple(texts), truth > 0, teacher.predict_proba(tokenizer, tokens).astype(float))
        echo(f"{line}, micro-F1 on dev {micro_f1_at(scores, one_threshold(scores)):.4f}")

    return report


def _words(paths: Iterable[Path]) -> list[str]:
    nlp = spacy.blank("en")
    return by_frequency(doc for path in paths for doc in read_corpus(path, nlp))[:WORDS]
