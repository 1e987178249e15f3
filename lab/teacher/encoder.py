"""The teacher: a sentence encoder with a classification layer on top."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModel

from lab.teacher.recipe import Recipe
from movie_classifier.model.pipeline.film_encoder import TOKENIZER_FILE
from movie_classifier.model.pipeline.film_tokenizer import MAX_TOKENS, FilmTokenizer, Tokens

Row = TypeVar("Row", bound=np.generic)


class BatchTokenizer(FilmTokenizer):
    """The tokenizer of the encoder in `folder`, which also makes batches."""

    def __init__(self, folder: Path, max_tokens: int = MAX_TOKENS) -> None:
        super().__init__((folder / TOKENIZER_FILE).read_text(encoding="utf-8"), max_tokens)

    def batch(self, films: Sequence[Tokens]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return ids and attention mask of shape (films, length), padded to the longest film and a multiple of 8."""
        width = -(-max(map(len, films)) // 8) * 8
        ids = torch.full((len(films), width), self.padding)
        for row, film in zip(ids, films, strict=True):
            row[: len(film)] = torch.tensor(film)
        lengths = torch.tensor([len(film) for film in films])
        return ids, (torch.arange(width) < lengths[:, None]).long()


class Teacher(torch.nn.Module):
    """Mean-pools the encoder's last layer, and computes one logit for each genre and list of films.

    The two lists were labelled in different years. `shared` learns what they have in common, and `shift` learns how the
    first list, which dev and test come from, differs.

    Args:
        folder: folder of the pretrained encoder.
        labels: number of genres.
        recipe: says which layers of the encoder are kept, and which of them are trained.
    """

    def __init__(self, folder: Path, labels: int, recipe: Recipe = Recipe()) -> None:  # noqa: B008 - it is frozen
        super().__init__()
        # The backward pass of PyTorch's fused attention is slow on CPUs: eager attention halves the time of a step.
        self.encoder = AutoModel.from_pretrained(
            folder, attn_implementation="eager", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
        ).float()
        keep_layers(self.encoder, recipe.layers)
        freeze(self.encoder, recipe.frozen)
        self.scale = recipe.scale
        # Without instructions for bfloat16, it is emulated: eight times slower than full precision.
        self.bfloat16_is_fast = torch.cuda.is_available() or torch.ops.mkldnn._is_mkldnn_bf16_supported()
        width = self.encoder.config.hidden_size
        self.dropout = torch.nn.Dropout(0.1)
        self.shared = torch.nn.Linear(width, labels)
        self.shift = torch.nn.Linear(width, labels)
        torch.nn.init.zeros_(self.shift.weight)
        torch.nn.init.zeros_(self.shift.bias)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, first_list: torch.Tensor) -> torch.Tensor:
        """Return logits of shape (films, labels). `first_list` is 1.0 for films of the first list, 0.0 for others."""
        pooled = self.dropout(self.pool(ids, mask))
        return self.shared(pooled) + first_list[:, None] * self.shift(pooled)

    def pool(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return scaled means of the encoder's last layer, of shape (films, width)."""
        with torch.autocast(ids.device.type, dtype=torch.bfloat16, enabled=self.bfloat16_is_fast):
            states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).float()
        return (states.float() * weights).sum(1) / weights.sum(1) * self.scale

    def predict_proba(self, tokenizer: BatchTokenizer, films: Sequence[tuple[Tokens, Tokens]]) -> NDArray[np.float32]:
        """Return probabilities of shape (films, labels), with the label habits of the first list."""
        return self._run_batches(
            tokenizer, films, lambda ids, mask: torch.sigmoid(self(ids, mask, torch.ones(len(ids), device=ids.device)))
        )

    def embed(self, tokenizer: BatchTokenizer, films: Sequence[tuple[Tokens, Tokens]]) -> NDArray[np.float32]:
        """Return the input of the classification layer, of shape (films, width)."""
        return self._run_batches(tokenizer, films, self.pool)

    @torch.no_grad()
    def _run_batches(
        self,
        tokenizer: BatchTokenizer,
        films: Sequence[tuple[Tokens, Tokens]],
        function: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    ) -> NDArray[np.float32]:
        """Apply `function` to batches of films of similar length, and return the rows in the order of `films`."""
        self.eval()
        joined = [tokenizer.join(*film) for film in films]
        order = np.argsort([len(film) for film in joined], kind="stable")
        device = self.shift.weight.device
        rows_by_batch = []
        for rows in chunks(order, 64):
            ids, mask = tokenizer.batch([joined[row] for row in rows])
            rows_by_batch.append(function(ids.to(device), mask.to(device)).cpu().numpy())
        return np.concatenate(rows_by_batch)[np.argsort(order)]


def keep_layers(encoder: Any, layers: Sequence[int]) -> None:
    """Remove all layers of a `BertModel` but `layers`; none if `layers` is empty."""
    if layers:
        encoder.encoder.layer = torch.nn.ModuleList([encoder.encoder.layer[number] for number in layers])
        encoder.config.num_hidden_layers = len(layers)


def freeze(encoder: Any, layers: int) -> None:
    """Exclude the embeddings and the first `layers` layers of a `BertModel` from training; nothing if below 0."""
    for part in (encoder.embeddings, *encoder.encoder.layer[:layers]) if layers >= 0 else ():
        part.requires_grad_(False)


def chunks(rows: NDArray[Row], size: int) -> Iterator[NDArray[Row]]:
    """Yield `rows` in chunks of `size`."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
