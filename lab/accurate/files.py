"""The files of the accurate pipeline's training, in the output folder of its config."""

from pathlib import Path

from training.config import Plan
from training.errors import DataNotFound


def checkpoint_file(plan: Plan) -> Path:
    """State of the fine-tuning, from which an interrupted run continues."""
    return plan.output / "checkpoint.pt"


def weights_file(plan: Plan) -> Path:
    """Weights of the fine-tuned encoder and its classification layer."""
    return plan.output / "encoder.pt"


def float_model(plan: Plan) -> Path:
    """Folder of the pipeline before quantisation. The quantised one is `plan.best_model`."""
    return plan.output / "float32"


def require(file: Path, step: str, plan: Plan) -> Path:
    """Return `file`.

    Raises:
        DataNotFound: the step that makes it has not been run.
    """
    if not file.is_file():
        raise DataNotFound(file, f"run `python -m lab accurate {step} --config {plan.config}` first")
    return file
