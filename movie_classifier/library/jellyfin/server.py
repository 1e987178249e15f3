"""`JellyfinServer`: the requests to Jellyfin or Emby.

Jellyfin's API: https://api.jellyfin.org; its authorization: https://jellyfin.org/developers/docs/api/authorization.
Emby's API: https://dev.emby.media/reference/RestAPI.html. Both have the same routes but for that of one film.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

from movie_classifier.client import complete_url, keep_headers
from movie_classifier.errors import ApiKeyRefused, InvalidSetting, ServiceAnswerError, ServiceError, first_line
from movie_classifier.version import __version__

if TYPE_CHECKING:
    from requests import Response

KEY_VARIABLE = "JELLYFIN_API_KEY"
"""Environment variable with the API key."""

PAGE_SIZE = 200
"""Number of films in one answer."""

IMAGE_WIDTH = 500
"""Width in pixels to which the server reduces posters."""

Item = dict[str, Any]
"""A film as the server describes it: `BaseItemDto`."""


class ChangesForbidden(ServiceAnswerError):
    """Raised when the key belongs to a user who may not change films."""


class JellyfinServer:
    """Reads and changes the films of a server.

    The first request has no key. Only a server that answers like Jellyfin or Emby gets it, and redirects are refused,
    so that no other host does.

    Args:
        url: address of the server, such as `http://localhost:8096`.
        api_key: key from the server's dashboard.
        timeout: seconds to wait for the connection, and then for each part of an answer.

    Raises:
        InvalidUrl: `url` is not an HTTP URL.
        InvalidSetting: there is no key, or it has characters that no key has.

    The methods and properties raise a `ServiceError` if the server cannot be reached, is too slow, or refuses.
    """

    def __init__(self, url: str, api_key: str, timeout: float) -> None:
        import requests

        self.url = complete_url(url)
        if not api_key:
            raise InvalidSetting(KEY_VARIABLE, "it has no key; make one in the server's dashboard, under API Keys")
        if not api_key.isascii() or not api_key.isprintable() or '"' in api_key:
            raise InvalidSetting(KEY_VARIABLE, "a key has only letters and digits")
        self._key = api_key
        self._timeout = timeout
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"movie-classifier/{__version__}"
        self._session.auth = keep_headers  # without it, requests replaces the key by what ~/.netrc has

    @cached_property
    def _public(self) -> Item:
        """What the server says about itself without a key."""
        answer = self._json("GET", "/System/Info/Public")
        if not isinstance(answer, dict) or not isinstance(answer.get("Id"), str) or "Version" not in answer:
            raise self._not_jellyfin(200)
        return answer

    @property
    def id(self) -> str:
        """Identifier of the server."""
        return str(self._public["Id"])

    @property
    def is_jellyfin(self) -> bool:
        """Whether it is Jellyfin. Emby does not name its product."""
        return "Jellyfin" in str(self._public.get("ProductName"))

    @cached_property
    def _key_header(self) -> dict[str, str]:
        """Header with the key. Jellyfin is about to remove Emby's header, and Emby does not document Jellyfin's."""
        if self.is_jellyfin:
            return {"Authorization": f'MediaBrowser Token="{self._key}"'}
        return {"X-Emby-Token": self._key}

    @cached_property
    def _user(self) -> str:
        """Identifier of an administrator: a key has no user, and whole films are only returned to a user."""
        users = self._ask("/Users")
        try:
            rights = [(user["Id"], user["Policy"]) for user in users]
            administrators = [(each, policy) for each, policy in rights if policy["IsAdministrator"]]
            administrators.sort(key=lambda pair: not pair[1].get("EnableAllFolders", True))
        except (KeyError, TypeError, AttributeError) as error:
            raise self._not_jellyfin(200) from error
        if not administrators:
            raise ServiceError(self.url, "shows no administrator with this key", "use a key from its dashboard")
        return str(administrators[0][0])

    def films(self) -> Iterator[Item]:
        """Yield all films by name, with what decides about their genres. Other facts are missing."""
        query = {
            "UserId": self._user, "Recursive": "true", "IncludeItemTypes": "Movie", "CollapseBoxSetItems": "false",
            "Fields": "Overview,Genres,Settings", "SortBy": "SortName", "SortOrder": "Ascending", "Limit": PAGE_SIZE,
        }  # fmt: skip
        start, seen = 0, set[str]()
        while True:
            answer = self._ask("/Items", query | {"StartIndex": start})
            try:
                page, total = answer["Items"], answer["TotalRecordCount"]
                new = [item for item in page if item["Id"] not in seen]  # films added meanwhile move the others
            except (KeyError, TypeError) as error:
                raise self._not_jellyfin(200) from error
            seen.update(item["Id"] for item in new)
            yield from new
            start += len(page)
            if not page or start >= total > 0:
                return

    def whole_film(self, item_id: str) -> Item:
        """Return a film with everything that the server knows of it.

        A film that has disappeared is a `ServiceAnswerError` with status 404.
        """
        if self.is_jellyfin:
            item = self._ask(_route(item_id), {"UserId": self._user})
        else:
            item = self._ask(f"/Users/{quote(self._user, safe='')}{_route(item_id)}")
        if not isinstance(item, dict) or item.get("Id") != item_id:
            raise self._not_jellyfin(200)
        return item

    def primary_image(self, item_id: str) -> bytes:
        """Return the poster of a film, reduced by the server."""
        query = {"MaxWidth": IMAGE_WIDTH, "Format": "Jpg", "Quality": 90}
        return self._request("GET", f"{_route(item_id)}/Images/Primary", self._key_header, query).content

    def save(self, item: Item) -> None:
        """Replace a film by `item`, which must be whole: the server forgets what is missing."""
        self._request("POST", _route(item["Id"]), self._key_header, body=item)

    def _ask(self, route: str, query: dict[str, Any] | None = None) -> Any:
        return self._json("GET", route, self._key_header, query)

    def _json(
        self, method: str, route: str, headers: dict[str, str] | None = None, query: dict[str, Any] | None = None
    ) -> Any:
        response = self._request(method, route, headers, query)
        try:
            return response.json()
        except ValueError as error:
            raise self._not_jellyfin(response.status_code) from error

    def _request(
        self,
        method: str,
        route: str,
        headers: dict[str, str] | None = None,
        query: dict[str, Any] | None = None,
        body: Item | None = None,
    ) -> "Response":
        """Return the response, which has no error status."""
        import requests

        try:
            response = self._session.request(
                method, self.url + route, params=query, json=body, headers=headers, timeout=self._timeout,
                allow_redirects=False,
            )  # fmt: skip
        except (requests.RequestException, ValueError) as error:  # urllib3 raises ValueError for invalid host names
            from movie_classifier.connection_errors import explain_failure

            raise explain_failure(error, self.url, self._timeout, "start Jellyfin, or check the address") from error
        status = response.status_code
        if status == requests.codes.unauthorized:
            raise ApiKeyRefused(self.url, got_one=headers is not None, variable=KEY_VARIABLE)
        if response.is_redirect:
            target = urlsplit(urljoin(response.url, response.headers["Location"]))
            leads_to = f"leads to {target.scheme}://{target.netloc}"
            raise ServiceError(self.url, leads_to, "name that address if the server is yours")
        if status >= requests.codes.bad_request:
            kind = ChangesForbidden if status == requests.codes.forbidden else ServiceAnswerError
            raise kind(self.url, status, _reason(response), REMEDIES.get(status, "see the server's log"))
        return response

    def _not_jellyfin(self, status: int) -> ServiceAnswerError:
        return ServiceAnswerError(self.url, status, "this is no Jellyfin and no Emby", "check the address")


REMEDIES = {
    403: "use a key from its dashboard, under API Keys",
    404: "check the address",
    405: "update it: Jellyfin can do this from 10.9 on",
    502: "start Jellyfin, or try again later",
    503: "it may be starting: try again later",
}
"""Error status → what to do."""


def _route(item_id: str) -> str:
    return f"/Items/{quote(item_id, safe='')}"


def _reason(response: "Response") -> str:
    """Return the first line of an error, unless it is a page for people."""
    text = response.text.strip()
    if not text or "html" in response.headers.get("Content-Type", "") or text.startswith(("<", "{")):
        return str(response.reason)
    return first_line(ValueError(text[:200]))
