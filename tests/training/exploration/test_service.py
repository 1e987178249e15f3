from pathlib import Path

import pytest
import requests

from movie_classifier.film import Film
from training.exploration.service import serving


@pytest.mark.slow
def test_serves_until_the_context_ends(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIE_CLASSIFIER_API_KEYS", "of another service")
    with serving(tiny_model) as client:
        [prediction] = client.predict([Film("Guns", "a soldier fights explosions and fires guns")])
        assert set(prediction.genres) == {"Action", "War"}
    with pytest.raises(requests.ConnectionError):
        requests.get(client.url, timeout=5)


@pytest.mark.slow
def test_says_why_the_service_did_not_start(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no model in"), serving(tmp_path):
        pass
