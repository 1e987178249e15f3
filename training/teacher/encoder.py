"""The teacher: a sentence encoder with a layer on top that gives every genre its probability."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModel, AutoTokenizer

MAX_TITLE_TOKENS, MAX_TOKENS = 32, 160
"""Word pieces at most, of a title and of a film; 95 of 100 films have fewer."""

Tokens = list[int]


class FilmTokenizer:
    """Turns film texts into word pieces; the first line of a text is the title, the rest the description."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self.start, self.end = self._tokenizer.cls_token_id, self._tokenizer.sep_token_id
        self.padding = self._tokenizer.pad_token_id

    def tokenize(self, texts: Sequence[str]) -> list[tuple[Tokens, Tokens]]:
        """Word pieces of title and description for every text."""
        parts = [text.split("\n", 1) for text in texts]
        titles = self._pieces([title for title, *_ in parts], MAX_TITLE_TOKENS)
        descriptions = self._pieces(["".join(rest) for _, *rest in parts], MAX_TOKENS)
        return list(zip(titles, descriptions, strict=True))

    def batch(self, films: Sequence[Tokens]) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids and attention mask, both of shape (films, longest film, up to the next multiple of 8)."""
        width = -(-max(map(len, films)) // 8) * 8
        ids = torch.full((len(films), width), self.padding)
        for row, film in zip(ids, films, strict=True):
            row[: len(film)] = torch.tensor(film)
        lengths = torch.tensor([len(film) for film in films])
        return ids, (torch.arange(width) < lengths[:, None]).long()

    def join(self, title: Tokens, description: Tokens) -> Tokens:
        """One film's ids; an empty title leaves no separator behind."""
        head = [self.start, *title, self.end] if title and description else [self.start, *title]
        return [*[*head, *description][: MAX_TOKENS - 1], self.end]

    def _pieces(self, texts: list[str], length: int) -> list[Tokens]:
        return self._tokenizer(texts, add_special_tokens=False, truncation=True, max_length=length)["input_ids"]


class Teacher(torch.nn.Module):
    """Mean of the encoder's last layer → one logit for every genre, of either list of films.

    The two lists were labelled in different years. What both say is learnt by `shared`, and how the first list, which
    dev and test are of, differs from it by `shift`.
    """

    def __init__(self, folder: Path, labels: int) -> None:
        super().__init__()
        # PyTorch's fused attention is slow on its way back on CPUs: eager takes half the time for a step.
        self.encoder = AutoModel.from_pretrained(
            folder, attn_implementation="eager", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
        )
        width = self.encoder.config.hidden_size
        self.dropout = torch.nn.Dropout(0.1)
        self.shared = torch.nn.Linear(width, labels)
        self.shift = torch.nn.Linear(width, labels)
        torch.nn.init.zeros_(self.shift.weight)
        torch.nn.init.zeros_(self.shift.bias)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, first_list: torch.Tensor) -> torch.Tensor:
        """Logits of shape (films, labels); `first_list` is 1.0 or 0.0 for every film."""
        pooled = self.dropout(self.pool(ids, mask))
        return self.shared(pooled) + first_list[:, None] * self.shift(pooled)

    def pool(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Means of the encoder's last layer, of shape (films, width)."""
        with torch.autocast(ids.device.type, dtype=torch.bfloat16):
            states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).float()
        return (states.float() * weights).sum(1) / weights.sum(1)

    def predict_proba(self, tokenizer: FilmTokenizer, films: Sequence[tuple[Tokens, Tokens]]) -> NDArray[np.float32]:
        """Probabilities of shape (films, labels), as the first list would label them."""
        return self._ask(
            tokenizer, films, lambda ids, mask: torch.sigmoid(self(ids, mask, torch.ones(len(ids), device=ids.device)))
        )

    def embed(self, tokenizer: FilmTokenizer, films: Sequence[tuple[Tokens, Tokens]]) -> NDArray[np.float32]:
        """What the layer on top reads, of shape (films, width)."""
        return self._ask(tokenizer, films, self.pool)

    @torch.no_grad()
    def _ask(
        self,
        tokenizer: FilmTokenizer,
        films: Sequence[tuple[Tokens, Tokens]],
        answer: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    ) -> NDArray[np.float32]:
        """`answer` for every film, asked about films of about the same length at a time."""
        self.eval()
        joined = [tokenizer.join(*film) for film in films]
        order = np.argsort([len(film) for film in joined], kind="stable")
        device = self.shift.weight.device
        answers = []
        for rows in chunks(order, 64):
            ids, mask = tokenizer.batch([joined[row] for row in rows])
            answers.append(answer(ids.to(device), mask.to(device)).cpu().numpy())
        return np.concatenate(answers)[np.argsort(order)]


def chunks(rows: NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    """`rows` in their order, `size` at a time."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
