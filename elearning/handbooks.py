"""A module version as a handbook: its texts rendered, its checks numbered, its pictures named. Part of the edge."""

from collections.abc import Iterator
from datetime import date
from itertools import count

from elearning.authoring.dress import Shown, Surroundings
from elearning.authoring.markdown import Block, render_inline, render_screen
from elearning.authoring.pictures import written
from elearning.council import CONTACT_NAMES, Council
from elearning.documents.handbook_words import Chapter, ContactLine, Handbook, Part, Piece, check_on_paper
from elearning.domain.beside_lessons import Link, Reference
from elearning.domain.modules import Lesson, ModuleVersion

DEPTH = 2
"""The module's title is an h1, a lesson's an h2, a screen's an h3."""


def _anchor(link: Link) -> str:
    parts = ("page", link.reference, link.anchor) if link.reference else (link.lesson, link.screen, link.anchor)
    return "#" + "-".join(part for part in parts if part)


class _Printer:
    """Renders the texts of one version for one document."""

    def __init__(self, version: ModuleVersion, council: Council, pictures: dict[str, str]) -> None:
        self._council = council
        self._links = tuple((link.written, _anchor(link)) for link in version.links)
        self._pictures = tuple(
            (written(one.name), Shown(pictures[one.name], one.width, one.height)) for one in version.pictures
        )
        self._numbers = count(1)

    def _pieces(self, markdown: str, prefix: str) -> Iterator[Piece]:
        around = Surroundings(self._links, self._pictures, prefix=prefix, depth=DEPTH, is_paper=True)
        for block in render_screen(markdown, self._council, around):
            yield Piece(block.html, self._contacts(block))

    def _contacts(self, block: Block) -> tuple[ContactLine, ...]:
        found = ((key, self._council.contacts[key]) for key in block.contacts)
        return tuple(ContactLine(CONTACT_NAMES[key], of.purpose, of.phone, of.email, of.url) for key, of in found)

    def lesson(self, number: int, lesson: Lesson) -> Chapter:
        """A lesson as a chapter."""
        checks = {check.id: check for check in lesson.checks}
        parts = []
        for screen in lesson.screens:
            id = f"{lesson.id}-{screen.id}"
            check = checks.get(screen.check or "")
            asked = check_on_paper(check, next(self._numbers), render_inline) if check else None
            parts.append(Part(id, screen.title, tuple(self._pieces(screen.markdown, f"{id}-")), asked))
        return Chapter(lesson.id, f"Lesson {number}, about {lesson.minutes} minutes", lesson.title, tuple(parts))

    def reference(self, page: Reference) -> Chapter:
        """A reference page as a chapter."""
        id = f"page-{page.id}"
        parts = tuple(
            Part(f"{id}-{section.id}", section.title, tuple(self._pieces(section.markdown, f"{id}-")))
            for section in page.sections
        )
        return Chapter(id, "To look things up", page.title, parts, page.summary)


def handbook_of(
    version: ModuleVersion, council: Council, *, number: int, published_on: date, pictures: dict[str, str]
) -> Handbook:  # fmt: skip
    """The handbook of a version; `pictures` are the addresses of its pictures, by name, in the document."""
    printer = _Printer(version, council, pictures)
    return Handbook(
        council_name=council.name, colour=council.colour, title=version.title, summary=version.summary,
        minutes=version.minutes, version_number=number, published_on=published_on,
        lessons=tuple(printer.lesson(place, lesson) for place, lesson in enumerate(version.lessons, 1)),
        references=tuple(printer.reference(page) for page in version.references),
    )  # fmt: skip
