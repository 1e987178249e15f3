"""Fits or loads every method on the same films, measures it, and writes the table, a JSON file and the plot."""

from collections.abc import Callable, Sequence
from pathlib import Path

from lab.comparison.genres.entries import SHIPPED, make_entries
from lab.comparison.genres.plot import write_plot
from lab.comparison.genres.table import Comparison
from lab.comparison.measures import measure
from lab.comparison.rows import read_report, write_report
from lab.comparison.runs.measure import measure_entries
from lab.comparison.split import read_split
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
    entries = make_entries(configs, shipped, accurate, teacher, vectors)
    split = read_split(plan)
    earlier = read_report(results, "genres")
    rows, missing = measure_entries(
        entries, split, measure, earlier["methods"] if earlier.get("test_films") == split.test.hash else [],
        cache=cache, only=only, fresh=fresh, echo=echo,
    )  # fmt: skip
    comparison = Comparison(rows, split.test.hash, missing)
    write_report(results, "genres", comparison.report(), comparison.as_json())
    if comparison.rows:
        write_plot(comparison, results / "genres.svg", highlight=SHIPPED)
    return comparison
