"""Asks for an API key, where the settings have any."""

import secrets
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

bearer = HTTPBearer(auto_error=False, description="One of MOVIE_CLASSIFIER_API_KEYS, where the service has any.")


async def require_key(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> None:
    """End the request in a 401 with a challenge, unless it has a key or none is needed.

    Every key is compared, each in constant time, so that how long it takes tells nothing about any of them.
    """
    keys = request.app.state.settings.api_keys
    candidate = given.credentials.encode("latin-1") if given else b""  # as Starlette decodes headers
    matches = [secrets.compare_digest(candidate, key.get_secret_value().encode()) for key in keys]
    if keys and not any(matches):
        raise HTTPException(
            401, "an API key is needed: send Authorization: Bearer KEY", headers={"WWW-Authenticate": "Bearer"}
        )
