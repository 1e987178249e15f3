"""Fits or loads every method on the same films, measures it, and writes the table, a JSON file and the plot."""

import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from comparison.cache import Run, cache_path, load_run, save_run
from comparison.cost import measure_cost
from comparison.errors import MethodUnavailable, UnknownMethod
from comparison.genres.entries import SHIPPED, Entry, make_entries
from comparison.genres.plot import write_plot
from comparison.genres.table import Comparison, Measured, read_json, write_json, write_markdown
from comparison.measures import measure
from comparison.split import Split, read_split
from comparison.thread_limit import one_thread
from movie_classifier.errors import MissingExtra
from training.config import Plan


def compare(
    plan: Plan,
    results: Path,
    *,
    configs: Path,
    shipped: Path,
    teacher: Path | None,
    vectors: str | None,
    cache: Path,
    only: Sequence[str] = (),
    fresh: bool = False,
    echo: Callable[[str], None] = print,
) -> Comparison:
    """Write `genres.md`, `genres.json` and `genres.svg` to `results`.

    A method that cannot be run, or that is not selected and not cached, keeps the results of the table in `results` if
    that was measured on the same test films.

    Args:
        plan: config with the corpora. Extra films are used if their corpus has been prepared.
        results: output folder.
        configs: folder of the training configs.
        shipped: the shipped pipeline.
        teacher: folder with the weights of the fine-tuned teachers; None to leave them out.
        vectors: installed spaCy pipeline with word vectors, or the folder of one; None for none.
        cache: folder of cached runs.
        only: names of methods to run. Other methods are not run. Empty for all.
        fresh: whether to run the methods again even if they are cached.
        echo: called with each line of progress.

    Raises:
        DataNotFound: the corpora have not been prepared.
        UnknownMethod: `only` names an unknown method.
    """
    rows = make_entries(configs, shipped, teacher, vectors)
    names = [row.name for row in rows]
    unknown = [name for name in only if name not in names]
    if unknown:
        raise UnknownMethod(unknown, names)
    split = read_split(plan)
    earlier = read_json(results / "genres.json", rows, split.test.hash)
    measured, missing = [], {}
    for row in rows:
        wanted = not only or row.name in only
        try:
            run = _cached_or_run(row, split, cache, wanted, fresh, echo)
        except (MethodUnavailable, MissingExtra) as error:
            if row.name in earlier:
                measured.append(earlier[row.name])
                echo(f"{row.name}: carried over from the table, {error}")
            else:
                missing[row.name] = str(error)
                echo(f"{row.name}: left out, {error}")
        else:
            measured.append(_measure(row, split, run))
    comparison = Comparison(tuple(measured), split.test.hash, missing)
    _write(comparison, results)
    return comparison


def _cached_or_run(
    row: Entry, split: Split, cache: Path, wanted: bool, fresh: bool, echo: Callable[[str], None]
) -> Run:
    """Return the run of an entry, from the cache if possible.

    Raises:
        MethodUnavailable: the method lacks a model or films, or is neither selected nor cached.
        MissingExtra: the method lacks a package.
    """
    data = [split.dev.hash, split.test.hash] + ([] if row.loaded else [split.to_fit(row.extra).hash])
    path = cache_path(cache, row.name, row.method, data)
    cached = None if fresh and wanted else load_run(path)
    if cached:
        echo(f"{row.name}: cached")
        return cached
    if not wanted:
        raise MethodUnavailable("it is not selected by --only, and not cached")
    echo(f"{row.name}: starts")
    run = _run(row, split)
    save_run(path, run)
    fitted = "loaded" if run.seconds is None else f"fitted in {run.seconds:,.1f} s"
    echo(f"{row.name}: {fitted}, {run.cost.films_per_second:,.0f} films a second")
    return run


def _run(row: Entry, split: Split) -> Run:
    train = split.train if row.loaded else split.to_fit(row.extra)
    with one_thread():
        start = time.process_time()
        classifier = row.method.fit(train, split.dev)
        seconds = None if row.loaded else time.process_time() - start
        dev, test = (classifier.predict_proba(part.texts) for part in (split.dev, split.test))
        return Run(dev, test, seconds, measure_cost(classifier, split.test.texts), str(date.today()))


def _measure(row: Entry, split: Split, run: Run) -> Measured:
    known = split.extra is not None or not row.extra
    films = len(split.to_fit(row.extra)) if known else None
    settings = measure(split.dev.scored(run.dev), split.test.scored(run.test))
    return Measured(row, films, run.seconds, run.cost, run.date, "cached" if run.cached else "now", settings)


def _write(comparison: Comparison, results: Path) -> None:
    results.mkdir(parents=True, exist_ok=True)
    write_markdown(comparison, results / "genres.md")
    write_json(comparison, results / "genres.json")
    if comparison.rows:
        write_plot(comparison, results / "genres.svg", highlight=SHIPPED)
