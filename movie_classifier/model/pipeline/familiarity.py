"""Tells texts in languages that a sentence encoder was not trained on by their word pieces.

The tokenizer splits such a text into many short pieces, which are rare in the training texts. So the probability of the
pieces, for each of their characters, is smaller than that of any text in a language of the training texts.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FAMILIARITY_FILE = "familiarity.npz"


class Familiarity(NamedTuple):
    """What a text has to be made of to be familiar.

    Attributes:
        log_frequencies: logarithm of the share of each word piece in the training texts.
        lengths: number of characters of each word piece.
        limit: smallest familiarity of a familiar text; see `measure`.
    """

    log_frequencies: NDArray[np.floating]
    lengths: NDArray[np.integer]
    limit: float

    def measure(self, pieces: Sequence[int]) -> float:
        """Return the log-probability of word pieces for each of their characters; 0 without pieces."""
        ids = list(pieces)
        return float(self.log_frequencies[ids].sum(dtype=float) / max(1, self.lengths[ids].sum(dtype=int)))

    def write(self, folder: Path) -> None:
        """Write `FAMILIARITY_FILE`."""
        np.savez_compressed(
            folder / FAMILIARITY_FILE, log_frequencies=self.log_frequencies.astype(np.float16),
            lengths=self.lengths.astype(np.uint8), limit=self.limit,
        )  # fmt: skip


def read_familiarity(folder: Path) -> Familiarity | None:
    """Read what `Familiarity.write` wrote; None if the folder has no such file.

    Raises:
        OSError, KeyError, ValueError: the file cannot be read.
    """
    if not (folder / FAMILIARITY_FILE).is_file():
        return None
    with np.load(folder / FAMILIARITY_FILE) as saved:
        return Familiarity(saved["log_frequencies"], saved["lengths"], float(saved["limit"]))
