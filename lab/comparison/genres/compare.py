"""Fits or loads every method on the same films, measures it, and writes the table, a JSON file and the plot."""

from collections.abc import Callable, Sequence
from pathlib import Path

from lab.comparison.genres.entries import SHIPPED, Entry, make_entries
from lab.comparison.genres.plot import write_plot
from lab.comparison.genres.table import Comparison, Measured, read_json, write_json, write_markdown
from lab.comparison.measures import measure
from lab.comparison.runs.cache import Run
from lab.comparison.runs.run import run_or_load
from lab.comparison.split import Split, read_split
from lab.errors import MethodUnavailable, UnknownMethod
from movie_classifier.errors import MissingExtra
from training.config import Plan


def compare(
    plan: Plan,
    results: Path,
    *,
    configs: Path,
    shipped: Path,
    accurate: Sequence[Path],
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
        accurate: the accurate pipeline, and the same before quantisation; empty for neither.
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
    rows = make_entries(configs, shipped, accurate, teacher, vectors)
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
            train = split.train if row.loaded else split.to_fit(row.extra)
            run = run_or_load(
                row.name, row.method, train, split.dev, split.test,
                cache=cache, loaded=row.loaded, wanted=wanted, fresh=fresh, echo=echo,
            )  # fmt: skip
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
