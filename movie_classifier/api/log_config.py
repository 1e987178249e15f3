"""One JSON object a line, for the service's own messages and uvicorn's alike."""

import logging
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS

from movie_classifier.api.access_log import current_request_id


class AddRequestId(logging.Filter):
    """Gives a record the id of the request that it belongs to, where it belongs to one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record."""
        if request_id := current_request_id.get():
            record.request_id = request_id
        return True


def log_config(level: str) -> dict[str, Any]:
    """The argument of `logging.config.dictConfig`; `level` is a level's name, in lower case as uvicorn's are."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": AddRequestId}},
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": "{asctime}{levelname}{name}{message}",
                "style": "{",
                "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
                "reserved_attrs": [*RESERVED_ATTRS, "color_message"],
            }
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]},
        },
        "loggers": {
            name: {"handlers": ["stderr"], "level": level.upper(), "propagate": False}
            for name in ("movie_classifier", "uvicorn")
        },
    }
