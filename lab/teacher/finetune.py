"""Fine-tunes a teacher on labelled films, with checkpoints to continue from."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lab.teacher.encoder import BatchTokenizer, Teacher, chunks
from lab.teacher.recipe import Recipe
from movie_classifier.model.pipeline.film_tokenizer import Tokens

WARMUP_SHARE = 0.05
TITLE_DROPOUT = 0.15
"""Share of films whose title is removed in an epoch, so that the teacher learns to read descriptions."""

BUCKET = 50
"""Number of batches within which films are sorted by length, to reduce padding."""

Report = Callable[[str, Teacher], None]


@dataclass(frozen=True)
class LabelledFilms:
    """Training films.

    Attributes:
        tokens: word pieces of title and description.
        truth: 0 or 1, of shape (films, labels); NaN for a label that the film's source does not have.
        first_list: whether a film is from the list that dev and test come from, of shape (films,).
    """

    tokens: Sequence[tuple[Tokens, Tokens]]
    truth: NDArray[np.float32]
    first_list: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.tokens)

    def take(self, rows: NDArray[np.bool_]) -> "LabelledFilms":
        """Return the films for which `rows` is True."""
        tokens = [film for film, wanted in zip(self.tokens, rows, strict=True) if wanted]
        return LabelledFilms(tokens, self.truth[rows], self.first_list[rows])


def finetune(
    films: LabelledFilms,
    encoder: Path,
    tokenizer: BatchTokenizer,
    checkpoint: Path,
    report: Report,
    recipe: Recipe,
) -> Teacher:
    """Train a teacher, with a linear warm-up and a linear decay of the learning rate.

    Args:
        films: training films.
        encoder: folder of a pretrained sentence encoder.
        tokenizer: tokenizer of that encoder.
        checkpoint: file of the checkpoint. Training continues from it if it exists.
        report: called with a line and the teacher after each checkpoint.
        recipe: the settings.
    """
    torch.manual_seed(recipe.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    teacher = Teacher(encoder, films.truth.shape[1], recipe).to(device)
    if recipe.start:
        teacher.load_state_dict(torch.load(recipe.start, map_location=device, weights_only=True))
    heads = [*teacher.shared.parameters(), *teacher.shift.parameters()]
    trained = [weight for weight in teacher.encoder.parameters() if weight.requires_grad]
    groups: list[dict[str, Any]] = [{"params": trained}, {"params": heads, "lr": recipe.head_rate}]
    optimizer = torch.optim.AdamW(groups, lr=recipe.encoder_rate, fused=True)
    batches = _batches(films, recipe)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _learning_rate(step, len(batches)))
    state = {"teacher": teacher, "optimizer": optimizer, "schedule": schedule}
    done, losses = _resume(checkpoint, state), []
    for step, (rows, titles) in enumerate(batches[done:], start=done + 1):
        teacher.train()
        losses.append(_step(teacher, tokenizer, films, rows, titles))
        torch.nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        if step % recipe.checkpoint_steps == 0 or step == len(batches):
            _save(checkpoint, state, step)
            report(f"step {step} of {len(batches)}, loss {np.mean(losses):.4f}", teacher)
            losses.clear()
    return teacher.eval()


def _step(
    teacher: Teacher,
    tokenizer: BatchTokenizer,
    films: LabelledFilms,
    rows: NDArray[np.int64],
    titles: NDArray[np.bool_],
) -> float:
    device = teacher.shift.weight.device
    joined = []
    for row, with_title in zip(rows, titles, strict=True):
        title, description = films.tokens[row]
        joined.append(tokenizer.join(title if with_title or not description else [], description))
    ids, mask = tokenizer.batch(joined)
    first_list = torch.from_numpy(films.first_list[rows]).float()
    logits = teacher(ids.to(device), mask.to(device), first_list.to(device))
    truth = torch.from_numpy(films.truth[rows]).to(device)
    known = ~torch.isnan(truth)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits[known], truth[known])
    loss.backward()  # type: ignore[no-untyped-call]
    return loss.item()


def _batches(films: LabelledFilms, recipe: Recipe) -> list[tuple[NDArray[np.int64], NDArray[np.bool_]]]:
    """Return for each step the rows of its batch, and whether each of them keeps its title."""
    random = np.random.default_rng(recipe.seed)
    lengths = np.array([len(title) + len(description) for title, description in films.tokens])
    batches = []
    for _ in range(math.ceil(recipe.epochs)):
        epoch = [
            batch
            for bucket in chunks(random.permutation(len(films)), recipe.batch * BUCKET)
            for batch in chunks(bucket[np.argsort(lengths[bucket], kind="stable")], recipe.batch)
        ]
        for index in random.permutation(len(epoch)):
            batches.append((epoch[index], random.random(len(epoch[index])) >= TITLE_DROPOUT))
    return batches[: int(recipe.epochs * len(epoch))]


def _learning_rate(step: int, steps: int) -> float:
    """Return the learning rate of a step as a share of the full rate, in [0, 1]."""
    warmup = max(1, int(WARMUP_SHARE * steps))
    return min((step + 1) / warmup, max(0.0, (steps - step) / max(1, steps - warmup)))


def _save(checkpoint: Path, state: dict[str, Any], step: int) -> None:
    """Write a new file and rename it, so that there is always a complete checkpoint."""
    beside = checkpoint.with_suffix(".part")
    parts = {name: part.state_dict() for name, part in state.items()}
    torch.save(parts | {"step": step, "random": torch.get_rng_state()}, beside)
    beside.replace(checkpoint)


def _resume(checkpoint: Path, state: dict[str, Any]) -> int:
    """Load the checkpoint if it exists, and return its number of steps."""
    if not checkpoint.is_file():
        return 0
    saved = torch.load(checkpoint, weights_only=True)
    for name, part in state.items():
        part.load_state_dict(saved[name])
    torch.set_rng_state(saved["random"])
    return int(saved["step"])
