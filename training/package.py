"""Turns a trained and evaluated pipeline into the folder that is shipped."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokenizer import Tokenizer
from spacy.vectors import Vectors

from movie_classifier.checksums import write_checksums
from movie_classifier.classifier import GenreClassifier
from movie_classifier.pipeline.loading import COMPONENT
from training.config import Plan
from training.errors import NotPackageable
from training.evaluation.model_card import write_card

MAX_FOLDER_BYTES = 30_000_000
MAX_FILE_BYTES = 20_000_000

ATTRIBUTION = "This product uses the TMDB API but is not endorsed or certified by TMDB."
SOURCES = {
    "movies_metadata.csv": {
        "name": "The Movies Dataset",
        "url": "https://www.kaggle.com/datasets/rounakbanik/the-movies-dataset",
        "license": "CC0; texts and genres from TMDB",
    },
    "TMDB_movie_dataset_v11.csv": {
        "name": "Full TMDB Movies Dataset",
        "url": "https://www.kaggle.com/datasets/asaniczka/tmdb-movies-dataset-2023-930k-movies",
        "license": "ODC-BY; texts and genres from TMDB",
    },
}


def package(plan: Plan, target: Path, version: str, model: Path | None = None) -> list[str]:
    """Write the pipeline at `model` (default: the best one of the plan) to `target`, whose contents are replaced.

    Returns:
        One line for each file that was written.

    Raises:
        DataNotFound: there is no trained pipeline.
        NotPackageable: the pipeline has not been evaluated, or is too large.
    """
    path = plan.trained(model)
    nlp = spacy.load(path)
    if "thresholds" not in nlp.meta:
        raise NotPackageable(path, "it has no thresholds; run `python -m training evaluate` first")
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / "model"
        _without_training_words(nlp).to_disk(staged)
        _write_meta(staged, nlp.meta, plan, version)
        write_card(staged)
        write_checksums(staged)
        _check_size(staged)
        GenreClassifier.load(staged)
        replace_contents(target, staged)
    files = sorted(file for file in target.rglob("*") if file.is_file())
    return [f"{file.stat().st_size:>12,} {file}" for file in files]


def _without_training_words(nlp: Language) -> Language:
    """Return the pipeline without the strings of the training films, which a text classifier does not look up.

    Words with a vector are kept.
    """
    fresh = type(nlp).from_config(nlp.config)
    old = nlp.vocab.vectors
    if old.size:
        fresh.vocab.vectors = Vectors(strings=fresh.vocab.strings, data=old.data, name=old.name)
        for key, row in old.key2row.items():
            fresh.vocab.vectors.add(fresh.vocab.strings.add(nlp.vocab.strings[key]), row=row)
    for name, trained in nlp.pipeline:
        pipe = fresh.get_pipe(name)
        assert isinstance(pipe, TrainablePipe) and isinstance(trained, TrainablePipe)
        pipe.from_bytes(trained.to_bytes(exclude=["vocab"]), exclude=["vocab"])
    assert isinstance(nlp.tokenizer, Tokenizer) and isinstance(fresh.tokenizer, Tokenizer)
    fresh.tokenizer.from_bytes(nlp.tokenizer.to_bytes(exclude=["vocab"]), exclude=["vocab"])
    return fresh


def _write_meta(path: Path, trained: dict[str, Any], plan: Plan, version: str) -> None:
    meta = json.loads((path / "meta.json").read_text(encoding="utf-8"))
    summary = json.loads(plan.summary.read_text(encoding="utf-8")) if plan.summary.is_file() else {"sources": {}}
    meta |= {
        "name": "movie_genres",
        "version": version,
        "description": f"Genres of films ({len(trained['labels'][COMPONENT])} labels) from title and description.",
        "license": "MIT",
        "notes": ATTRIBUTION,
        "sources": [_source(name, facts) for name, facts in summary["sources"].items()],
        "thresholds": trained["thresholds"],
        "performance": trained["performance"],
    }
    (path / "meta.json").write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")


def _source(file: str, facts: dict[str, Any]) -> dict[str, Any]:
    return SOURCES.get(file.removesuffix(".gz"), {"name": file}) | {"films": facts["kept"]}


def _check_size(path: Path) -> None:
    sizes = {file: file.stat().st_size for file in path.rglob("*") if file.is_file()}
    largest = max(sizes, key=lambda file: sizes[file])
    if sizes[largest] > MAX_FILE_BYTES:
        raise NotPackageable(largest, f"it has {sizes[largest]:,} bytes; the limit is {MAX_FILE_BYTES:,}")
    if sum(sizes.values()) > MAX_FOLDER_BYTES:
        raise NotPackageable(path, f"it has {sum(sizes.values()):,} bytes; the limit is {MAX_FOLDER_BYTES:,}")


def replace_contents(target: Path, source: Path) -> None:
    """Replace the contents of `target` by those of `source`. The folder itself stays: it may be a mount point."""
    target.mkdir(parents=True, exist_ok=True)
    for entry in target.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    shutil.copytree(source, target, dirs_exist_ok=True)
