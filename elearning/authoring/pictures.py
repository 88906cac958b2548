"""The files in a module's `pictures` folder: looked at, measured and known by their digests."""

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from PIL import Image, ImageFile, UnidentifiedImageError

from elearning.authoring.svg import Size, read_svg
from elearning.authoring.text_files import read_text, shown_path
from elearning.domain.beside_lessons import Picture
from elearning.domain.problems import Problem

FOLDER = "pictures"
LARGEST_DRAWING, LARGEST_PHOTO = 64 * 1024, 512 * 1024
"""Bytes: a phone on a poor line opens a lesson too."""
MOST_PIXELS, LARGEST_SIDE = 12_000_000, 6000

_NAME = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*\.(svg|png|jpg|jpeg|webp)$")
_MEDIA_TYPES = {
    "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp",
}  # fmt: skip
_GPS = 0x8825
_UNPACKING = Lock()
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}


@dataclass
class Pictures:
    """The pictures of a module by name, and the bytes of each by its digest."""

    by_name: dict[str, Picture] = field(default_factory=dict)
    content: dict[str, bytes] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    """Where each file is, as a person would type it, in order or not."""
    problems: list[Problem] = field(default_factory=list)


def written(name: str) -> str:
    """How a text names a picture."""
    return f"{FOLDER}/{name}"


def _photo_fault(image: Image.Image) -> str:
    """What must not be in a picture though it can be shown."""
    if getattr(image, "n_frames", 1) > 1:
        return "The picture moves, and nobody could stop it. Save one frame of it."
    if image.getexif().get_ifd(_GPS):
        return "The picture tells where it was taken. Save it without its location."
    return ""


def _load_whole(image: Image.Image) -> None:
    """Unpack a picture. Raises OSError where its end is missing, even after the library that makes PDFs was loaded,
    which tells Pillow for the whole process to take what there is."""
    with _UNPACKING:
        takes_parts, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            image.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = takes_parts


def _photo(path: Path, media_type: str) -> tuple[bytes, Size | None, list[Problem]]:
    shown = shown_path(path)
    with path.open("rb") as file:
        content = file.read(LARGEST_PHOTO + 1)
    if len(content) > LARGEST_PHOTO:
        message = (
            f"The picture is larger than {LARGEST_PHOTO // 1024} KB. Save it smaller: 1,200 pixels wide is enough."
        )
        return b"", None, [Problem(message, shown)]
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[media_type]]) as image:
            size = image.size
            if size[0] * size[1] > MOST_PIXELS or max(size) > LARGEST_SIDE:
                message = f"The picture has {size[0]} × {size[1]} pixels. Save it smaller: 1,200 pixels wide is enough."
                return b"", None, [Problem(message, shown)]
            _load_whole(image)
            if fault := _photo_fault(image):
                return b"", None, [Problem(fault, shown)]
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        kind = _FORMATS[media_type]
        return b"", None, [Problem(f"This is no whole {kind} picture, whatever its name says. Save it again.", shown)]
    return content, size, []


def _drawing(path: Path) -> tuple[bytes, Size | None, list[Problem]]:
    text, problems = read_text(path, largest=LARGEST_DRAWING)
    if text is None:
        return b"", None, problems
    size, problems = read_svg(text, path=shown_path(path))
    return text.encode(), size, problems


def _files(folder: Path, found: Pictures) -> Iterator[tuple[Path, str]]:
    for path in sorted(entry for entry in folder.iterdir() if not entry.name.startswith(".")):
        named = _NAME.match(path.name)
        if named is None or not path.is_file():
            message = (
                "Pictures have names such as three-hats.svg: small letters, and .svg, .png, .jpg or .webp. Rename it."
            )
            found.problems.append(Problem(message, shown_path(path)))
        else:
            yield path, _MEDIA_TYPES[named[1]]


def read_pictures(folder: Path) -> Pictures:
    """Every picture of a module; what is wrong with a file is in `problems`, and the file is left out.

    Line endings of drawings do not count. Raises OSError for a folder that cannot be read.
    """
    found = Pictures()
    if not folder.is_dir():
        return found
    for path, media_type in _files(folder, found):
        found.paths[path.name] = shown_path(path)
        content, size, problems = _drawing(path) if media_type == "image/svg+xml" else _photo(path, media_type)
        found.problems += problems
        if size is not None and not problems:
            digest = hashlib.sha256(content).hexdigest()
            found.by_name[path.name] = Picture(path.name, digest, media_type, *size)
            found.content[digest] = content
    return found


def content_of(pictures: tuple[Picture, ...], content: Mapping[str, bytes]) -> dict[str, bytes]:
    """The bytes of those pictures alone, by digest."""
    return {picture.digest: content[picture.digest] for picture in pictures}
