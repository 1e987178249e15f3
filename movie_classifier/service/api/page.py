"""Serves the page for people, at `/`, and its files below `/page/`.

The files are read once, when the application is created, and answered from memory: compressed if the client accepts it,
and not at all if it has them already. The page needs no API key, because its files are public. Its requests do.
"""

import gzip
import html
import json
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from movie_classifier.choice.choice import SEPARATOR
from movie_classifier.film import MAX_DESCRIPTION_LENGTH, MAX_FILMS, MAX_TITLE_LENGTH, PLACEHOLDERS
from movie_classifier.service.api.authentication import require_key
from movie_classifier.service.middleware.security_headers import PAGE_POLICY
from movie_classifier.tables.columns import DESCRIPTION_COLUMNS, PREFIX, TITLE_COLUMNS

FOLDER = Path(__file__).parent.parent.parent / "page"

NOT_FOUND = "404.html"

MEDIA_TYPES = {".js": "text/javascript", ".LICENSE": "text/plain", ".woff2": "font/woff2"}
"""Media types that do not depend on the operating system's table."""

LIMITS = {
    "MAX_TITLE_LENGTH": MAX_TITLE_LENGTH,
    "MAX_DESCRIPTION_LENGTH": MAX_DESCRIPTION_LENGTH,
    "MAX_FILMS": MAX_FILMS,
    "PLACEHOLDERS": sorted(PLACEHOLDERS),
    "TITLE_COLUMNS": TITLE_COLUMNS,
    "DESCRIPTION_COLUMNS": DESCRIPTION_COLUMNS,
    "PREFIX": PREFIX,
    "GENRE_SEPARATOR": SEPARATOR,
}
"""What the page has to know of films and tables."""

COMPRESSED_SUFFIXES = {".css", ".html", ".js", ".json", ".svg"}


@dataclass(frozen=True)
class PageFile:
    """A file of the page in memory.

    Attributes:
        headers: headers of every answer with this file.
        content: the bytes of the file.
        compressed: the bytes compressed with gzip; None if that does not make them smaller.
    """

    headers: Mapping[str, str]
    content: bytes
    compressed: bytes | None

    @classmethod
    def create(cls, name: str, content: bytes) -> "PageFile":
        """Return a file with this name, which says its type, and content."""
        suffix = Path(name).suffix
        media_type = MEDIA_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        headers = {
            "Cache-Control": "no-cache",  # browsers keep the file, and ask each time whether it has changed
            "Content-Type": f"{media_type}; charset=utf-8" if suffix != ".woff2" else media_type,
            # Weak, because the compressed and the plain answer share it.
            "ETag": f'W/"{sha256(content).hexdigest()[:32]}"',
            "Vary": "Accept-Encoding",
        }
        if suffix == ".html":
            headers["Content-Security-Policy"] = PAGE_POLICY
        return cls(headers, content, gzip.compress(content, mtime=0) if suffix in COMPRESSED_SUFFIXES else None)

    def answer(self, request: Request) -> Response:
        """Return the file, or a 304 if the client has it."""
        if self.headers["ETag"].removeprefix("W/") in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=dict(self.headers))
        if self.compressed is not None and accepts_gzip(request.headers.get("Accept-Encoding", "")):
            return Response(self.compressed, headers={**self.headers, "Content-Encoding": "gzip"})
        return Response(self.content, headers=dict(self.headers))


def accepts_gzip(header: str) -> bool:
    """Return whether an `Accept-Encoding` header allows gzip (RFC 9110, section 12.5.3)."""
    accepted = {}
    for choice in header.lower().replace(" ", "").split(","):
        coding, _, weight = choice.partition(";q=")
        accepted[coding] = weight.strip("0.") != "" or weight == ""
    return accepted.get("gzip", accepted.get("*", False))


def render_limits() -> bytes:
    """Return the page's module `limits.js`: limits, names of columns and placeholders, as constants of JavaScript."""
    return "".join(f"export const {name} = {json.dumps(value)};\n" for name, value in LIMITS.items()).encode()


def render_not_found(root_path: str, folder: Path = FOLDER) -> bytes:
    """Return the page for an address that the service does not have, whose own files lie below `root_path`."""
    page = (folder / NOT_FOUND).read_text(encoding="utf-8")
    return re.sub('href="(?:\\./)?', f'href="{html.escape(root_path)}/', page).encode()


def create_page_router(folder: Path = FOLDER) -> APIRouter:
    """Return the routes of the page, which are no part of the OpenAPI document."""
    contents = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    contents["limits.js"] = render_limits()
    del contents[NOT_FOUND]
    files = {name: PageFile.create(name, content) for name, content in contents.items()}
    index = files.pop("index.html")
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def page(request: Request) -> Response:
        """Return the page."""
        return index.answer(request)

    @router.get("/page/choice.json", dependencies=[Depends(require_key)])
    async def choice(request: Request) -> dict[str, Mapping[str, float | str]]:
        """Return names and thresholds of the genres after the choice of the service. Those left out have no name."""
        inference = request.app.state.inference
        if inference is None:
            raise HTTPException(503, "the model is not ready")
        decision = request.app.state.choice.for_model(inference.info)
        thresholds = {genre: max(value, decision.required[genre]) for genre, value in decision.thresholds.items()}
        return {"names": decision.names, "thresholds": thresholds}

    @router.get("/page/{name:path}")
    async def page_file(request: Request, name: str) -> Response:
        """Return a file that the page needs."""
        if name not in files:
            raise HTTPException(404)
        return files[name].answer(request)

    return router
