"""Where to go on after signing in: an address on this site, whatever somebody put into a link. Decides nothing else."""

from urllib.parse import urlsplit


def local_address(text: str | None) -> str | None:
    """An address on this site to go on to, or None if it could lead anywhere else."""
    if not text or not text.startswith("/") or text.startswith("//") or "\\" in text or len(text) > 1000:
        return None
    if any(character <= " " or character == "\x7f" for character in text):  # browsers drop some of these
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if not parts.scheme and not parts.netloc else None
