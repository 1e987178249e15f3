"""The description of a model that does not exist."""

from movie_classifier.model.model_info import ModelInfo
from movie_classifier.model.precision import PrecisionCurves


def make_model(thresholds: dict[str, float], precision_curves: PrecisionCurves | None = None) -> ModelInfo:
    return ModelInfo("tiny", "0", tuple(thresholds), thresholds, {}, "3.8", "0", precision_curves or {})
