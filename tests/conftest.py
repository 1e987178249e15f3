"""A tiny model trained in seconds, and a real server in a thread.

Heavy modules are imported where they are used: the process that only gives tests to its workers reads this file too.
"""

import functools
import json
import os
import random
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests
from filelock import FileLock

from movie_classifier.film import Film, film_text
from movie_classifier.model.genres import GENRES
from movie_classifier.service.api import examples
from tests.film_lists import ROOT, make_film, small_config, write_movies

if TYPE_CHECKING:
    from movie_classifier.classifier import GenreClassifier
    from movie_classifier.service.settings import Settings
    from tests.library.jellyfin_server import FakeJellyfin
    from training.config import Plan

SHIPPED_MODEL = ROOT / "spacy_model"

MOVIES = "movies_metadata.csv"

OTHELLO = Film(**examples.OTHELLO)

OTHELLO_PRINTED = """\
{'description': 'The evil Iago pretends to be friend of Othello in order to '
                'manipulate him to serve his own end in the film version of '
                'this Shakespeare classic.',
 'genre': 'Drama',
 'title': 'Othello'}
"""

TINY_FILMS = [
    (Film("Guns", "a soldier fights explosions and fires guns"), {"Action", "War"}),
    (Film("Laughs", "a funny wedding goes wrong and everybody laughs"), {"Comedy", "Romance"}),
    (Film("Tears", "the family mourns a tragic death"), {"Drama"}),
    (Film("Ghost", "a ghost haunts the terrified children"), {"Horror", "Thriller"}),
] + [(Film(genre, f"this one is about {genre}"), {genre}) for genre in GENRES]


@pytest.fixture(scope="session", autouse=True)
def heed_signals() -> None:
    """What a shell starts in the background ignores some signals, and so would all that the tests start."""
    for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)


@pytest.fixture(scope="session", autouse=True)
def collect_garbage_once() -> Iterator[None]:
    """A service in this process would traverse the objects of all tests when it starts, for most of its time."""
    from movie_classifier.service.inference.reload import freeze_garbage_collector

    freeze_garbage_collector()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("movie_classifier.service.api.app.freeze_garbage_collector", lambda: None)
        yield


Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """A function that fills the folder of a name, once in a run of the tests: parallel workers share it.

    Its second argument gets the empty folder. Nothing may change the folder later.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "once"
    shared.mkdir(exist_ok=True)

    def once(name: str, fill: Callable[[Path], object]) -> Path:
        folder, complete = shared / name, shared / f"{name}.complete"
        with FileLock(shared / f"{name}.lock"):
            if not complete.exists():
                folder.mkdir()
                fill(folder)
                complete.touch()
        return folder

    return once


@pytest.fixture(scope="session")
def tiny_model(once: Once) -> Path:
    """A pipeline folder with all genres that has learnt `TINY_FILMS` by heart."""
    return once("tiny", _write_tiny_model)


def _write_tiny_model(folder: Path) -> None:
    import spacy
    from spacy.training import Example

    nlp = spacy.blank("en")
    model = {"@architectures": "spacy.TextCatBOW.v3", "length": 1024, "ngram_size": 1}
    config = {"model": {**model, "exclusive_classes": False, "no_output_layer": False}}
    nlp.add_pipe("textcat_multilabel", config=config)
    examples = [
        Example.from_dict(nlp.make_doc(film_text(film)), {"cats": {genre: float(genre in genres) for genre in GENRES}})
        for film, genres in TINY_FILMS
    ]
    nlp.initialize(lambda: examples)
    optimizer = nlp.resume_training()
    optimizer.learn_rate = 0.05
    for _ in range(60):
        nlp.update(examples, sgd=optimizer)
    nlp.meta["name"] = "tiny"
    nlp.to_disk(folder)
    meta = json.loads((folder / "meta.json").read_text())
    meta |= {"thresholds": dict.fromkeys(GENRES, 0.5), "performance": {"micro_f1": 0.5}}
    meta["precision_curves"] = {genre: {"0.5": 0.5, "0.9": 0.8} for genre in GENRES if genre != "Foreign"}
    (folder / "meta.json").write_text(json.dumps(meta))


@pytest.fixture(scope="session")
def movies_csv(once: Once) -> Path:
    """400 films in the format of The Movies Dataset, whose genres follow from their words."""
    chance = random.Random(0)
    rows = [make_film(number, chance) for number in range(1, 401)]
    return once("movies", lambda folder: write_movies(folder / MOVIES, rows)) / MOVIES


@pytest.fixture(scope="session")
def trained(movies_csv: Path, once: Once, tmp_path_factory: pytest.TempPathFactory) -> "Plan":
    """A plan whose corpora are prepared, and whose pipeline is trained and evaluated.

    Each worker has a copy, because some tests evaluate the pipeline again, which writes into its folder.
    """
    from training.config import read_plan

    def fill(folder: Path) -> None:
        from training.evaluation.evaluate import evaluate
        from training.films.prepare import prepare
        from training.train import train

        plan = read_plan(small_config(folder))
        prepare(plan, movies_csv)
        train(plan)
        evaluate(plan)

    own = Path(shutil.copytree(once("trained", fill), tmp_path_factory.mktemp("trained") / "own"))
    return read_plan(small_config(own))


@functools.cache
def load_shared(model: Path) -> "GenreClassifier":
    """The classifier of a folder that no test changes. Loading takes 0.3 s, so all tests share it."""
    from movie_classifier.service.inference.reload import load_and_check

    return load_and_check(model)


@contextmanager
def serving(settings: "Settings", classifier: "GenreClassifier | None" = None) -> Iterator[str]:
    """The URL of a uvicorn that serves the API in a thread, on a port that the system chose."""
    import uvicorn

    from movie_classifier.service.api.app import create_app
    from movie_classifier.service.http_protocol import make_protocol

    if classifier is None and settings.model.parent.name == "once":
        classifier = load_shared(settings.model)
    config = uvicorn.Config(
        create_app(settings, classifier), port=0, http=make_protocol(settings.body_timeout), log_level="warning"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server ended before it had started"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def service(tiny_model: Path) -> Iterator[str]:
    """The URL of a service with the tiny model."""
    from movie_classifier.service.settings import Settings

    with serving(Settings(model=tiny_model)) as url:
        yield url


@pytest.fixture(scope="session")
def jellyfin() -> "Iterator[FakeJellyfin]":
    """A server that speaks Jellyfin's API. A test begins with `reset`, and does not stop it."""
    from tests.library.jellyfin_server import fake_jellyfin

    with fake_jellyfin() as server:
        yield server


@pytest.fixture(scope="session")
def shipped_service() -> Iterator[str]:
    """The URL of a service with the model of the repository."""
    from movie_classifier.service.settings import Settings

    with serving(Settings(model=SHIPPED_MODEL)) as url:
        yield url


def require_accurate() -> None:
    """Skip the test if the extra `accurate` is not installed."""
    for package in ("onnxruntime", "tokenizers"):
        pytest.importorskip(package, reason="the extra accurate is not installed")


@pytest.fixture(scope="session")
def tiny_encoder(once: Once) -> Path:
    """A folder with the files of a sentence encoder, whose weights are random."""
    for package in ("onnxruntime", "tokenizers", "onnx"):
        pytest.importorskip(package, reason="needs the extras accurate and test")
    from tests.tiny_encoder import write_encoder

    return once("tiny-encoder", write_encoder)


@pytest.fixture(scope="session")
def tiny_accurate_model(tiny_encoder: Path, once: Once) -> Path:
    """A pipeline folder with that encoder, which has learnt `TINY_FILMS` by heart."""
    from tests.tiny_encoder import write_accurate_model

    return once("tiny-accurate", lambda folder: write_accurate_model(folder, tiny_encoder))


@pytest.fixture(scope="session")
def poster_model(tiny_model: Path, once: Once) -> Path:
    """A poster model for the tiny model: dark posters are horror, bright ones are comedies."""
    for package in ("PIL", "onnxruntime", "onnx"):
        pytest.importorskip(package, reason="needs the extras poster and test")
    from tests.poster.tiny import write_poster_model

    return once("tiny-poster", lambda folder: write_poster_model(folder, tiny_model))


@pytest.fixture(scope="session")
def poster_service(tiny_model: Path, poster_model: Path) -> Iterator[str]:
    """The URL of a service that reads posters."""
    from movie_classifier.service.settings import Settings

    with serving(Settings(model=tiny_model, poster_model=poster_model)) as url:
        yield url


@pytest.fixture
def http() -> Iterator[requests.Session]:
    """A session of plain HTTP."""
    with requests.Session() as session:
        yield session


@pytest.fixture
def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
