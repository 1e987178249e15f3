"""Compares all methods on the same films, and writes the table, a JSON file and the plot."""

from collections.abc import Sequence
from pathlib import Path

from lab.comparison.compare import compare
from lab.comparison.genres.entries import SHIPPED, make_entries
from lab.comparison.genres.plot import plot_comparison
from lab.comparison.genres.table import report
from lab.comparison.measures import measure
from lab.comparison.plots import write_svg
from lab.comparison.runs.run import Runs
from lab.comparison.split import read_split
from training.config import Plan


def compare_genres(
    plan: Plan,
    results: Path,
    runs: Runs,
    *,
    configs: Path,
    shipped: Path,
    accurate: Sequence[Path],
    teacher: Path | None,
    vectors: str | None,
) -> list[str]:
    """Write `genres.md`, `genres.json` and `genres.svg` to `results`, and return the lines of the first.

    Args:
        plan: config with the corpora. Extra films are used if their corpus has been prepared.
        results: output folder.
        runs: runs the methods.
        configs: folder of the training configs.
        shipped: the shipped pipeline.
        accurate: the accurate pipeline, and the same before quantisation; empty for neither.
        teacher: folder with the weights of the fine-tuned teachers; None to leave them out.
        vectors: installed spaCy pipeline with word vectors, or the folder of one; None for none.

    Raises:
        DataNotFound: the corpora have not been prepared.
        UnknownMethod: an unknown method is selected.
    """
    entries, split = make_entries(configs, shipped, accurate, teacher, vectors), read_split(plan)
    numbers = compare("genres", entries, split, measure, report, {"test_films": split.test.hash}, results, runs)
    if numbers["methods"]:
        write_svg(plot_comparison(numbers["methods"], highlight=SHIPPED), results / "genres.svg")
    return report(numbers)
