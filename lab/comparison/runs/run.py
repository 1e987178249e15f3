"""Fits a method and measures what it costs, or reads an earlier run from the cache."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from lab.comparison.methods.base import LabelledTexts, Method
from lab.comparison.runs.cache import Run, cache_path, load_run, save_run
from lab.comparison.runs.cost import measure_cost
from lab.comparison.runs.thread_limit import one_thread
from lab.errors import MethodUnavailable


def run_or_load(
    name: str,
    method: Method,
    train: LabelledTexts,
    dev: LabelledTexts,
    test: LabelledTexts,
    *,
    cache: Path,
    loaded: bool = False,
    wanted: bool = True,
    fresh: bool = False,
    echo: Callable[[str], None] = print,
) -> Run:
    """Return the run of a method, from the cache if possible.

    Args:
        name: name of the method, for messages and for the file in the cache.
        method: the method.
        train, dev, test: the films.
        cache: folder of cached runs.
        loaded: whether the method loads a trained model, and does not use the train films.
        wanted: whether the method may be run if it is not cached.
        fresh: whether it is run even if it is cached, if it is wanted.
        echo: called with each line of progress.

    Raises:
        MethodUnavailable: the method lacks a model or films, or is neither wanted nor cached.
        MissingExtra: the method lacks a package.
    """
    data = [part.hash for part in ((dev, test) if loaded else (dev, test, train))]
    path = cache_path(cache, name, method, data)
    cached = None if fresh and wanted else load_run(path)
    if cached:
        echo(f"{name}: cached")
        return cached
    if not wanted:
        raise MethodUnavailable("it is not selected by --only, and not cached")
    echo(f"{name}: starts")
    run = _run(method, train, dev, test, loaded)
    save_run(path, run)
    fitted = "loaded" if run.seconds is None else f"fitted in {run.seconds:,.1f} s"
    echo(f"{name}: {fitted}, {run.cost.films_per_second:,.0f} films a second")
    return run


def _run(method: Method, train: LabelledTexts, dev: LabelledTexts, test: LabelledTexts, loaded: bool) -> Run:
    with one_thread():
        start = time.process_time()
        classifier = method.fit(train, dev)
        seconds = None if loaded else time.process_time() - start
        of_dev, of_test = (classifier.predict_proba(part.texts) for part in (dev, test))
        return Run(of_dev, of_test, seconds, measure_cost(classifier, test.texts), str(date.today()))
