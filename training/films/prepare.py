"""From lists of films to corpora and labels."""

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import srsly

from movie_classifier.film import clean
from training.config import Plan
from training.errors import ConfigInvalid, DataUnreadable
from training.films.cleaning import Films, drop_known
from training.films.corpus import read_corpus, write_corpus
from training.films.film_list import ListOptions, read_film_list
from training.films.known_films import count_known, starts_from_shipped
from training.films.known_lists import RETIRED
from training.films.labels.counts import MIN_FILMS, LabelCounts, count_labels
from training.films.splits import PARTS, split_films
from training.films.tokenizer import blank_pipeline
from training.films.vectors import write_vectors

MIN_LIST = 200
"""Films that a list needs. With fewer, the films of dev cannot tell one threshold from another."""

MIN_LABELS = 2

MIN_KNOWN = 0.01
"""Share of test films that the start has learned from, from which a report warns."""

EXAMPLES = 3
"""Number of films in a report."""


@dataclass(frozen=True)
class Prepared:
    """Film lists that were read and written as corpora.

    Attributes:
        sources: file name → films that were kept, and rows that were dropped. The first list is split into parts.
        labels: the labels that are learned, and those with too few films. None if the config lists its labels.
        parts: part (`train`, `dev`, `test`, maybe `extra`) → number of films in its corpus.
        vectors: number of words with a vector of the base model.
        known: number of test films that the start has learned from.
    """

    sources: dict[str, Films]
    labels: LabelCounts | None
    parts: dict[str, int]
    vectors: int
    known: int = 0

    @property
    def films(self) -> Films:
        """The films that train, dev and test are taken from."""
        return next(iter(self.sources.values()))

    def report(self) -> list[str]:
        """Return the lines for the terminal."""
        lines = [line for name, films in self.sources.items() for line in (f"{name}:", *films.report())]
        lines += self.labels.report() if self.labels else []
        if self.known >= MIN_KNOWN * (test := self.parts["test"]):
            lines.append(
                f"warning: {self.known:,} of {test:,} test films are known to the start, by title and year: it has "
                "learned from them, and scores on them are too good; a column split can name other test films"
            )
        lines += [f"for example: {line}" for line in self._examples()]
        lines += [f"word vectors: {self.vectors:,}"] if self.vectors else []
        return [*lines, "corpora: " + ", ".join(f"{part} {count:,}" for part, count in self.parts.items())]

    def _examples(self) -> list[str]:
        """Return some films as they were read, the same ones each time."""
        table = self.films.table
        films = table.sample(min(EXAMPLES, len(table)), random_state=0).itertuples()
        return [f"{film.title} | {', '.join(film.genres)} | {clean(film.description)[:60]}" for film in films]


def prepare(
    plan: Plan,
    path: Path,
    options: ListOptions | None = None,
    min_films: int = MIN_FILMS,
    splits: Path | None = None,
    by_hash: bool = False,
    extra: Path | None = None,
) -> Prepared:
    """Write the corpora of `plan`, and its file of labels if it has one, from the film list at `path`.

    A plan with a file of labels learns every label of the list that has enough films. Films with none of the labels are
    dropped. `split_films` says which film comes into which part.

    Args:
        plan: the config.
        path: list of films; see `read_film_list`.
        options: what the user said about the list.
        min_films: films that a label needs to be learned, if the config does not list the labels.
        splits: CSV file with the columns `id` and `split`. Films that are not in it are dropped.
        by_hash: split any list by a hash of title and year.
        extra: list of additional training films. Films of the first list are dropped from it, so that dev and test stay
            unseen.

    Raises:
        DataNotFound, DataUnreadable, InputUnreadable, ColumnNotFound: a list cannot be used. Nothing has been written.
        BaseModelMissing: the pipeline with the word vectors is not installed.
        ConfigInvalid: `extra` is given, but the config has no path for extra films.
    """
    if extra is not None and plan.extra is None:
        raise ConfigInvalid(plan.config, "it has no path for extra films; lab/configs/shipped.cfg has")
    films = read_film_list(path, options)
    counts = _count_labels(films, path, min_films) if plan.label_file else None
    labels = tuple(counts.kept) if counts else plan.labels
    _keep_labelled(films, labels)
    if counts and len(films.table) < MIN_LIST:
        usable = f"{len(films.table)} of its {films.read} films have a title, a description and a frequent label"
        raise DataUnreadable(path, f"{usable}, and training needs {MIN_LIST}; add films, or lower --min-films")
    parts, sources = split_films(films, path, splits, by_hash), {path.name: films}
    if extra is not None:
        more = read_film_list(extra, options)
        _keep_labelled(more, labels)
        drop_known(more, films.table)
        sources[extra.name], parts["extra"] = more, more.table
    sizes = {part: len(table) for part, table in parts.items()}
    _write(plan, parts, labels, _summary(sizes, sources))
    vectors = 0
    if plan.base and plan.vectors:
        vectors = write_vectors(plan.base, read_corpus(plan.train, blank_pipeline()), plan.vectors)
    known = count_known(parts["test"]) if starts_from_shipped(plan) else 0
    return Prepared(sources, counts, sizes, vectors, known)


def _count_labels(films: Films, path: Path, min_films: int) -> LabelCounts:
    labels = count_labels(films.table["genres"], min_films)
    if len(labels.kept) < MIN_LABELS:
        found = ", ".join(f"{name} ({count})" for name, count in [*labels.kept.items(), *labels.rare.items()][:3])
        reason = f"training needs {MIN_LABELS} labels with {min_films} films or more"
        remedy = "name another column with --labels-column, or lower --min-films"
        raise DataUnreadable(path, f"{reason}; the most frequent labels here are {found or 'missing'}; {remedy}")
    return labels


def _keep_labelled(films: Films, labels: Sequence[str]) -> None:
    films.drop("none of the labels that are learned", films.table["genres"].map(set(labels).isdisjoint))


def _write(plan: Plan, parts: Mapping[str, pd.DataFrame], labels: Sequence[str], summary: str) -> None:
    """Write all files to a temporary folder, and then move them to their places, so that no old one is among them."""
    targets = {part: getattr(plan, part) for part in parts} | {"summary": plan.summary}
    if plan.label_file:
        targets["labels"] = plan.label_file
    for target in targets.values():
        target.parent.mkdir(parents=True, exist_ok=True)
    nlp = blank_pipeline()
    with tempfile.TemporaryDirectory(dir=plan.train.parent) as name:
        folder = Path(name)
        for part, films in parts.items():
            known = labels if part in PARTS else [label for label in labels if label not in RETIRED]
            write_corpus(films, known, nlp, folder / part)
        (folder / "summary").write_text(summary, encoding="utf-8")
        srsly.write_json(folder / "labels", list(labels))
        for file, target in targets.items():
            shutil.move(folder / file, target)


def _summary(sizes: Mapping[str, int], sources: Mapping[str, Films]) -> str:
    """Return the JSON text that says what was read, dropped and written. `package` takes the film lists from it."""
    facts = {
        name: {"read": films.read, "kept": len(films.table), "dropped": films.dropped}
        for name, films in sources.items()
    }
    return json.dumps({"films": sizes, "sources": facts}, indent=2) + "\n"
