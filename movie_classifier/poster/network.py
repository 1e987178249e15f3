"""Runs the image network, an ONNX file, on one thread."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

WIDTH, HEIGHT = 160, 240
"""Size in pixels to which posters are scaled. Posters are three high for two wide."""

PIXELS, FEATURES = "pixels", "features"
"""Names of the network's input and output."""


class ImageNetwork:
    """Posters → features: what the picture shows, and what it looks like.

    Args:
        file: ONNX file. Its input `pixels` has the shape (posters, `HEIGHT`, `WIDTH`, 3), its output `features` the
            shape (posters, width).
    """

    def __init__(self, file: Path) -> None:
        options: Any = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # The weights are stored in 8 bits. This makes floats of them once, not for each poster.
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        self._session: Any = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def features(self, posters: Sequence[Image.Image], width: int | None = None) -> NDArray[np.float32]:
        """Return the features of decoded posters, of shape (posters, width).

        Args:
            posters: the pictures.
            width: width in pixels to which wider posters are reduced first: that of the posters in training, so that
                the network sees as much detail as there.
        """
        values = np.stack([scaled(poster, width) for poster in posters])
        features: NDArray[np.float32] = self._session.run([FEATURES], {PIXELS: values})[0]
        return features


def scaled(poster: Image.Image, width: int | None) -> NDArray[np.uint8]:
    """Return what the network reads of a poster, which is reduced to `width` first: shape (`HEIGHT`, `WIDTH`, 3)."""
    if width is not None and poster.width > width:
        poster = poster.resize((width, max(1, round(poster.height * width / poster.width))), Image.Resampling.BICUBIC)
    return np.asarray(poster.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))
