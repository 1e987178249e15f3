"""The key for TMDB's API: read from the environment, and added to requests where nothing logs it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from training.errors import TmdbKeyMissing

KEY_VARIABLE, TOKEN_VARIABLE = "TMDB_API_KEY", "TMDB_TOKEN"

_SHAPE = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Credentials:
    """A key of version 3, which is sent as a parameter, or a token of version 4, which is sent as a header.

    Exactly one of them is set. Neither is part of the representation.
    """

    key: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Credentials":
        """Read `TMDB_TOKEN`, or else `TMDB_API_KEY`.

        Raises:
            TmdbKeyMissing: neither is set, or its value has characters that no key has. The message does not repeat it.
        """
        for variable in (TOKEN_VARIABLE, KEY_VARIABLE):
            value = environment.get(variable, "").strip()
            if value and not _SHAPE.fullmatch(value):
                raise TmdbKeyMissing(f"{variable} has characters that no key of TMDB has")
            if value:
                is_token = variable == TOKEN_VARIABLE or "." in value  # a token is a JWT, with dots between its parts
                return cls(token=value) if is_token else cls(key=value)
        raise TmdbKeyMissing(f"{KEY_VARIABLE} and {TOKEN_VARIABLE} are not set")


class SigningTransport(httpx.AsyncBaseTransport):
    """Adds the credentials to each request on its way to the network.

    httpx logs the URL of a request and puts the request into its exceptions. Both see the request before it passes
    here, so that neither contains the key.
    """

    def __init__(self, credentials: Credentials, transport: httpx.AsyncBaseTransport) -> None:
        self._credentials = credentials
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a signed copy of `request`."""
        url, headers = request.url, request.headers.copy()
        if self._credentials.key:
            url = url.copy_merge_params({"api_key": self._credentials.key})
        else:
            headers["Authorization"] = f"Bearer {self._credentials.token}"
        signed = httpx.Request(request.method, url, headers=headers, stream=request.stream)
        signed.extensions = request.extensions
        return await self._transport.handle_async_request(signed)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()
