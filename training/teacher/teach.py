"""Fine-tunes two teachers, each on half of the films, and asks each about the other half, and about words."""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import spacy

from training.config import Plan
from training.corpus import read_corpus, read_labelled
from training.errors import ConfigInvalid
from training.scores import Scores
from training.teacher.encoder import FilmTokenizer, Teacher
from training.teacher.finetune import LabelledFilms, finetune
from training.teacher.word_vectors import WIDTH, WORDS, embed_words, reduce_width
from training.thresholds import micro_f1_at, one_threshold
from training.vectors import by_frequency, save_vectors

FOLDS = 2


def teach(plan: Plan, encoder: Path, output: Path, say: Callable[[str], None]) -> Path:
    """Write to `plan.teacher` what teachers say of the films of `plan.train` and `plan.extra`; return that path.

    Where the plan has a path for vectors, write there what the teachers make of the films' words.

    The file has the arrays `labels`, `train` and `extra`, the latter two with a row a film in the order of the corpora.
    No probability is of a teacher that was trained on the film (stacking: Wolpert, Neural Networks 5, 1992), for of
    those it would repeat the labels. A half is every other film.

    Args:
        plan: a plan with a path for the teacher's probabilities.
        encoder: the folder of a pretrained sentence encoder.
        output: a folder for checkpoints, from which an interrupted run goes on, and for the teachers
            (`teacher0.pt`, `teacher1.pt`).
        say: takes a line of progress.

    Raises:
        DataNotFound: the corpora have not been prepared.
        ConfigInvalid: the config has no path for a teacher's probabilities.
    """
    import torch

    if plan.teacher is None:
        raise ConfigInvalid(plan.config, "it has no path for a teacher's probabilities; shipped.cfg has")
    output.mkdir(parents=True, exist_ok=True)
    tokenizer = FilmTokenizer(encoder)
    parts = {"train": plan.train} | ({"extra": plan.extra} if plan.extra else {})
    texts, truth = zip(*(read_labelled(path, plan.labels) for path in parts.values()), strict=True)
    lengths = [len(part) for part in texts]
    films = LabelledFilms(
        tokenizer.tokenize([text for part in texts for text in part]),
        np.concatenate(truth),
        np.arange(sum(lengths)) < lengths[0],
    )
    dev_texts, dev_truth = read_labelled(plan.dev, plan.labels)
    dev = tokenizer.tokenize(dev_texts)
    words = _words(parts.values())
    probabilities, embeddings = np.zeros_like(films.truth), []

    def report(line: str, teacher: Teacher) -> None:
        scores = Scores(
            plan.labels, tuple(dev_texts), dev_truth > 0, teacher.predict_proba(tokenizer, dev).astype(float)
        )
        say(f"{line}, micro-F1 on dev {micro_f1_at(scores, one_threshold(scores)):.4f}")

    for fold in range(FOLDS):
        other = np.arange(len(films)) % FOLDS != fold
        teacher = finetune(films.take(~other), encoder, tokenizer, output / f"checkpoint{fold}.pt", report, seed=fold)
        torch.save(teacher.state_dict(), output / f"teacher{fold}.pt")
        probabilities[other] = teacher.predict_proba(tokenizer, films.take(other).tokens)
        embeddings.append(embed_words(teacher, tokenizer, words))
        say(f"teacher {fold} has been asked about {other.sum():,} films and {len(words):,} words")
    arrays = dict(zip(parts, np.split(probabilities.astype(np.float16), np.cumsum(lengths)[:-1]), strict=True))
    np.savez_compressed(plan.teacher, labels=np.array(plan.labels), **arrays)  # type: ignore[arg-type]
    if plan.vectors:
        save_vectors(words, reduce_width(np.concatenate(embeddings, axis=1), WIDTH), "teacher", plan.vectors)
    return plan.teacher


def _words(paths: Iterable[Path]) -> list[str]:
    nlp = spacy.blank("en")
    return by_frequency(doc for path in paths for doc in read_corpus(path, nlp))[:WORDS]
