"""Trains in every way that fits a list of films, and keeps the pipeline that scores best on dev."""

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.util import load_config

from movie_classifier.errors import MissingExtra
from movie_classifier.model.pipeline.loading import COMPONENT
from training.beside import run_beside
from training.config import DEFAULT_CONFIG, Plan, read_plan
from training.errors import ConfigInvalid, TrainingInterrupted
from training.evaluation.baseline import score_baseline
from training.evaluation.scores import Scores, score
from training.evaluation.thresholds import micro_f1_at, threshold_by_genre
from training.films.corpus import read_corpus
from training.start import load_start
from training.train import train

CONFIGS = DEFAULT_CONFIG.parent

CONTINUED = "continued training"

METHODS = {
    "fitted label weights": CONFIGS / "tags.cfg",
    "linear layer on the encoder": CONFIGS / "films_accurate.cfg",
    CONTINUED: DEFAULT_CONFIG,
}
"""Method → its config. The last one takes about as long as all others together."""

BASELINE = "TF-IDF, logistic regression"
"""The method that all others are compared with. It makes no pipeline."""

ENCODER_PACKAGES = ("onnxruntime", "tokenizers")


@dataclass(frozen=True)
class Result:
    """One method on one list of films.

    Attributes:
        method: name of the method.
        score: micro-F1 on dev, with the thresholds that `evaluate` chooses there.
        seconds: how long it trained.
        model: folder of its pipeline; None for the baseline.
        speed: films that its pipeline classifies in a second.
        size: bytes of its pipeline.
    """

    method: str
    score: float
    seconds: float
    model: Path | None = None
    speed: float = 0.0
    size: int = 0

    def row(self) -> str:
        """Return the result as a row of the table for the terminal."""
        cells = (f"{self.speed:,.0f}", f"{self.size / 1e6:.0f}") if self.model else ("-", "-")
        return ROW(self.method, f"{self.score:.3f}", f"{self.seconds:.0f}", *cells)


ROW = "{:<29}{:>12}{:>9}{:>16}{:>6}".format
HEADING = ROW("method", "score on dev", "seconds", "films a second", "MB")


def train_best(plan: Plan, use_gpu: int = -1, echo: Callable[[str], None] = print) -> list[Result]:
    """Train with each method that can be used here, and copy the best pipeline to `plan.best_model`.

    Training is not continued from a pipeline that knows none of the labels: it takes longest, and on plot tags, themes
    and moods was at most 0.005 better. The last method shows its progress. A second process runs the others at the same
    time. Ctrl-C ends the last method. If it has saved a pipeline, this takes part in the choice.

    Args:
        plan: the default config. Its overrides apply to every config that has such a value.
        use_gpu: number of the GPU; -1 for the CPU.
        echo: called with what is done, then with the lines of the table.

    Raises:
        ConfigInvalid: no config has a value that is overridden.
        DataNotFound, BaseModelMissing, StartUnusable, TrainingInterrupted: see `training.train.train`.
        ProcessEnded: the second process ended early.
    """
    plans, log = make_plans(plan), plan.output / "others.log"
    for method in METHODS.keys() - plans.keys():
        echo(f"{method}: left out, {MissingExtra('accurate', ' and '.join(ENCODER_PACKAGES))}")
    if knows_no_label(plans[CONTINUED]):
        echo(f"{CONTINUED}: left out, {plans.pop(CONTINUED).weights} knows none of the labels")
    *others, last = plans
    others_done = run_beside(_run_others, plan, {method: plans[method] for method in others}, use_gpu, log=log)
    echo(f"{', '.join([BASELINE, *others])}: in a second process, see {log}")
    echo(f"{last}: {plans[last].config}")
    shown = _run(last, plans[last], use_gpu)
    echo("waiting for the second process")
    results = [*others_done(), shown]
    best = choose(results)
    assert best.model is not None
    shutil.rmtree(plan.best_model, ignore_errors=True)
    shutil.copytree(best.model, plan.best_model)
    for line in report(results, best, plan.best_model):
        echo(line)
    return results


def make_plans(plan: Plan) -> dict[str, Plan]:
    """Return method → its plan, for the methods whose packages are installed.

    Raises:
        ConfigInvalid: no config has a value that is overridden.
    """
    usable = {
        method: config
        for method, config in METHODS.items()
        if read_plan(config).encoder is None or all(map(find_spec, ENCODER_PACKAGES))
    }
    fitting = {method: _fitting(config, plan.overrides) for method, config in usable.items()}
    if unknown := [name for name in plan.overrides if not any(name in each for each in fitting.values())]:
        raise ConfigInvalid(CONFIGS, f"no config there has {', '.join(unknown)}")
    return {
        method: read_plan(config, {**fitting[method], "paths.output": str(plan.output / config.stem)})
        for method, config in usable.items()
    }


def knows_no_label(plan: Plan) -> bool:
    """Return whether training continues from a pipeline that knows none of the labels of `plan`.

    Raises:
        DataNotFound: the labels have not been prepared.
        BaseModelMissing: the pipeline is not installed.
    """
    if plan.weights is None:
        return False
    return set(plan.labels).isdisjoint(load_start(plan.weights).pipe_labels.get(COMPONENT, ()))


def _fitting(config: Path, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the overrides whose value the config has."""
    sections = load_config(config)
    fitting = {}
    for name, value in overrides.items():
        found: Any = sections
        for key in name.split("."):
            found = found.get(key, {}) if isinstance(found, dict) else {}
        if found != {}:
            fitting[name] = value
    return fitting


def _run_others(plan: Plan, plans: Mapping[str, Plan], use_gpu: int) -> list[Result]:
    return [_measure_baseline(plan), *(_run(method, each, use_gpu) for method, each in plans.items())]


def _measure_baseline(plan: Plan) -> Result:
    start = time.monotonic()
    [dev] = score_baseline(plan.train, [plan.dev], plan.labels)
    return Result(BASELINE, dev_score(dev), time.monotonic() - start)


def _run(method: str, plan: Plan, use_gpu: int) -> Result:
    """Train with one method, and measure its pipeline on the dev films."""
    start = time.monotonic()
    try:
        model = train(plan, use_gpu=use_gpu)
    except TrainingInterrupted as interrupt:
        if interrupt.best is None:
            raise
        model = interrupt.best
    trained = time.monotonic()
    nlp = spacy.load(model)
    docs = list(read_corpus(plan.dev, nlp))
    loaded = time.monotonic()
    dev = score(nlp, docs)
    speed = len(docs) / (time.monotonic() - loaded)
    size = sum(file.stat().st_size for file in model.rglob("*") if file.is_file())
    return Result(method, dev_score(dev), trained - start, model, speed, size)


def dev_score(dev: Scores) -> float:
    """Return micro-F1 with the thresholds that `evaluate` chooses, because the pipeline is used with them."""
    thresholds = threshold_by_genre(dev)
    return micro_f1_at(dev, np.array([thresholds[label] for label in dev.labels]))


def choose(results: Sequence[Result]) -> Result:
    """Return the pipeline with the best score; the faster one of two that score the same."""
    return max((each for each in results if each.model), key=lambda each: (round(each.score, 3), each.speed))


def report(results: Sequence[Result], best: Result, target: Path) -> list[str]:
    """Return the lines for the terminal: the table, which pipeline was taken, and how to take another."""
    lines = ["", HEADING, *(each.row() for each in results), "", f"{best.method} is taken: {target}"]
    others = [str(each.model) for each in results if each.model and each != best]
    if others:
        lines.append(f"evaluate and package take another with --model: {', '.join(others)}")
    baseline = next(each for each in results if each.model is None)
    if baseline.score > best.score:
        lines.append(f"warning: {BASELINE} scores higher on dev: for these labels, words alone may be enough")
    return lines
