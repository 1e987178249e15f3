"""Metrics of the service, for Prometheus."""

import os
from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from movie_classifier.model.model_info import ModelInfo

MULTIPROCESS_DIRECTORY_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Environment variable with the folder in which workers share their metrics. prometheus_client reads it at import."""

LATENCY_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Upper bounds of the latency histogram, in seconds."""

BATCH_SIZE_BUCKETS = (1, 2, 4, 8, 16, 32, 64)
"""Upper bounds of the batch size histogram, in films."""

METHODS = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"})
OTHER_METHOD = "OTHER"
"""Method label of other methods. Methods as sent would make the number of label values unbounded."""


class Metrics:
    """Metrics of one application, or of all its workers if `MULTIPROCESS_DIRECTORY_VARIABLE` is set."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "movie_classifier_requests", "Requests answered.", ["route", "method", "status"], registry=registry
        )
        self._seconds = Histogram(
            "movie_classifier_request_seconds", "Time from a request's headers to the end of its response.", ["route"],
            buckets=LATENCY_BUCKETS, registry=registry,
        )  # fmt: skip
        self._films = Counter("movie_classifier_films", "Films classified.", registry=registry)
        self._variants = Counter(
            "movie_classifier_variants", "Variants of films classified for explanations.", registry=registry
        )
        self._batch = Histogram(
            "movie_classifier_batch_films",
            "Films and variants per batch.",
            buckets=BATCH_SIZE_BUCKETS,
            registry=registry,
        )
        self._top_genres = Counter(
            "movie_classifier_top_genre", "Films by their most probable genre.", ["genre"], registry=registry
        )
        self._queue = Gauge(
            "movie_classifier_queue_length", "Films waiting in the queue.", multiprocess_mode="livesum",
            registry=registry,
        )  # fmt: skip
        self._model = Gauge(
            "movie_classifier_model_info", "1 for the current model.", ["name", "version", "content_hash"],
            multiprocess_mode="livemax", registry=registry,
        )  # fmt: skip
        self._current: ModelInfo | None = None
        ProcessCollector(registry=registry)

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a response. `route` is the path template of the route, not the path of the request."""
        self._requests.labels(route, method if method in METHODS else OTHER_METHOD, status).inc()
        self._seconds.labels(route).observe(seconds)

    def count_batch(self, films: int) -> None:
        """Count a batch of films and variants."""
        self._batch.observe(films)

    def count_variants(self, variants: int) -> None:
        """Count the variants of a film that is explained. They would distort the counts of films and top genres."""
        self._variants.inc(variants)

    def count_films(self, top_genres: Sequence[str | None]) -> None:
        """Count classified films, given the most probable genre of each."""
        self._films.inc(len(top_genres))
        for genre in top_genres:
            self._top_genres.labels(genre).inc()

    def set_queue_length(self, films: int) -> None:
        """Set the number of waiting films."""
        self._queue.set(films)

    def set_model(self, info: ModelInfo) -> None:
        """Set the model that is served."""
        if self._current:
            labels = self._current.name, self._current.version, self._current.content_hash
            if MULTIPROCESS_DIRECTORY_VARIABLE in os.environ:  # labels that workers share cannot be removed
                self._model.labels(*labels).set(0)
            else:
                self._model.remove(*labels)
        self._model.labels(info.name, info.version, info.content_hash).set(1)
        self._current = info

    def expose(self) -> bytes:
        """Return all metrics in the text format of Prometheus."""
        if MULTIPROCESS_DIRECTORY_VARIABLE not in os.environ:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
