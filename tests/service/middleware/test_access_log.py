import json
import logging
import logging.config
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from movie_classifier.service.log_config import log_config
from movie_classifier.service.settings import Settings
from tests.conftest import serving

SECRET = {"title": "Quixotic Zebra", "description": "A zyzzyva hides a secret."}


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """Configure logging as the service does, but write to a file. Yields the path of the file."""
    file = tmp_path / "log"
    config = log_config("info", "json")
    for handler in config["handlers"].values():
        handler |= {"class": "logging.FileHandler", "filename": str(file)}
    loggers = [logging.getLogger(name) for name in config["loggers"]]
    before = [(logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    logging.config.dictConfig(config)
    yield file
    for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
        for handler in logger.handlers:
            handler.close()
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


def read_records(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text().splitlines()]


def test_each_response_is_one_json_line(tiny_model: Path, log: Path, http: requests.Session) -> None:
    with serving(Settings(model=tiny_model)) as url:
        http.post(f"{url}/genre", json=SECRET, headers={"X-Request-ID": "abc-1"})
        http.post(f"{url}/genre", json={**SECRET, "title": ""})
        http.get(f"{url}/health/live")
        http.get(f"{url}/Quixotic?zyzzyva")
        http.request("M-SEARCH", f"{url}/genre")
    lines = [line for line in read_records(log) if line["logger"] == "movie_classifier.service.middleware.access_log"]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("POST", "/genre", 200), ("POST", "/genre", 422), ("GET", "unmatched", 404),
        ("M-SEARCH", "/genre", 405),
    ]  # fmt: skip
    assert lines[0]["request_id"] == "abc-1"
    assert 0 < lines[0]["milliseconds"] < 10_000  # type: ignore[operator]
    assert lines[0]["level"] == "INFO"


def test_no_text_of_a_film_is_logged(tiny_model: Path, log: Path, http: requests.Session) -> None:
    with serving(Settings(model=tiny_model)) as url:
        http.post(f"{url}/genre", json=SECRET)
        http.post(f"{url}/genres", json={"movies": [SECRET, {**SECRET, "description": 1}]})
        http.post(f"{url}/genre?genre=zyzzyva", json=SECRET)
        http.post(f"{url}/genre", data=json.dumps(SECRET)[:-1])
    text = log.read_text()
    assert text.count('"answered"') == 4
    assert "zebra" not in text.lower()
    assert "zyzzyva" not in text.lower()


def test_request_id_is_returned(service: str, http: requests.Session) -> None:
    assert http.get(f"{service}/model", headers={"X-Request-ID": "mine:1.2_3"}).headers["X-Request-ID"] == "mine:1.2_3"
    first, second = (http.get(f"{service}/nowhere").headers["X-Request-ID"] for _ in range(2))
    assert len(first) == 32
    assert first != second


@pytest.mark.parametrize("client_id", ["", "a b", "x" * 129, '"}{', "é"])
def test_a_request_id_that_is_unsafe_to_log_is_replaced(service: str, http: requests.Session, client_id: str) -> None:
    answer = http.get(f"{service}/model", headers={"X-Request-ID": client_id.encode()})
    assert answer.headers["X-Request-ID"].isalnum()
    assert len(answer.headers["X-Request-ID"]) == 32
