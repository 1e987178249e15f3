"""Fits methods and measures what they cost, or reads earlier runs from the cache."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lab.comparison.entry import Entry
from lab.comparison.methods.base import LabelledTexts
from lab.comparison.runs.cache import Run, cache_path, load_run, save_run
from lab.comparison.runs.cost import cpu_seconds, measure_cost
from lab.comparison.runs.thread_limit import one_thread
from lab.errors import MethodUnavailable, UnknownMethod

Parts = Mapping[str, LabelledTexts]
"""`train` and `dev`, on which a method is fitted, and `test` and others, which it classifies as it does `dev`."""


@dataclass(frozen=True)
class Runs:
    """The runs of a comparison.

    Attributes:
        cache: folder of cached runs.
        only: names of methods to run. Others are read from the cache. Empty for all.
        fresh: whether these methods are run even if they are cached.
        echo: called with each line of progress.
    """

    cache: Path
    only: Sequence[str] = ()
    fresh: bool = False
    echo: Callable[[str], None] = print

    def check(self, entries: Sequence[Entry]) -> None:
        """Check that `only` has names of entries.

        Raises:
            UnknownMethod: one is not.
        """
        names = [entry.name for entry in entries]
        if unknown := [name for name in self.only if name not in names]:
            raise UnknownMethod(unknown, names)

    def path(self, entry: Entry, parts: Parts, films: str = "") -> Path:
        """Return the path of the cached run, without a suffix; see `cache_path`. `films` is the name of the films.

        Raises:
            MethodUnavailable: the method lacks a model.
        """
        name = f"{films} {entry.name}"
        return cache_path(self.cache, name, entry.method, [part.hash for part in parts.values()])

    def get(self, entry: Entry, parts: Parts, films: str = "", title: str = "") -> Run:
        """Return the run of an entry, from the cache if possible.

        Args:
            entry: the entry.
            parts: the films.
            films: name of the films, as for `path`.
            title: what stands in lines of progress for the name of the entry.

        Raises:
            MethodUnavailable: the method lacks a model, or is neither selected nor cached.
            MissingExtra: the method lacks a package.
        """
        title, selected = title or entry.name, not self.only or entry.name in self.only
        path = self.path(entry, parts, films)
        cached = None if self.fresh and selected else load_run(path)
        if cached:
            self.echo(f"{title}: cached")
            return cached
        if not selected:
            raise MethodUnavailable("it is not selected by --only, and not cached")
        self.echo(f"{title}: starts")
        run = _run(entry, parts)
        save_run(path, run)
        fitted = "loaded" if run.seconds is None else f"fitted in {run.seconds:,.1f} s"
        self.echo(f"{title}: {fitted}, {run.cost.films_per_second:,.0f} films a second")
        return run


def _run(entry: Entry, parts: Parts) -> Run:
    with one_thread():
        start = cpu_seconds()
        classifier = entry.method.fit(parts["train"], parts["dev"])
        seconds = None if entry.loaded else cpu_seconds() - start
        scores = {name: classifier.predict_proba(part.texts) for name, part in parts.items() if name != "train"}
        return Run(scores, seconds, measure_cost(classifier, parts["test"].texts), str(date.today()))
