"""From downloaded files to corpora."""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import spacy

from training.config import Plan
from training.corpus import write_corpus
from training.films import Films, film_key, read_movies_dataset, read_tmdb_dataset
from training.splits import PARTS, split_by_file, split_by_hash


@dataclass(frozen=True)
class Prepared:
    """What was read and written.

    Attributes:
        sources: by file name, the films that were kept and the rows that were dropped.
        films: part (`train`, `dev`, `test`) → number of films in its corpus.
    """

    sources: dict[str, Films]
    films: dict[str, int]

    def report(self) -> list[str]:
        """Lines for the terminal."""
        lines = [line for name, films in self.sources.items() for line in (f"{name}:", *films.report())]
        return [*lines, "corpora: " + ", ".join(f"{part} {self.films[part]:,}" for part in PARTS)]


def prepare(plan: Plan, movies: Path, extra: Path | None = None, splits: Path | None = None) -> Prepared:
    """Write the three corpora of `plan`.

    Args:
        plan: says which genres count; a film with none of them is left out.
        movies: The Movies Dataset's `movies_metadata.csv`; it is what dev and test are taken from.
        extra: a TMDB dataset file whose films are added to train, except those that are in dev or test.
        splits: a CSV with `id,split`; without it the films are split by a hash of title and year.
    """
    base = read_movies_dataset(movies)
    _keep_labelled(base, plan)
    base.table["split"] = split_by_file(base.table, splits) if splits else split_by_hash(base.table)
    base.drop("not in the file of splits", base.table["split"].isna())
    sources = {movies.name: base}
    train = base.table[base.table["split"] == "train"]
    if extra is not None:
        more = read_tmdb_dataset(extra)
        _keep_labelled(more, plan)
        _drop_known(more, base.table)
        sources[extra.name] = more
        train = pd.concat([train, more.table], ignore_index=True)
    tables = {"train": train} | {part: base.table[base.table["split"] == part] for part in ("dev", "test")}
    nlp = spacy.blank("en")
    for part, path in (("train", plan.train), ("dev", plan.dev), ("test", plan.test)):
        write_corpus(tables[part], plan.labels, nlp, path)
    prepared = Prepared(sources, {part: len(table) for part, table in tables.items()})
    _write_summary(prepared, plan.summary)
    return prepared


def _keep_labelled(films: Films, plan: Plan) -> None:
    wanted = set(plan.labels)
    films.drop("none of the config's genres", films.table["genres"].map(wanted.isdisjoint))


def _drop_known(more: Films, known: pd.DataFrame) -> None:
    """Leave out of `more` what is in `known`, by id, by title and year, or by description: dev and test stay unseen."""
    more.drop("id is in the first file", more.table["id"].isin(known["id"]))
    more.drop("title and year are in the first file", film_key(more.table).isin(film_key(known)))
    more.drop("description is in the first file", more.table["description"].isin(known["description"]))


def _write_summary(prepared: Prepared, path: Path) -> None:
    summary = {
        "films": prepared.films,
        "sources": {
            name: {"read": films.read, "kept": len(films.table), "dropped": films.dropped}
            for name, films in prepared.sources.items()
        },
    }
    path.write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
