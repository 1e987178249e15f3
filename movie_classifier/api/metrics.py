"""Counts what the service does, for Prometheus."""

import os
from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from movie_classifier.classifier import ModelInfo

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder in which processes share their counts; prometheus_client reads it at import."""

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
FILMS = (1, 2, 4, 8, 16, 32, 64)


class Metrics:
    """One application's metrics; those of all workers together where `DIRECTORY` is set."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "movie_classifier_requests", "Requests answered.", ["route", "method", "status"], registry=registry
        )
        self._seconds = Histogram(
            "movie_classifier_request_seconds", "Time from a request's head to its answer.", ["route"],
            buckets=SECONDS, registry=registry,
        )  # fmt: skip
        self._films = Counter("movie_classifier_films", "Films classified.", registry=registry)
        self._batch = Histogram(
            "movie_classifier_batch_films", "Films classified at a time.", buckets=FILMS, registry=registry
        )
        self._top_genres = Counter(
            "movie_classifier_top_genre", "Films by their most probable genre.", ["genre"], registry=registry
        )
        self._queue = Gauge(
            "movie_classifier_queue_length", "Requests waiting.", multiprocess_mode="livesum", registry=registry
        )
        self._model = Gauge(
            "movie_classifier_model_info", "1 for the model that is served.", ["name", "version", "content_hash"],
            multiprocess_mode="livemax", registry=registry,
        )  # fmt: skip
        self._served: ModelInfo | None = None
        ProcessCollector(registry=registry)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request was answered; `route` is the route's path, not the request's."""
        self._requests.labels(route, method, status).inc()
        self._seconds.labels(route).observe(seconds)

    def batch(self, top_genres: Sequence[str]) -> None:
        """Some films were classified together, and these are their most probable genres."""
        self._films.inc(len(top_genres))
        self._batch.observe(len(top_genres))
        for genre in top_genres:
            self._top_genres.labels(genre).inc()

    def queue(self, requests: int) -> None:
        """So many requests are waiting."""
        self._queue.set(requests)

    def model(self, info: ModelInfo) -> None:
        """This model is served from now on."""
        if self._served:
            self._model.labels(self._served.name, self._served.version, self._served.content_hash).set(0)
        self._model.labels(info.name, info.version, info.content_hash).set(1)
        self._served = info

    def expose(self) -> bytes:
        """All metrics in Prometheus's text format."""
        if DIRECTORY not in os.environ:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
