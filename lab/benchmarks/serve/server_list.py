"""The servers that are compared, and what each of them needs."""

import importlib.util
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lab.benchmarks.command import program, program_beside, service_command
from lab.benchmarks.serve.servers import FILMS, VECTORS
from lab.pretrained import PACKAGE
from movie_classifier.service.server import BACKLOG, GRACE_SECONDS

EMPTY, OURS, BESIDE, SOURCE = "empty", "ours", "beside", "source-document"
NAMES = (EMPTY, OURS, SOURCE, "tfidf", "minilm")


@dataclass(frozen=True)
class Candidate:
    """A server to measure.

    Attributes:
        name: name for `--only`.
        title: name in the table.
        command: command that starts the server, without host and port.
        variables: environment variables of the server.
        missing: why the server cannot run here; None if it can.
    """

    name: str
    title: str
    command: list[str]
    variables: Mapping[str, str] = field(default_factory=dict)
    missing: str | None = None


def make_candidates(
    python: Path, model: Path, films: Path, vectors: Path | None, beside: Path | None = None
) -> list[Candidate]:
    """Return all candidates, in the order of the table.

    Args:
        python: interpreter of the servers that need no more packages than this service.
        model: pipeline of this service.
        films: film list that TF-IDF is fitted on.
        vectors: folder of the full pipeline, for the server of the source document; None to leave it out.
        beside: another checkout, whose service is measured too; None for none.
    """
    this = Path(sys.executable)
    general = None if vectors and vectors.is_dir() else f"no pipeline in {vectors}" if vectors else "no --vectors given"
    encoder = _missing_packages("torch", "sentence_transformers", PACKAGE)
    return [
        Candidate(EMPTY, "empty FastAPI endpoint", _command(python, "empty")),
        Candidate(OURS, "this service", service_command(program(python), model)),
        *(
            [Candidate(BESIDE, f"the service of {beside.name}", service_command(program_beside(beside), model))]
            if beside
            else []
        ),
        Candidate(
            SOURCE, "full `en_core_web_md` pipeline in `async def`", _command(python, "source_document"),
            {VECTORS: str(vectors)}, general,
        ),
        Candidate(
            "tfidf", "TF-IDF + logistic regression", _command(this, "tfidf"), {FILMS: str(films)},
            _missing_packages("sklearn"),
        ),
        Candidate("minilm", "MiniLM + one layer", _command(this, "minilm"), missing=encoder),
    ]  # fmt: skip


def _command(python: Path, factory: str) -> list[str]:
    """Return a uvicorn command with the options of `movie_classifier serve`."""
    options = [
        "--no-access-log",
        "--no-server-header",
        "--http=httptools",
        f"--backlog={BACKLOG}",
        f"--timeout-graceful-shutdown={GRACE_SECONDS}",
    ]
    return [str(python), "-m", "uvicorn", f"lab.benchmarks.serve.servers:{factory}", "--factory", *options]


def _missing_packages(*packages: str) -> str | None:
    missing = [package for package in packages if importlib.util.find_spec(package) is None]
    return f"not installed: {', '.join(missing)}" if missing else None
