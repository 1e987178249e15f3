"""The documentation pages and the OpenAPI document."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import requests
import spacy
from spacy.training import Example

from movie_classifier.model.genres import GENRES
from movie_classifier.service.api.app import create_app
from movie_classifier.service.api.examples import OTHELLO
from movie_classifier.service.settings import Settings
from tests.conftest import serving
from tests.service.api.test_bad_input import check_error

ROUTES = {
    "/genre": "post",
    "/genres": "post",
    "/explain": "post",
    "/model": "get",
    "/model/card": "get",
    "/model/reload": "post",
    "/metrics": "get",
    "/health/live": "get",
    "/health/ready": "get",
}


@pytest.fixture(scope="module")
def document(service: str) -> dict[str, Any]:
    return dict(requests.get(f"{service}/openapi.json", timeout=10).json())


def test_every_route_has_a_summary_and_a_description(document: dict[str, Any]) -> None:
    assert {path: list(methods) for path, methods in document["paths"].items()} == {
        path: [method] for path, method in ROUTES.items()
    }
    for path, method in ROUTES.items():
        operation = document["paths"][path][method]
        assert operation["summary"]
        assert operation["description"]


@pytest.mark.parametrize("keys", ["", "key"])
def test_every_error_has_the_common_body(tiny_model: Path, keys: str) -> None:
    document = create_app(Settings(model=tiny_model, api_keys=keys)).openapi()  # type: ignore[arg-type]
    shape = {"$ref": "#/components/schemas/ErrorBody"}
    statuses = {}
    for path, method in ROUTES.items():
        answers = document["paths"][path][method]["responses"]
        errors = {status: answer for status, answer in answers.items() if status != "200"}
        statuses[path] = sorted(errors)
        for answer in errors.values():
            assert answer["content"]["application/json"]["schema"] == shape
            assert set(answer["content"]["application/json"]["example"]) == {"detail", "errors"}
    unauthorized = ["401"] if keys else []  # never returned without API keys
    assert statuses == {
        "/genre": [*unauthorized, "408", "413", "415", "422", "503"],
        "/genres": [*unauthorized, "408", "413", "415", "422", "503"],
        "/explain": [*unauthorized, "408", "413", "415", "422", "503"],
        "/model": [*unauthorized, "503"],
        "/model/card": [*unauthorized, "404", "503"],
        "/model/reload": [*unauthorized, "403", "409", "503"],
        "/metrics": unauthorized,
        "/health/live": [],
        "/health/ready": ["503"],
    }
    assert ("securitySchemes" in document["components"]) == bool(keys)
    assert "HTTPValidationError" not in document["components"]["schemas"]


@pytest.mark.parametrize("route", ["/genre", "/genres"])
def test_othello_is_the_example(document: dict[str, Any], route: str) -> None:
    operation = document["paths"][route]["post"]
    request = operation["requestBody"]["content"]["application/json"]["examples"]["othello"]["value"]
    assert request == (OTHELLO if route == "/genre" else {"movies": [OTHELLO]})
    assert operation["responses"]["200"]["content"]["application/json"]["example"]


def genre_choices(document: dict[str, Any]) -> list[str] | None:
    """Return the genres that the document offers for the query parameter of `/genre`, or None if it lists none."""
    [parameter] = document["paths"]["/genre"]["post"]["parameters"]
    assert parameter["name"] == "genre"
    assert parameter["schema"]["type"] == "array"
    choices: list[str] | None = parameter["schema"]["items"].get("enum")
    return choices


def test_genre_parameter_offers_the_labels_of_the_model(document: dict[str, Any]) -> None:
    assert genre_choices(document) == list(GENRES)
    genre = document["components"]["schemas"]["ExplainBody"]["properties"]["genre"]
    assert genre["anyOf"] == [{"type": "string", "enum": list(GENRES)}, {"type": "null"}]


def test_genre_parameter_offers_the_labels_of_a_reloaded_model(tiny_model: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    key = {"Authorization": "Bearer key"}
    with serving(Settings(model=folder, api_keys="key")) as url:  # type: ignore[arg-type]
        assert genre_choices(requests.get(f"{url}/openapi.json", timeout=10).json()) == list(GENRES)
        save_model_with_labels(folder, ["Cats", "Dogs"])
        assert requests.post(f"{url}/model/reload", headers=key, timeout=30).ok
        assert genre_choices(requests.get(f"{url}/openapi.json", timeout=10).json()) == ["Cats", "Dogs"]
        selected = requests.post(f"{url}/genre?genre=dogs", json=OTHELLO, headers=key, timeout=10)
        assert list(selected.json()) == ["Dogs"]
        unknown = requests.post(f"{url}/genre?genre=Drama", json=OTHELLO, headers=key, timeout=10)
        assert check_error(unknown, 422)["detail"] == "unknown genre: Drama; the model knows: Cats, Dogs"


def save_model_with_labels(folder: Path, labels: list[str]) -> None:
    """Replace the pipeline in `folder` with an untrained one."""
    nlp = spacy.blank("en")
    nlp.add_pipe("textcat_multilabel")
    cats = {label: float(number % 2) for number, label in enumerate(labels)}
    nlp.initialize(lambda: [Example.from_dict(nlp.make_doc("a"), {"cats": cats})])
    nlp.meta["thresholds"] = dict.fromkeys(labels, 0.5)
    shutil.rmtree(folder)
    nlp.to_disk(folder)


def test_genre_parameter_is_free_text_before_the_model_is_loaded(tiny_model: Path) -> None:
    assert genre_choices(create_app(Settings(model=tiny_model)).openapi()) is None


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
def test_pages_link_to_no_other_host(service: str, http: requests.Session, page: str) -> None:
    html = http.get(service + page).text
    for url in re.findall(r"""(?:src|href)=["']([^"']+)""", html):
        assert url.startswith(("/", "data:")), url
        assert http.get(service + url).status_code == 200
