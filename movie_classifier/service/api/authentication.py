"""Checks the API key of a request."""

import secrets
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

bearer = HTTPBearer(auto_error=False, description="One of the keys in MOVIE_CLASSIFIER_API_KEYS.")


async def require_key(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> None:
    """Dependency that raises a 401 with a challenge if API keys are configured and the request has none of them.

    The key is compared with every configured key, each time in constant time, so that timing reveals nothing about
    them.
    """
    keys = request.app.state.settings.api_keys
    candidate = credentials.credentials.encode("latin-1") if credentials else b""  # Starlette decodes as Latin-1
    matches = [secrets.compare_digest(candidate, key.get_secret_value().encode()) for key in keys]
    if keys and not any(matches):
        detail = "this API key is not known: send another one" if candidate else "an API key is needed: send it"
        raise HTTPException(401, f"{detail} as Authorization: Bearer KEY", headers={"WWW-Authenticate": "Bearer"})
