"""Turns downloaded film lists into corpora."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from training.config import MOVIES_DATASET_SPLITS, Plan
from training.errors import ConfigInvalid, DataUnreadable
from training.films.corpus import read_corpus, write_corpus
from training.films.readers import Films, film_key, read_movies_dataset, read_tmdb_dataset, text_key
from training.films.splits import PARTS, split_by_file, split_by_hash
from training.films.summary import write_summary
from training.films.tokenizer import blank_pipeline
from training.films.vectors import write_vectors

RETIRED = frozenset({"Foreign"})
"""Genres that TMDB had retired when the extra films were listed. Those films say nothing about them."""


@dataclass(frozen=True)
class Prepared:
    """The result of `prepare`.

    Attributes:
        sources: file name → films that were kept, and rows that were dropped.
        films: part (`train`, `dev`, `test`, maybe `extra`) → number of films in its corpus.
        vectors: number of words with a vector of the base model.
    """

    sources: dict[str, Films]
    films: dict[str, int]
    vectors: int

    def report(self) -> list[str]:
        """Return the lines for the terminal."""
        lines = [line for name, films in self.sources.items() for line in (f"{name}:", *films.report())]
        lines += [f"word vectors: {self.vectors:,}"] if self.vectors else []
        return [*lines, "corpora: " + ", ".join(f"{part} {count:,}" for part, count in self.films.items())]


def prepare(
    plan: Plan, movies: Path, extra: Path | None = None, splits: Path | None = MOVIES_DATASET_SPLITS
) -> Prepared:
    """Write the corpora of `plan`.

    Args:
        plan: the config. Films without any of its labels are dropped.
        movies: `movies_metadata.csv` of The Movies Dataset. Train, dev and test are taken from it.
        extra: TMDB dataset file with additional training films. Films of the first file are dropped from it.
        splits: CSV file with the columns `id` and `split`. Films that are not in it are dropped. With `None`, all films
            are split by a hash of title and year.

    Raises:
        DataNotFound, DataUnreadable: a file is missing, has unexpected content, or leaves a corpus without films.
        BaseModelMissing: the pipeline with the word vectors is not installed.
        ConfigInvalid: `extra` is given, but the config has no path for extra films.
    """
    if extra is not None and plan.extra is None:
        raise ConfigInvalid(plan.config, "it has no path for extra films; shipped.cfg has")
    base = read_movies_dataset(movies)
    _keep_labelled(base, plan)
    base.table["split"] = split_by_file(base.table, splits) if splits else split_by_hash(base.table)
    base.drop("not in the file of splits", base.table["split"].isna())
    sources = {movies.name: base}
    parts = {part: base.table[base.table["split"] == part] for part in PARTS}
    empty = [part for part, table in parts.items() if table.empty]
    if empty:
        raise DataUnreadable(movies, f"of its {len(base.table)} usable films none is left for {' and '.join(empty)}")
    nlp = blank_pipeline()
    for part, path in zip(PARTS, (plan.train, plan.dev, plan.test), strict=True):
        write_corpus(parts[part], plan.labels, nlp, path)
    if extra is not None and plan.extra is not None:
        more = read_tmdb_dataset(extra)
        _keep_labelled(more, plan)
        _drop_known(more, base.table)
        sources[extra.name] = more
        parts["extra"] = more.table
        write_corpus(more.table, [label for label in plan.labels if label not in RETIRED], nlp, plan.extra)
    vectors = 0
    if plan.base and plan.vectors:
        vectors = write_vectors(plan.base, read_corpus(plan.train, nlp), plan.vectors)
    prepared = Prepared(sources, {part: len(table) for part, table in parts.items()}, vectors)
    write_summary(plan.summary, prepared.films, sources)
    return prepared


def _keep_labelled(films: Films, plan: Plan) -> None:
    wanted = set(plan.labels)
    films.drop("none of the config's genres", films.table["genres"].map(wanted.isdisjoint))


def _drop_known(more: Films, known: pd.DataFrame) -> None:
    """Drop films of `known` from `more`, by id, title and year, or description, so that dev and test stay unseen."""
    more.drop("id is in the first file", more.table["id"].isin(known["id"]))
    more.drop("title and year are in the first file", film_key(more.table).isin(film_key(known)))
    descriptions = text_key(more.table["description"])
    more.drop("description is in the first file", descriptions.isin(text_key(known["description"])))
