"""A council's colour made fit for paper: dark enough to read as words, pale enough to lie behind them."""

import re

_COLOUR = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")
READABLE = 7.0
"""The contrast of words with white paper (WCAG 2.2, 1.4.6)."""


def tint(colour: str, *, strength: float) -> str:
    """The colour mixed with white: 1 is the colour itself, 0 is white. Raises ValueError for no "#rrggbb"."""
    return _text(tuple(255 - (255 - part) * strength for part in _parts(colour)))


def ink(colour: str) -> str:
    """The colour, darkened as far as it takes to be read on white. Raises ValueError for no "#rrggbb"."""
    parts = _parts(colour)
    while 1.05 / (_luminance(parts) + 0.05) < READABLE:
        parts = tuple(part * 0.95 for part in parts)
    return _text(parts)


def _parts(colour: str) -> tuple[float, ...]:
    match = _COLOUR.fullmatch(colour)
    if match is None:
        raise ValueError(f"The colour {colour!r} is not of the form #rrggbb. Correct it in the council's settings.")
    return tuple(float(int(part, 16)) for part in match.groups())


def _text(parts: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in parts)


def _luminance(parts: tuple[float, ...]) -> float:
    linear = [p / 255 / 12.92 if p <= 10 else ((p / 255 + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
