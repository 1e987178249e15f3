"""Servers to compare with. Each is an application factory of uvicorn, and answers `POST /genre` as this service does.

uvicorn passes no arguments to a factory, so environment variables name the models. All servers classify on the event
loop, which is faster than a thread on one core.
"""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from lab.benchmarks.tfidf import fit_tfidf
from lab.pretrained import encoder_folder
from movie_classifier.film import Film, film_text
from movie_classifier.model.genres import GENRES
from movie_classifier.service.api.schemas import MovieBody, ScoresBody

FILMS, VECTORS = "BENCHMARK_FILMS", "BENCHMARK_VECTORS"
"""Environment variables with the film list and with the pipeline that has word vectors."""

Scores = Mapping[str, float]


def empty() -> FastAPI:
    """Validate the film, and answer `{}`. This measures the cost of FastAPI."""
    return _application(lambda film: {})


def source_document() -> FastAPI:
    """Run a full English pipeline, with tagger, parser and entities, and a text classifier at its end.

    The classifier is untrained, which does not change its speed.
    """
    import spacy
    from spacy.training import Example

    nlp = spacy.load(os.environ[VECTORS])
    classifier: Any = nlp.add_pipe("textcat_multilabel")
    example = Example.from_dict(nlp.make_doc("A film."), {"cats": dict.fromkeys(GENRES, 0.0)})
    classifier.initialize(lambda: [example], nlp=nlp, labels=GENRES)
    return _application(lambda film: nlp(f"{film.title}\n{film.description}").cats)


def tfidf() -> FastAPI:
    """Run scikit-learn's TF-IDF of words and pairs of words, with one logistic regression for each genre."""
    # Fitting runs in another process, so that its memory does not count as the server's.
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        pipeline = executor.submit(fit_tfidf, Path(os.environ[FILMS])).result()
    return _application(lambda film: dict(zip(GENRES, pipeline.predict_proba([film_text(film)])[0], strict=True)))


def minilm() -> FastAPI:
    """Run the published sentence encoder all-MiniLM-L6-v2 with one untrained layer."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    encoder = SentenceTransformer(str(encoder_folder()), device="cpu")
    layer = torch.nn.Linear(encoder.encode(["A film."]).shape[1], len(GENRES))

    def classify(film: Film) -> Scores:
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):  # faster on recent processors
            vector = encoder.encode([film_text(film)], convert_to_tensor=True, show_progress_bar=False)
            probabilities = layer(vector).sigmoid().float()[0].tolist()
        return dict(zip(GENRES, probabilities, strict=True))

    return _application(classify)


def _application(classify: Callable[[Film], Scores]) -> FastAPI:
    app = FastAPI()

    @app.post("/genre", response_model=ScoresBody)
    async def genre(movie: MovieBody) -> Any:
        return dict(classify(movie.to_film()))

    @app.get("/health/ready")
    async def ready() -> dict[str, str]:
        return {"status": "ready"}

    return app
