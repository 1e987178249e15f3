"""Turns a trained and evaluated pipeline into the folder that is shipped."""

import json
import re
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import spacy
from spacy.cli.package import get_third_party_dependencies
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokenizer import Tokenizer
from spacy.vectors import Vectors

from movie_classifier.classifier import GenreClassifier
from movie_classifier.model.checksums import write_checksums
from movie_classifier.model.model_path import ACCURATE, FAST, MULTILINGUAL, shipped_model_path
from movie_classifier.model.pipeline.encoder_component import EncoderClassifier
from movie_classifier.model.pipeline.evidence import META_KEY
from movie_classifier.model.pipeline.loading import COMPONENT
from movie_classifier.model.precision import META_KEY as CURVES
from training.config import Plan
from training.errors import NotPackageable, NotReplaceable
from training.evaluation.model_card import write_card
from training.films.corpus import read_corpus
from training.films.known_lists import find_source
from training.packaging.letter_case import ignore_case, look_up_lower_case
from training.packaging.replacement import compare_scores, next_version, read_replaced, replace_contents
from training.packaging.wheel import build_wheel
from training.weights.encoder_pipeline import write_pipeline


class SizeLimits(NamedTuple):
    """Limits of a pipeline in bytes: of its folder, and of its largest file."""

    folder: int
    file: int


SIZE_LIMITS = {
    FAST: SizeLimits(folder=30_000_000, file=20_000_000),
    ACCURATE: SizeLimits(26_000_000, 24_000_000),
    MULTILINGUAL: SizeLimits(48_000_000, 44_000_000),
}
"""Limits of the shipped pipelines, which are part of the repository and of the installed package."""

SHIPPED_NAMES = {
    FAST: "movie_genres",
    ACCURATE: "movie_genres_accurate",
    MULTILINGUAL: "movie_genres_multilingual",
}

NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
"""Names that are part of a Python package's name, and that pip does not spell in another way."""

NOT_COMPARED = (
    "it cannot be compared with the new pipeline: it has other labels, or no thresholds, or there are no test films"
)

REMEDY = "`package --force` replaces it, --target names another folder"
"""What a user can do if a pipeline is not replaced. It names `package`, because `train --target` has no `--force`."""

ATTRIBUTION = "This product uses the TMDB API but is not endorsed or certified by TMDB."

ENCODER_SOURCES: dict[str, list[dict[str, Any]]] = {
    ACCURATE: [
        {
            "name": "all-MiniLM-L6-v2, fine-tuned on the labels of these films and the probabilities of the fast "
            "model, in 8 bits",
            "url": "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
            "license": "Apache-2.0",
        }
    ],
    MULTILINGUAL: [
        {
            "name": "LanguageSpecificMovieDatasets, texts of TMDB in seven languages",
            "films": 13_330,
            "url": "https://github.com/supergeniodelmale/LanguageSpecificMovieDatasets",
            "license": "MIT",
        },
        {
            "name": "the first six layers of multilingual-e5-small, fine-tuned on the labels of these films and the "
            "probabilities of the accurate model, in 8 bits",
            "url": "https://huggingface.co/intfloat/multilingual-e5-small",
            "license": "MIT",
        },
    ],
}


def package(
    plan: Plan,
    target: Path,
    version: str | None = None,
    model: Path | None = None,
    *,
    force: bool = False,
    backup: Path | None = None,
    wheel: Path | None = None,
    name: str | None = None,
) -> list[str]:
    """Write the pipeline at `model` (default: the best one of the plan) to `target`.

    A pipeline in `target` is replaced if the new one is not worse on the test films of the plan. Both are measured if
    they have the same labels and the test films have been prepared. If not, the old one needs a backup, or `force`.

    Args:
        plan: the config.
        target: an empty or new folder, or a folder with a genre pipeline.
        version: version of the new pipeline; by default the one after that of the pipeline in `target`, or 0.1.0.
        model: folder of the trained pipeline.
        force: whether to replace a pipeline that is better, or that cannot be compared, too.
        backup: folder that keeps the replaced pipeline: an empty or new folder, or one with an older backup.
        wheel: folder for an installable package of the pipeline too; see `build_wheel`.
        name: name of the new pipeline, which with the language is the name of its wheel; by default the one that
            was given to the pipeline in `target`; otherwise that of the shipped pipeline of its kind.

    Returns:
        Lines for the terminal: the scores before and now, the backup, and one line for each file that was written.

    Raises:
        DataNotFound: there is no trained pipeline.
        NotPackageable: the pipeline has not been evaluated, is too large to be the shipped one, or cannot be built as a
            wheel; or `name` is no part of a Python package's name.
        NotReplaceable: `target` or `backup` has other files, or `target` has a better pipeline, or one that cannot be
            compared and would be lost.
    """
    path = plan.trained(model)
    if name is not None and not NAME.fullmatch(name):
        example = "use lower-case letters, digits and single underscores between them, such as dark_films"
        raise NotPackageable(path, f"its name cannot be {name!r}: {example}")
    replaced = read_replaced(target)
    if backup is not None:
        read_replaced(backup)
    nlp = spacy.load(path)
    if "thresholds" not in nlp.meta:
        raise NotPackageable(path, "it has no thresholds; run `python -m training evaluate` first")
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / "model"
        _write_weights(nlp, staged)
        _write_meta(staged, nlp, plan, version or next_version(replaced), name or _default_name(replaced, nlp))
        write_card(staged)
        write_checksums(staged)
        for shipped, limits in SIZE_LIMITS.items():
            if target.resolve() == shipped_model_path(shipped).resolve():
                _check_size(staged, limits)
        GenreClassifier.load(staged)
        lines = _check_scores(plan, target, staged, force, kept=backup is not None) if replaced else []
        built = [build_wheel(staged, wheel)] if wheel is not None else []
        replace_contents(target, staged, backup if replaced else None)
    files = [*sorted(file for file in target.rglob("*") if file.is_file()), *built]
    lines += [f"the replaced pipeline is in {backup}"] if replaced and backup else []
    return lines + [f"{file.stat().st_size:>12,} {file}" for file in files]


def _check_scores(plan: Plan, old: Path, new: Path, force: bool, kept: bool) -> list[str]:
    docs = list(read_corpus(plan.test, spacy.blank("en"))) if plan.test.is_file() else []
    change = compare_scores(old, new, docs) if docs else None
    if change is None:
        if not (force or kept):
            kept_copy = "`package --backup FOLDER` keeps a copy of it"
            raise NotReplaceable(old, f"{NOT_COMPARED}; {kept_copy}, {REMEDY}")
        return [f"{old}: {NOT_COMPARED}"]
    if change.worse and not force:
        raise NotReplaceable(old, f"{change}; {REMEDY}")
    return [str(change)]


def _write_weights(nlp: Language, folder: Path) -> None:
    """Write the pipeline without what only its training needed."""
    component = nlp.get_pipe(COMPONENT)
    if isinstance(component, EncoderClassifier):  # it ignores case, and its vocabulary is not that of the pipeline
        assert component.encoder is not None
        write_pipeline(component.encoder.folder, component.labels, component.weights, component.bias, folder)
        return
    _without_training_words(ignore_case(nlp)).to_disk(folder)
    look_up_lower_case(folder)


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


def _kind(nlp: Language) -> str:
    """Return the shipped pipeline that this one is like."""
    component = nlp.get_pipe(COMPONENT)
    if not isinstance(component, EncoderClassifier):
        return FAST
    return MULTILINGUAL if component.encoder and component.encoder.familiarity else ACCURATE


def _default_name(replaced: dict[str, Any] | None, nlp: Language) -> str:
    """Return the name that was given to the replaced pipeline; otherwise that of the shipped pipeline of this kind."""
    if replaced and replaced.get("name") not in (None, *SHIPPED_NAMES.values()):
        return str(replaced["name"])
    return SHIPPED_NAMES[_kind(nlp)]


def _write_meta(path: Path, nlp: Language, plan: Plan, version: str, name: str) -> None:
    trained, kind = nlp.meta, _kind(nlp)
    meta = json.loads((path / "meta.json").read_text(encoding="utf-8"))
    summary = json.loads(plan.summary.read_text(encoding="utf-8")) if plan.summary.is_file() else {"sources": {}}
    meta |= {
        "name": name,
        "version": version,
        "description": f"Genres of films ({len(trained['labels'][COMPONENT])} labels) from title and description"
        + ("." if kind == FAST else ", with a sentence encoder."),
        "license": "MIT",
        "notes": ATTRIBUTION,
        "sources": _sources(trained, summary, ENCODER_SOURCES.get(kind, [])),
        # What `pip install` of a wheel installs with the pipeline.
        "requirements": [f"spacy{meta['spacy_version']}", *map(_with_extra, get_third_party_dependencies(nlp.config))],
        "thresholds": trained["thresholds"],
        "performance": trained["performance"],
        META_KEY: trained.get(META_KEY),
        CURVES: trained.get(CURVES, {}),
    }
    (path / "meta.json").write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")


def _with_extra(requirement: str) -> str:
    """Return the requirement of this package with the extra that runs the encoder; others as they are."""
    return requirement.replace("movie-classifier", "movie-classifier[accurate]", 1)


def _sources(trained: dict[str, Any], summary: dict[str, Any], others: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the film lists and the `others`, with text values, as spaCy's schema wants them.

    A pipeline that was packaged before keeps its lists.
    """
    sources = (
        trained.get("sources")
        or [find_source(file) | {"films": facts["kept"]} for file, facts in summary["sources"].items()] + others
    )
    return [{key: str(value) for key, value in source.items()} for source in sources]


def _check_size(path: Path, limits: SizeLimits) -> None:
    sizes = {file: file.stat().st_size for file in path.rglob("*") if file.is_file()}
    largest = max(sizes, key=lambda file: sizes[file])
    if sizes[largest] > limits.file:
        raise NotPackageable(largest, f"it has {sizes[largest]:,} bytes; the limit is {limits.file:,}")
    if sum(sizes.values()) > limits.folder:
        raise NotPackageable(path, f"it has {sum(sizes.values()):,} bytes; the limit is {limits.folder:,}")
