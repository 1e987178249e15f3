"""The service below a path prefix, behind nginx, as a browser sees it."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests

from movie_classifier.service.settings import Settings
from tests.conftest import OTHELLO, serving
from tests.service.process import wait_until

pytestmark = pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")

CONFIG = """
daemon off; master_process off; pid {folder}/nginx.pid;
events {{}}
http {{
    access_log off;
    {temporary}
    server {{
        listen 127.0.0.1:{port};
        location /movies/ {{ proxy_pass {service}/; }}
    }}
}}
"""
KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
LINKS = re.compile(r"""(?:src|href|url)(?:=|: )["']([^"'#]+)["']""")


@pytest.fixture(params=["strips the prefix", "passes the prefix on"])
def proxy(request: pytest.FixtureRequest, tiny_model: Path, free_port: int, tmp_path: Path) -> Iterator[str]:
    """The address of the service at an nginx that serves it below `/movies`."""
    temporary = "".join(f"{kind}_temp_path {tmp_path}; " for kind in KINDS)
    with serving(Settings(model=tiny_model, root_path="/movies")) as service:
        config = CONFIG.format(folder=tmp_path, temporary=temporary, port=free_port, service=service)
        if request.param == "passes the prefix on":  # nginx does so if the address has no path
            config = config.replace(f"{service}/", service)
        (tmp_path / "nginx.conf").write_text(config)
        command = ["nginx", "-e", f"{tmp_path}/error.log", "-c", f"{tmp_path}/nginx.conf"]
        with subprocess.Popen(command) as nginx:
            address = f"http://127.0.0.1:{free_port}/movies/"
            try:
                wait_until(lambda: requests.get(address, timeout=5).ok)
                yield address
            finally:
                nginx.terminate()


def test_requests_and_pages_with_all_that_they_load(proxy: str, http: requests.Session) -> None:
    assert "Drama" in http.post(f"{proxy}genre", json=OTHELLO._asdict()).json()
    for page in ("", "docs", "redoc"):
        answer = http.get(proxy + page)
        links = [urljoin(answer.url, link) for link in LINKS.findall(answer.text)]
        loaded = [link for link in links if link.startswith(proxy) and not link.endswith("/model/card")]  # it has none
        assert len(loaded) >= 3, page
        assert {link: http.get(link).status_code for link in loaded} == dict.fromkeys(loaded, 200)
