"""One line of JSON for each request and each crash. Nothing personal: no address, name, query, value or token."""

import logging
import time
import traceback
from typing import Any, TextIO, cast

import structlog
from flask import Flask, Response, g, got_request_exception, request
from flask.logging import wsgi_errors_stream

_log = structlog.stdlib.get_logger("elearning")


def crash_lines(error: BaseException) -> list[str]:
    """Where an exception came from, as file, line and function. Its message may hold what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames][-12:]


def note_crash(_sender: Any = None, *, exception: BaseException, **_: Any) -> None:
    """Log an exception that nobody expected."""
    _log.error("crash", page=request.endpoint, error=type(exception).__name__, frames=crash_lines(exception))


def _begin() -> None:
    g.began = time.perf_counter()


def _finish(response: Response) -> Response:
    taken = (time.perf_counter() - g.began) * 1000 if "began" in g else 0.0
    _log.info(
        "request", method=request.method, page=request.endpoint, status=response.status_code,
        milliseconds=round(taken, 1),
    )  # fmt: skip
    return response


def init_logs(app: Flask, *, is_quiet: bool) -> None:
    """Log the requests of an application, or only what goes wrong."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    logger = logging.getLogger("elearning")
    if not logger.handlers:
        handler = logging.StreamHandler(cast("TextIO", wsgi_errors_stream))
        handler.setFormatter(logging.Formatter("%(message)s"))
        logger.addHandler(handler)
    logger.setLevel(logging.WARNING if is_quiet else logging.INFO)
    app.logger.addFilter(lambda record: not record.exc_info)  # Flask's own line has the address; note_crash replaces it
    got_request_exception.connect(note_crash, app)
    app.before_request(_begin)
    if not is_quiet:
        app.after_request(_finish)
