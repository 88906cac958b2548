"""What the links and pictures of a module's texts are on its pages."""

from collections.abc import Iterator

from flask import url_for

from elearning.authoring.dress import Shown, Surroundings
from elearning.authoring.pictures import written
from elearning.domain.beside_lessons import Link
from elearning.domain.modules import ModuleVersion


def _address(version: ModuleVersion, link: Link) -> str:
    anchor = link.anchor or None
    if link.reference:
        return url_for("learner.reference", slug=version.slug, reference_id=link.reference, _anchor=anchor)
    lesson = next(one for one in version.lessons if one.id == link.lesson)
    place = next((place for place, screen in enumerate(lesson.screens, 1) if screen.id == link.screen), 1)
    return url_for("learner.screen", slug=version.slug, lesson_id=lesson.id, place=place, _anchor=anchor)


def pictures_in(version: ModuleVersion, text: str) -> Iterator[tuple[str, Shown]]:
    """The pictures that a text may show, by address as written."""
    for picture in version.pictures:
        if picture.name in text:
            address = url_for("learner.picture", digest=picture.digest)
            yield written(picture.name), Shown(address, picture.width, picture.height)


def around(version: ModuleVersion, text: str, *, depth: int = 0) -> Surroundings:
    """The surroundings of one text of a version, on a page of its own: no more than what the text names, because
    they are part of what a rendered text is remembered by."""
    if not version.links and not version.pictures:
        return Surroundings(depth=depth)
    links = tuple((link.written, _address(version, link)) for link in version.links if link.written in text)
    return Surroundings(links, tuple(pictures_in(version, text)), depth=depth)
