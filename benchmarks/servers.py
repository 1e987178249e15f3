"""The servers that ours is compared with: each is what uvicorn calls a factory, and answers `POST /genre` as ours does.

Where they read their models is in variables, since uvicorn hands a factory no arguments. All classify on the event
loop: on one core nothing is gained by a thread, and this is the faster way.
"""

import importlib
import os
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any

from fastapi import FastAPI

import movie_classifier
from benchmarks.films import read_labelled_films
from benchmarks.sentence_encoder import encoder_folder
from movie_classifier.film import Film, film_text
from movie_classifier.genres import GENRES

FILMS, VECTORS = "BENCHMARK_FILMS", "BENCHMARK_VECTORS"
"""The variables: the film list, and the pipeline with word vectors."""

Scores = Mapping[str, float]


def empty() -> FastAPI:
    """Reads and checks the film and answers nothing: what FastAPI itself costs."""
    return _application(lambda film: {})


def source_document() -> FastAPI:
    """All of a general English pipeline, tagger, parser and entities included, with a text classifier at its end.

    The classifier has learnt nothing: it takes as long as one that has.
    """
    import spacy
    from spacy.training import Example

    nlp = spacy.load(os.environ[VECTORS])
    classifier: Any = nlp.add_pipe("textcat_multilabel")
    example = Example.from_dict(nlp.make_doc("A film."), {"cats": dict.fromkeys(GENRES, 0.0)})
    classifier.initialize(lambda: [example], nlp=nlp, labels=GENRES)
    return _application(lambda film: nlp(f"{film.title}\n{film.description}").cats)


def tfidf() -> FastAPI:
    """scikit-learn's TF-IDF of words and pairs, and a logistic regression a genre."""
    # In another process, so that its memory is not counted to the server's.
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        pipeline = executor.submit(_fit_tfidf, Path(os.environ[FILMS])).result()
    return _application(lambda film: dict(zip(GENRES, pipeline.predict_proba([film_text(film)])[0], strict=True)))


def minilm() -> FastAPI:
    """The sentence encoder all-MiniLM-L6-v2 as it was published, and one layer, which has learnt nothing."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    encoder = SentenceTransformer(str(encoder_folder()), device="cpu")
    layer = torch.nn.Linear(encoder.encode(["A film."]).shape[1], len(GENRES))

    def classify(film: Film) -> Scores:
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):  # the faster way on new processors
            vector = encoder.encode([film_text(film)], convert_to_tensor=True, show_progress_bar=False)
            probabilities = layer(vector).sigmoid().float()[0].tolist()
        return dict(zip(GENRES, probabilities, strict=True))

    return _application(classify)


def _application(classify: Callable[[Film], Scores]) -> FastAPI:
    schemas = _schemas()
    app = FastAPI()

    @app.post("/genre", response_model=schemas.ScoresBody)
    async def genre(movie: schemas.MovieBody) -> Any:  # type: ignore[name-defined]
        return dict(classify(movie.to_film()))

    @app.get("/health/ready")
    async def ready() -> dict[str, str]:
        return {"status": "ready"}

    return app


def _schemas() -> Any:
    """The service's own module of bodies, without the package around it, which would bring spaCy into every server."""
    package = ModuleType("movie_classifier.api")
    package.__path__ = [str(Path(folder) / "api") for folder in movie_classifier.__path__]
    sys.modules.setdefault(package.__name__, package)
    return importlib.import_module("movie_classifier.api.schemas")


def _fit_tfidf(path: Path) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline

    films = read_labelled_films(path)
    texts = [film_text(film) for film, _ in films]
    truth = [[genre in genres for genre in GENRES] for _, genres in films]
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=3)
    regression = LogisticRegression(C=4.0, solver="liblinear")  # fits quickly; what is fitted is as fast with any
    return make_pipeline(vectorizer, OneVsRestClassifier(regression)).fit(texts, truth)
