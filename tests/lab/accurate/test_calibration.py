import numpy as np
import pytest

from lab.accurate.calibration import fit_temperature


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_temperature_is_found(temperature: float) -> None:
    random = np.random.default_rng(0)
    logits = random.normal(0, 2, (20_000, 2))
    truth = random.random(logits.shape) < 1 / (1 + np.exp(-logits))
    assert fit_temperature(logits * temperature, truth) == pytest.approx(temperature, rel=0.05)
