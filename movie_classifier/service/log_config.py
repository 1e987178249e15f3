"""Configuration of the log: lines for people in a terminal, JSON lines otherwise."""

import logging
import os
import sys
from datetime import datetime
from typing import Any, Literal

from pythonjsonlogger.core import RESERVED_ATTRS
from uvicorn.logging import ColourizedFormatter

from movie_classifier.service.middleware import access_log
from movie_classifier.service.middleware.access_log import current_request_id

LogFormat = Literal["auto", "text", "json"]

TEXT = "{asctime} {levelprefix} {message}"
TEXT_RESPONSE = "{asctime} {levelprefix} {method} {route} {status} {milliseconds} ms"


class AddRequestId(logging.Filter):
    """Adds the id of the current request to a record, if there is a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the id, and keep the record."""
        if request_id := current_request_id.get():
            record.request_id = request_id
        return True


class JsonResponseFormatter(logging.Formatter):
    """Formats the record of a response as JSON. No field needs escaping, so it needs no general formatter."""

    def format(self, record: Any) -> str:
        """Return the line."""
        time = datetime.fromtimestamp(record.created).isoformat(" ", "milliseconds").replace(".", ",")
        return (
            f'{{"time": "{time}", "level": "{record.levelname}", "logger": "{record.name}", "message": "{record.msg}", '
            f'"request_id": "{record.request_id}", "method": "{record.method}", "route": "{record.route}", '
            f'"status": {record.status}, "milliseconds": {record.milliseconds}}}'
        )


class TextFormatter(ColourizedFormatter):
    """Formats a record as text, followed by the `traceback` of the record if it has one."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name of logging.Formatter's method
        """Return the line and the traceback."""
        line = super().formatMessage(record)
        traceback = getattr(record, "traceback", "")
        return f"{line}\n{traceback.rstrip()}" if traceback else line


def log_config(level: str, log_format: LogFormat) -> dict[str, Any]:
    """Return the argument of `logging.config.dictConfig`.

    Args:
        level: name of the lowest level that is logged, in lower case.
        log_format: `text` for people, `json` for machines, `auto` for text if stderr is a terminal.
    """
    text = log_format == "text" or (log_format == "auto" and sys.stderr.isatty())
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": AddRequestId}},
        "formatters": _text_formatters() if text else _json_formatters(),
        "handlers": {
            "message": {"class": "logging.StreamHandler", "formatter": "message", "filters": ["request_id"]},
            "response": {"class": "logging.StreamHandler", "formatter": "response"},
        },
        "loggers": {
            name: {"handlers": [handler], "level": level.upper(), "propagate": False}
            for name, handler in (
                ("movie_classifier", "message"), ("uvicorn", "message"), (access_log.__name__, "response")
            )
        },
    }  # fmt: skip


def _json_formatters() -> dict[str, Any]:
    return {
        "message": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "{asctime}{levelname}{name}{message}",
            "style": "{",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            "reserved_attrs": [*RESERVED_ATTRS, "color_message"],
        },
        "response": {"()": JsonResponseFormatter},
    }


def _text_formatters() -> dict[str, Any]:
    # https://no-color.org: any value except the empty one switches colours off.
    colours = sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    shared = {"()": TextFormatter, "datefmt": "%H:%M:%S", "style": "{", "use_colors": colours}
    return {"message": {**shared, "fmt": TEXT}, "response": {**shared, "fmt": TEXT_RESPONSE}}
