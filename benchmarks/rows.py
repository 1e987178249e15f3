"""Which servers are compared, and what each of them needs."""

import importlib.util
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.command import service_command
from benchmarks.sentence_encoder import PACKAGE
from benchmarks.servers import FILMS, VECTORS
from movie_classifier.server import BACKLOG, GRACE_SECONDS, HTTP_PROTOCOL

EMPTY, OURS, SOURCE = "empty", "ours", "source-document"
NAMES = (EMPTY, OURS, SOURCE, "tfidf", "minilm")


@dataclass(frozen=True)
class Row:
    """A server to measure.

    Attributes:
        name: what `--only` calls it.
        title: what the table calls it.
        command: starts it, but for host and port.
        variables: of its environment.
        missing: why it cannot be measured; None where it can.
    """

    name: str
    title: str
    command: list[str]
    variables: Mapping[str, str] = field(default_factory=dict)
    missing: str | None = None


def make_rows(python: Path, model: Path, films: Path, vectors: Path | None) -> list[Row]:
    """All rows, in the order of the table.

    Args:
        python: runs the servers that need no more than ours.
        model: our pipeline.
        films: the list that TF-IDF learns from.
        vectors: the general pipeline of the source document's server; None where there is none.
    """
    this = Path(sys.executable)
    general = None if vectors and vectors.is_dir() else f"no pipeline in {vectors}" if vectors else "no --vectors given"
    encoder = _lacks("torch", "sentence_transformers", PACKAGE)
    return [
        Row(EMPTY, "empty FastAPI endpoint", _command(python, "empty")),
        Row(OURS, "this service", service_command(python, model)),
        Row(
            SOURCE, "whole general pipeline in `async def`", _command(python, "source_document"),
            {VECTORS: str(vectors)}, general,
        ),
        Row("tfidf", "TF-IDF + logistic regression", _command(this, "tfidf"), {FILMS: str(films)}, _lacks("sklearn")),
        Row("minilm", "MiniLM + one layer", _command(this, "minilm"), missing=encoder),
    ]  # fmt: skip


def _command(python: Path, factory: str) -> list[str]:
    """Uvicorn with the options with which `movie_classifier serve` starts it."""
    options = [
        "--no-access-log",
        "--no-server-header",
        f"--http={HTTP_PROTOCOL}",
        f"--backlog={BACKLOG}",
        f"--timeout-graceful-shutdown={GRACE_SECONDS}",
    ]
    return [str(python), "-m", "uvicorn", f"benchmarks.servers:{factory}", "--factory", *options]


def _lacks(*packages: str) -> str | None:
    missing = [package for package in packages if importlib.util.find_spec(package) is None]
    return f"not installed: {', '.join(missing)}" if missing else None
