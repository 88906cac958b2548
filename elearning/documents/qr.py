"""QR codes as SVG that can stand inside a page or a document; the words for those who cannot see one come with it."""

from html import escape

import segno


def svg(address: str, *, description: str) -> str:
    """A QR code of an address as one `<svg>` element that scales, with its description as `<title>`.

    Error correction is M: a code on a wall can lose 15 % to a crease or a thumb and is still read. The dark squares
    are one filled outline, so that no viewer shows hairlines between them. The quiet margin is left to the page.
    """
    rows = segno.make_qr(address, error="m").matrix
    outline = "".join(
        f"M{first} {down}h{length}v1h-{length}z" for down, row in enumerate(rows) for first, length in _dark_runs(row)
    )
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {size} {size}">'
        f'<title>{escape(description)}</title><path fill="#000" d="{outline}"/></svg>'
    )


def _dark_runs(row: bytes | bytearray) -> list[tuple[int, int]]:
    """Where each run of dark squares of a row begins, and how long it is."""
    runs: list[tuple[int, int]] = []
    for across, is_dark in enumerate(row):
        if is_dark and runs and sum(runs[-1]) == across:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif is_dark:
            runs.append((across, 1))
    return runs
