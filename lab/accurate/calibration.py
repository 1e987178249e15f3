"""Calibrates the probabilities and the confidence of an accurate pipeline on the dev films."""

from pathlib import Path

import numpy as np
import spacy
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from lab.accurate.familiarity import fit_familiarity
from movie_classifier.model.pipeline.loading import COMPONENT
from training.config import Plan
from training.evaluation.metrics import ranking_metrics
from training.evaluation.scores import Scores, score
from training.films.corpus import read_corpus
from training.weights.encoder_pipeline import encoder_classifier


def calibrate(plan: Plan, model: Path | None = None) -> list[str]:
    """Divide the linear layer of the pipeline at `model` (default: the quantised one) by a temperature.

    A pipeline for several languages learns too which texts are in none of them.

    The temperature is the one with the smallest cross-entropy on dev (Guo et al., "On Calibration of Modern Neural
    Networks", ICML 2017). It does not change the order of the genres.

    Returns:
        Lines for the terminal: temperature, and calibration error before and after.

    Raises:
        DataNotFound: the pipeline or the dev films are missing.
        StartUnusable: the pipeline has no sentence encoder.
    """
    path = plan.trained(model)
    nlp = spacy.load(path)
    component = encoder_classifier(nlp, path)
    dev = score(nlp, list(read_corpus(plan.dev, nlp)))
    logits = np.log(dev.scores) - np.log1p(-dev.scores)
    temperature = fit_temperature(logits, dev.truth)
    component.weights, component.bias = component.weights / temperature, component.bias / temperature
    component.to_disk(path / COMPONENT)
    assert component.encoder is not None
    if familiarity := fit_familiarity(plan, component.encoder):
        familiarity.write(path / COMPONENT)
    after = Scores(dev.labels, dev.texts, dev.truth, 1 / (1 + np.exp(-logits / temperature)))
    errors = [ranking_metrics(scores)["calibration_error"] for scores in (dev, after)]
    return [f"temperature {temperature:.3f}: calibration error on dev {errors[0]:.4f} before, {errors[1]:.4f} now"]


def fit_temperature(logits: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    """Return the temperature in [0.2, 5] with the smallest cross-entropy. Both arrays have the same shape."""
    signed = np.where(truth, logits, -logits)
    found = minimize_scalar(
        lambda log_temperature: np.logaddexp(0, -signed / np.exp(log_temperature)).mean(),
        bounds=(-np.log(5), np.log(5)),
        method="bounded",
    )
    return float(np.exp(found.x))
