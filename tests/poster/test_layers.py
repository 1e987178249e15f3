from pathlib import Path

import numpy as np
import pytest

from movie_classifier.poster.layers import FeatureLayers, Fusion, load_layers, save_layers

HIDDEN = FeatureLayers(
    mean=np.array([1.0, 0.0]), deviation=np.array([2.0, 1.0]), weights=np.array([[1.0, -1.0], [0.0, 1.0]]),
    bias=np.array([0.0, 0.5]), output=np.array([[2.0], [1.0]]), output_bias=np.array([-1.0]),
)  # fmt: skip
FUSION = Fusion(text=np.array([1.0, 0.5]), poster=np.array([1.0, 0.0]), bias=np.array([0.0, np.log(3)]))


def test_the_hidden_layer_by_hand() -> None:
    """Features (3, 1) are (1, 1) when standardized; hidden units (1, 0.5); log-odds 2 + 0.5 - 1."""
    assert HIDDEN.predict_proba(np.array([[3, 1]], np.float32)) == pytest.approx(1 / (1 + np.exp(-1.5)))


def test_a_negative_hidden_unit_is_zero() -> None:
    """Features (-1, 0) are (-1, 0) when standardized; hidden units (0, 1.5); log-odds 1.5 - 1."""
    assert HIDDEN.predict_proba(np.array([[-1, 0]], np.float32)) == pytest.approx(1 / (1 + np.exp(-0.5)))


def test_the_fusion_by_hand() -> None:
    """Odds of 3 and 1/9 multiply to 1/3. Odds of 9 become 3, times 3."""
    assert FUSION.predict_proba(np.array([0.75, 0.9]), np.array([0.1, 0.2])) == pytest.approx([0.25, 0.9])


def test_certainty_stays_finite() -> None:
    assert np.isfinite(FUSION.predict_proba(np.array([0.0, 1.0]), np.array([1.0, 0.0]))).all()


def test_arrays_are_saved_and_loaded(tmp_path: Path) -> None:
    other = Fusion(*(-array for array in FUSION))
    save_layers(tmp_path / "layers.npz", HIDDEN, {"films 0.1.0": FUSION, "other films 0.2.0": other})
    hidden, fusions = load_layers(tmp_path / "layers.npz", ["other films 0.2.0", "films 0.1.0"])
    assert list(fusions) == ["other films 0.2.0", "films 0.1.0"]
    found = (*hidden, *fusions["films 0.1.0"], *fusions["other films 0.2.0"])
    for array, expected in zip(found, (*HIDDEN, *FUSION, *other), strict=True):
        assert array == pytest.approx(expected, rel=1e-3)
