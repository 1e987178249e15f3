import numpy as np
import pytest

from training.evaluation.labelled_texts import LabelledTexts
from training.weights.hidden_layer import HiddenLayer


def test_the_service_computes_the_same_probabilities() -> None:
    random = np.random.default_rng(0)
    features = random.normal(3, 2, (200, 5)).astype(np.float32)
    truth = (features[:, :2] > 3).astype(np.float32)
    films = LabelledTexts(("A", "B"), ("",) * 200, truth)
    network = HiddenLayer({"hidden_layer_sizes": (8,), "learning_rate_init": 0.01, "batch_size": 50})
    network.fit(features, films, features, films)
    found = network.predict_proba(features)
    assert ((found > 0.5) == films.flags).mean() > 0.9
    assert network.layers().predict_proba(features) == pytest.approx(found, abs=1e-5)
