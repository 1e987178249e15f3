import re
from pathlib import Path

import pytest

from movie_classifier.model.model_path import default_model_path
from movie_classifier.service.settings import Settings
from tests.conftest import ROOT

TABLE = re.compile(r"(?<=<!-- settings -->\n).*?(?=<!-- end of settings -->)", re.DOTALL)


def settings_table() -> str:
    """Return the table of the settings for docs/service.md. `python -m tests.service.test_settings` writes it there."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = ", ".join(map(str, field.default)) if isinstance(field.default, tuple) else field.default
        default = {True: "on", None: ""}.get(default, default)
        default = "the shipped model" if name == "model" else default
        rows.append(f"| `MOVIE_CLASSIFIER_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"


def test_the_page_has_all_settings() -> None:
    found = TABLE.search((ROOT / "docs" / "service.md").read_text())
    assert found
    assert found[0] == settings_table()


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIE_CLASSIFIER_API_KEYS", "sesame, two,")
    monkeypatch.setenv("MOVIE_CLASSIFIER_CORS_ORIGINS", "https://a.example")
    settings = Settings()
    assert [key.get_secret_value() for key in settings.api_keys] == ["sesame", "two"]
    assert settings.cors_origins == ("https://a.example",)
    assert "sesame" not in repr(settings)


def test_default_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOVIE_CLASSIFIER_MODEL", raising=False)
    assert Settings().model == default_model_path() == ROOT / "spacy_model"


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIE_CLASSIFIER_MODEL", "/models/mine")
    monkeypatch.setenv("MOVIE_CLASSIFIER_MAX_BODY_BYTES", "1000")
    settings = Settings()
    assert settings.model == Path("/models/mine")
    assert settings.max_body_bytes == 1000
    assert settings.max_batch_body_bytes == 8 * 2**20


if __name__ == "__main__":
    page = ROOT / "docs" / "service.md"
    page.write_text(TABLE.sub(lambda _: settings_table(), page.read_text()))
