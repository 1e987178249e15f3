"""From any list of films to corpora and labels."""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import srsly

from training.config import MOVIES_DATASET_SPLITS, Plan
from training.errors import ConfigInvalid, DataUnreadable
from training.films.corpus import write_corpus
from training.films.film_list import ColumnNames, read_film_list
from training.films.labels import MIN_FILMS, LabelCounts, count_labels
from training.films.readers import MOVIES_DATASET_COLUMNS, Films
from training.films.splits import PARTS, split_by_file, split_by_hash
from training.films.summary import write_summary
from training.films.tokenizer import blank_pipeline

MIN_LIST = 200
"""Films that a list needs. With fewer, the films of dev cannot tell one threshold from another."""

MIN_LABELS = 2


@dataclass(frozen=True)
class PreparedList:
    """A film list that was read and written as corpora.

    Attributes:
        name: name of the file.
        films: the films, and the rows that were dropped.
        labels: the labels that are learned, and those with too few films.
        parts: `train`, `dev` and `test` → number of films.
    """

    name: str
    films: Films
    labels: LabelCounts
    parts: dict[str, int]

    def report(self) -> list[str]:
        """Lines for the terminal."""
        parts = ", ".join(f"{part} {count:,}" for part, count in self.parts.items())
        return [f"{self.name}:", *self.films.report(), *self.labels.report(), f"corpora: {parts}"]


def prepare_list(
    plan: Plan,
    path: Path,
    names: ColumnNames,
    aliases: Mapping[str, str],
    min_films: int = MIN_FILMS,
    splits: Path | None = None,
    by_hash: bool = False,
) -> PreparedList:
    """Write the corpora and the label file of `plan` from the film list at `path`.

    Films come into train, dev and test by `splits`, or by the list's column `split`. The Movies Dataset is split as the
    published scores are, other lists by a hash of title and year.

    Args:
        plan: config whose labels are in a file.
        path: list of films; see `read_film_list`.
        names: columns that the user named.
        aliases: alias → label.
        min_films: films that a label needs to be learned.
        splits: CSV file with the columns `id` and `split`. Films that are not in it are dropped.
        by_hash: split any list by a hash of title and year.

    Raises:
        ConfigInvalid: the config lists its labels itself.
        DataNotFound, DataUnreadable, ColumnNotFound: the list cannot be used. Nothing has been written.
    """
    if plan.label_file is None:
        raise ConfigInvalid(plan.config, "it lists its labels itself; use training/configs/films.cfg for other lists")
    films = read_film_list(path, names, aliases)
    labels = count_labels(films.table["genres"], min_films)
    if len(labels.kept) < MIN_LABELS:
        found = ", ".join(f"{name} ({count})" for name, count in [*labels.kept.items(), *labels.rare.items()][:3])
        reason = f"training needs {MIN_LABELS} labels with {min_films} films or more"
        remedy = "name another column with --labels-column, or lower --min-films"
        raise DataUnreadable(path, f"{reason}; the most frequent labels here are {found or 'missing'}; {remedy}")
    films.drop("none of the labels that are learned", films.table["genres"].map(set(labels.kept).isdisjoint))
    if len(films.table) < MIN_LIST:
        usable = f"{len(films.table)} of its {films.read} films have a title, a description and a frequent label"
        raise DataUnreadable(path, f"{usable}, and training needs {MIN_LIST}; add films, or lower --min-films")
    if splits is None and "split" not in films.table and films.columns >= MOVIES_DATASET_COLUMNS:
        splits = MOVIES_DATASET_SPLITS
    parts = _split(films, path, None if by_hash else splits, by_hash)
    prepared = PreparedList(path.name, films, labels, {part: len(table) for part, table in parts.items()})
    _write(plan, plan.label_file, prepared, parts)
    return prepared


def _write(plan: Plan, label_file: Path, prepared: PreparedList, parts: Mapping[str, pd.DataFrame]) -> None:
    """Write all files to a temporary folder, and then move them to their places, so that no old one is among them."""
    labels, nlp = list(prepared.labels.kept), blank_pipeline()
    targets = {"train": plan.train, "dev": plan.dev, "test": plan.test, "labels": label_file, "summary": plan.summary}
    for target in targets.values():
        target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=plan.train.parent) as folder:
        for part, films in parts.items():
            write_corpus(films, labels, nlp, Path(folder) / part)
        srsly.write_json(Path(folder) / "labels", labels)
        write_summary(Path(folder) / "summary", prepared.parts, {prepared.name: prepared.films})
        for name, target in targets.items():
            shutil.move(Path(folder) / name, target)


def _split(films: Films, path: Path, splits: Path | None, by_hash: bool) -> dict[str, pd.DataFrame]:
    if splits:
        films.table["split"] = split_by_file(films.table, splits)
        films.drop("not in the file of splits", films.table["split"].isna())
    table = films.table
    split = table["split"] if "split" in table and not by_hash else split_by_hash(table)
    unknown = sorted(set(split) - set(PARTS))
    if unknown:
        raise DataUnreadable(path, f"its column split has {', '.join(map(repr, unknown))}, not just {', '.join(PARTS)}")
    parts = {part: table[split == part] for part in PARTS}
    empty = [part for part, rows in parts.items() if rows.empty]
    if empty:
        raise DataUnreadable(path, f"no film is left for {' and '.join(empty)}")
    return parts
