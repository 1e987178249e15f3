"""The first stages of the image network, which are the same for all posters and epochs of fine-tuning."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from movie_classifier.poster.decode import open_poster
from movie_classifier.poster.network import HEIGHT, WIDTH
from training.poster_model.network import normalized, stages, stem

TRAINED_STAGES = 1
"""Stages at the end of the network that are fine-tuned; those before are the trunk. The last stage is one block. With
the last two, which have six, a poster takes 109 ms of training instead of 9 on one core."""


def half_precision() -> AbstractContextManager[Any]:
    """Return a context that computes in bfloat16 if the CPU can. Emulated, it takes eight times as long as float32."""
    return torch.autocast("cpu", torch.bfloat16, enabled=torch.ops.mkldnn._is_mkldnn_bf16_supported())


def pixels(posters: Sequence[bytes]) -> Tensor:
    """Return posters as the network reads them: shape (posters, 3, `HEIGHT`, `WIDTH`)."""
    pictures = [open_poster(poster).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC) for poster in posters]
    values = torch.from_numpy(np.stack([np.asarray(picture) for picture in pictures]))
    return normalized(values).contiguous(memory_format=torch.channels_last)


def trunk(network: Any, posters: Sequence[bytes]) -> NDArray[np.float16]:
    """Return the values before the stages that are fine-tuned: shape (posters, channels, rows, columns)."""
    with torch.inference_mode(), half_precision():
        values = stem(network, pixels(posters))
        for stage in stages(network)[:-TRAINED_STAGES]:
            for block in stage:
                values = block(values)
        return values.half().contiguous().numpy()
