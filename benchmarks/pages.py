"""Pages: the sign-in page, the task list and a lesson page, each beside 'hello' on as many workers."""

import os
import tempfile
import urllib.request
from pathlib import Path
from statistics import median

from benchmarks.load import requests_a_second
from benchmarks.site import Visitor, environment, found_site, free_port, serving
from benchmarks.table import Line
from tests.builders import SLUG

ROUNDS = 3
PAGES = (
    ("sign-in page", "/sign-in", False, "≥ 0.3"),
    ("task list, signed in", "/", True, "≥ 0.1"),
    ("lesson page, signed in", f"/modules/{SLUG}/lessons/lesson-1/2", True, "≥ 0.15"),
)


def _kilobytes(url: str, cookie: str) -> float:
    """The weight of a page as it is sent to a browser that takes gzip."""
    request = urllib.request.Request(url, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        return len(answer.read()) / 1000


def _measure(hello: str, site: str, visitors: list[Visitor]) -> list[Line]:
    cookies = [visitor.cookie for visitor in visitors]
    lines = []
    for work, path, is_signed_in, goal in PAGES:
        pairs = []
        for _ in range(ROUNDS):
            limit = requests_a_second(hello)
            pairs.append((requests_a_second(site + path, cookies if is_signed_in else ()), limit))
        ratio = median(figure / limit for figure, limit in pairs)
        figure, limit = median(f for f, _ in pairs), median(h for _, h in pairs)
        weight = _kilobytes(site + path, cookies[0] if is_signed_in else "")
        lines.append(
            Line(
                work, f"{figure:,.0f} a second ({weight:.1f} KB)", f"hello: {limit:,.0f} a second", f"{ratio:.3f}", goal
            )
        )
    return lines


def lines() -> list[Line]:
    """One line a page: two gunicorn workers, eight connections, medians of paired rounds."""
    with tempfile.TemporaryDirectory() as folder:
        port, hello_port = free_port(), free_port()
        _, visitors = found_site(Path(folder), port)
        with (
            serving("app:app", port, environment(Path(folder), port)),
            serving("benchmarks.hello:app", hello_port, dict(os.environ)),
        ):
            return _measure(f"http://127.0.0.1:{hello_port}/", f"http://127.0.0.1:{port}", visitors)
