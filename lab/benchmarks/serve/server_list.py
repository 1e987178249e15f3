"""The servers that are compared, and what each of them needs."""

import sys
from pathlib import Path

from lab.benchmarks.case import BESIDE, Case, not_installed
from lab.benchmarks.command import program, program_beside, service_command
from lab.benchmarks.serve.servers import FILMS, VECTORS
from lab.pretrained import PACKAGE
from movie_classifier.service.server import BACKLOG, GRACE_SECONDS

EMPTY, OURS, SOURCE = "empty", "ours", "source-document"
NAMES = (EMPTY, OURS, SOURCE, "tfidf", "minilm")


def make_cases(python: Path, model: Path, films: Path, vectors: Path | None, beside: Path | None = None) -> list[Case]:
    """Return all servers, in the order of the table.

    Args:
        python: interpreter of the servers that need no more packages than this service.
        model: pipeline of this service.
        films: film list that TF-IDF is fitted on.
        vectors: folder of the full pipeline, for the server of the source document; None to leave it out.
        beside: another checkout, whose service is measured too; None for none.
    """
    this = Path(sys.executable)
    general = None if vectors and vectors.is_dir() else f"no pipeline in {vectors}" if vectors else "no --vectors given"
    encoder = not_installed("torch", "sentence_transformers", PACKAGE)
    return [
        Case(EMPTY, "empty FastAPI endpoint", _command(python, "empty")),
        Case(OURS, "this service", service_command(program(python), model)),
        *(
            [Case(BESIDE, f"the service of {beside.name}", service_command(program_beside(beside), model))]
            if beside
            else []
        ),
        Case(
            SOURCE, "full `en_core_web_md` pipeline in `async def`", _command(python, "source_document"),
            {VECTORS: str(vectors)}, general,
        ),
        Case(
            "tfidf", "TF-IDF + logistic regression", _command(this, "tfidf"), {FILMS: str(films)},
            not_installed("sklearn"),
        ),
        Case("minilm", "MiniLM + one layer", _command(this, "minilm"), missing=encoder),
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
