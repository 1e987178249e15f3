import asyncio

import httpx
import pytest

from movie_classifier.service.api.app import create_app
from movie_classifier.service.settings import Settings
from tests.conftest import SHIPPED_MODEL


def test_an_unexpected_error_is_logged_but_not_shown_to_the_client(caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(Settings(model=SHIPPED_MODEL))

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("a secret")

    async def send_request() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get("/broken")

    response = asyncio.run(send_request())
    assert response.status_code == 500
    assert response.json() == {"detail": "internal error", "errors": []}
    [record] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "in broken" in record.traceback
    assert "RuntimeError" in record.getMessage()
    assert "a secret" not in caplog.text + record.traceback.replace('raise RuntimeError("a secret")', "")
