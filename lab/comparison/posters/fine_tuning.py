"""Fine-tunes the last stage of an image network on posters, on one CPU thread."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

from lab.comparison.methods.base import Probabilities
from lab.comparison.posters.network import TRAINED_STAGES, half_precision
from training.evaluation.metrics import pair_log_loss
from training.poster_model.network import load_network, stages

Trunk = NDArray[np.float16]
Truth = NDArray[np.float32]


@dataclass(frozen=True)
class FineTuning:
    """Settings. The stages before the last `TRAINED_STAGES` are fixed, so that their output is computed only once.

    Attributes:
        network: name of the network.
        epochs: epochs at most.
        patience: epochs without a lower loss on dev after which training stops.
        batch: posters in a batch.
        rate: learning rate of the network at its peak.
        head_rate: the same of the new output layer.
        decay: weight decay (AdamW).
        dropout: share of features that are dropped before the output layer.
    """

    network: str
    epochs: int = 6
    patience: int = 2
    batch: int = 32
    rate: float = 2e-4
    head_rate: float = 1e-3
    decay: float = 0.05
    dropout: float = 0.4

    def fit(self, train: Trunk, truth: Truth, dev: Trunk, dev_truth: Truth) -> "TunedNetwork":
        """Train with early stopping on dev. The learning rate rises for a tenth of the steps, and falls to zero.

        Args:
            train, dev: output of the fixed stages, of shape (posters, channels, rows, columns).
            truth, dev_truth: 0 or 1, of shape (posters, labels).
        """
        torch.manual_seed(0)
        tuned = TunedNetwork(self.network, truth.shape[1], self.dropout)
        rates = [{"params": tuned.body.parameters(), "lr": self.rate},
                 {"params": tuned.output.parameters(), "lr": self.head_rate}]  # fmt: skip
        optimizer = torch.optim.AdamW(rates, weight_decay=self.decay)
        steps = self.epochs * -(-len(train) // self.batch)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, [self.rate, self.head_rate], total_steps=steps, pct_start=0.1
        )
        best, best_loss, waited = deepcopy(tuned), np.inf, 0
        for epoch in range(1, self.epochs + 1):
            tuned.train_output()
            for values, labels in self._batches(train, truth, epoch):
                optimizer.zero_grad()
                with half_precision():
                    logits = tuned(values)
                loss: Any = nn.functional.binary_cross_entropy_with_logits(logits.float(), labels)
                loss.backward()
                optimizer.step()
                schedule.step()
            dev_loss = pair_log_loss(tuned.predict_proba(dev), dev_truth)
            tqdm.write(f"epoch {epoch}: loss {dev_loss:.4f} on dev")
            if dev_loss < best_loss:
                best, best_loss, waited = deepcopy(tuned), dev_loss, 0
            else:
                waited += 1
            if waited == self.patience:
                break
        return best

    def _batches(self, train: Trunk, truth: Truth, epoch: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield all posters in random order. Half of them are mirrored: a mirrored poster has the same genres."""
        random = np.random.default_rng(epoch)
        order = random.permutation(len(train))
        with tqdm(range(0, len(order), self.batch), desc=f"epoch {epoch}", unit=" batches", disable=None) as progress:
            for first in progress:
                rows = order[first : first + self.batch]
                values = torch.from_numpy(train[rows]).float()
                mirrored = torch.from_numpy(random.random(len(rows)) < 0.5)[:, None, None, None]  # noqa: PLR2004
                yield torch.where(mirrored, values.flip(3), values), torch.from_numpy(truth[rows]).float()


class TunedNetwork(nn.Module):
    """The last stage of a network, with an output layer for genres."""

    def __init__(self, name: str, labels: int, dropout: float) -> None:
        super().__init__()
        network: Any = load_network(name)
        self.body = nn.ModuleList(block for stage in stages(network)[-TRAINED_STAGES:] for block in stage)
        self.last = nn.ModuleList([network._conv_head, network._bn1, network._swish])
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(network._conv_head.out_channels, labels)
        self.eval()

    def train_output(self) -> None:
        """Enter training mode. Batch normalization keeps its statistics of ImageNet: those of 32 posters are noisy."""
        self.dropout.train()

    def forward(self, values: Tensor) -> Tensor:
        """Return logits of shape (posters, labels) for the output of the fixed stages."""
        for block in self.body:
            values = block(values)
        convolution, norm, activation = self.last
        logits: Tensor = self.output(self.dropout(activation(norm(convolution(values))).mean((2, 3))))
        return logits

    def predict_proba(self, values: Trunk) -> Probabilities:
        """Return probabilities in [0, 1] of shape (posters, labels)."""
        self.eval()
        with torch.inference_mode(), half_precision():
            parts = [self(torch.from_numpy(values[first : first + 64]).float()) for first in range(0, len(values), 64)]
        return torch.cat(parts).double().sigmoid().numpy()
