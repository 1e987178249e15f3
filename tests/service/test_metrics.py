from dataclasses import replace
from pathlib import Path

import requests
from prometheus_client.parser import text_string_to_metric_families

from movie_classifier.service.metrics import Metrics
from movie_classifier.service.settings import Settings
from tests.conftest import TINY_FILMS, load_shared, serving


def samples(url: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Return the samples that Prometheus would scrape: (name, labels) → value."""
    text = requests.get(f"{url}/metrics", timeout=10).text
    families = text_string_to_metric_families(text)
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def value(url: str, name: str, **labels: str) -> float:
    return samples(url).get((f"movie_classifier_{name}", frozenset(labels.items())), 0.0)


def test_requests_and_films_are_counted(tiny_model: Path, http: requests.Session) -> None:
    films = [film._asdict() for film, _ in TINY_FILMS]
    with serving(Settings(model=tiny_model)) as url:
        for _ in range(3):
            http.post(f"{url}/genre", json=films[0])
        http.post(f"{url}/genre", json={})
        http.post(f"{url}/genres", json={"movies": films})
        http.get(f"{url}/nothing/here")
        assert value(url, "requests_total", route="/genre", method="POST", status="200") == 3
        assert value(url, "requests_total", route="/genre", method="POST", status="422") == 1
        assert value(url, "requests_total", route="unmatched", method="GET", status="404") == 1
        assert value(url, "request_seconds_count", route="/genre") == 4
        assert value(url, "films_total") == 3 + len(films)
        assert value(url, "batch_films_count") == 4
        assert value(url, "top_genre_total", genre="Western") == 1
        assert value(url, "queue_length") == 0
        [model] = [labels for name, labels in samples(url) if name == "movie_classifier_model_info"]
        assert dict(model)["name"] == "tiny"


def test_each_application_has_its_own_metrics(tiny_model: Path, http: requests.Session) -> None:
    for _ in range(2):
        with serving(Settings(model=tiny_model)) as url:
            http.post(f"{url}/genre", json=TINY_FILMS[0][0]._asdict())
            assert value(url, "films_total") == 1


def test_models_before_a_reload_are_forgotten(tiny_model: Path) -> None:
    metrics, info = Metrics(), load_shared(tiny_model).info
    for number in range(3):
        metrics.set_model(replace(info, version=f"1.{number}"))
    [line] = [
        line for line in metrics.expose().decode().splitlines() if line.startswith("movie_classifier_model_info{")
    ]
    assert 'version="1.2"' in line


def test_rare_methods_share_one_label(service: str) -> None:
    for method in ("PROPFIND", "PURGE"):
        assert requests.request(method, f"{service}/genre", timeout=10).status_code == 405
    text = requests.get(f"{service}/metrics", timeout=10).text
    assert 'method="OTHER"' in text
    assert "PURGE" not in text
