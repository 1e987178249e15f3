"""Serves the page for people, at `/`, and its files below `/page/`.

The files are read once, when the application is created, and answered from memory: compressed if the client accepts it,
and not at all if it has them already. The page needs no API key, because its files are public. Its requests do.
"""

import gzip
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

from movie_classifier.service.middleware.security_headers import PAGE_POLICY

FOLDER = Path(__file__).parent.parent.parent / "page"

MEDIA_TYPES = {".js": "text/javascript", ".LICENSE": "text/plain", ".woff2": "font/woff2"}
"""Media types that do not depend on the operating system's table."""

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
    def read(cls, path: Path) -> "PageFile":
        """Read the file at `path`."""
        content = path.read_bytes()
        media_type = MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        headers = {
            "Cache-Control": "no-cache",  # browsers keep the file, and ask each time whether it has changed
            "Content-Type": f"{media_type}; charset=utf-8" if path.suffix != ".woff2" else media_type,
            # Weak, because the compressed and the plain answer share it.
            "ETag": f'W/"{sha256(content).hexdigest()[:32]}"',
            "Vary": "Accept-Encoding",
        }
        if path.suffix == ".html":
            headers["Content-Security-Policy"] = PAGE_POLICY
        return cls(headers, content, gzip.compress(content, mtime=0) if path.suffix in COMPRESSED_SUFFIXES else None)

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


def create_page_router(folder: Path = FOLDER) -> APIRouter:
    """Return the routes of the page, which are no part of the OpenAPI document."""
    files = {path.relative_to(folder).as_posix(): PageFile.read(path) for path in folder.rglob("*") if path.is_file()}
    index = files.pop("index.html")
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def page(request: Request) -> Response:
        """Return the page."""
        return index.answer(request)

    @router.get("/page/{name:path}")
    async def page_file(request: Request, name: str) -> Response:
        """Return a file that the page needs."""
        if name not in files:
            raise HTTPException(404)
        return files[name].answer(request)

    return router
