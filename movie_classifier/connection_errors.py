"""Turns exceptions of requests into `ServiceError`s that say what was wrong.

The client imports this module when a request has failed.
"""

import requests.exceptions as requests
import urllib3.exceptions as urllib3

from movie_classifier.errors import START_HINT, ServiceError, ServiceTimeout, ServiceUnreachable

UNREACHABLE: tuple[tuple[type[Exception], str, str], ...] = (
    (requests.ConnectTimeout, "no connection within the timeout", "check the address"),
    (requests.SSLError, "TLS failed", "check the certificate, or write http:// if the service has none"),
    (requests.ProxyError, "the proxy does not answer", "check HTTP_PROXY, HTTPS_PROXY and NO_PROXY"),
    (urllib3.NameResolutionError, "the host name is unknown", "check the address"),
    (requests.InvalidHeader, "the API key has a line break", "correct MOVIE_CLASSIFIER_API_KEY"),
    (ValueError, "the address is not valid", "check the address"),
)
"""Exception of requests or urllib3 → reason and remedy. The first one that fits counts."""


def explain_failure(error: Exception, url: str, timeout: float, start: str = START_HINT) -> ServiceError:
    """Return the error to raise for a request that got no response.

    Args:
        error: exception of requests, or a `ValueError` of urllib3, which it raises for some invalid host names.
        url: address of the service.
        timeout: timeout of the request in seconds.
        start: what to do if nothing listens at the address.
    """
    exceptions = (error, _find_cause(error))
    for kind, reason, remedy in UNREACHABLE:
        if any(isinstance(exception, kind) for exception in exceptions):
            return ServiceUnreachable(url, reason, remedy)
    if any(isinstance(exception, requests.Timeout | urllib3.ReadTimeoutError) for exception in exceptions):
        return ServiceTimeout(url, timeout)
    if any(isinstance(exception, urllib3.ProtocolError) for exception in exceptions):
        return ServiceError(url, "closed the connection before it had answered", "try again, or see the service's log")
    return ServiceUnreachable(url, remedy=start)


def _find_cause(error: Exception) -> object:
    """Return the exception of urllib3 that requests has wrapped."""
    cause = error.args[0] if error.args else None
    return getattr(cause, "reason", cause)
