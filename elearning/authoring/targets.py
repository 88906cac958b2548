"""What the texts of a module may point at: its pictures, and the screens and sections of its other files."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from elearning.authoring.directives import HEADING_ID, directive_of, markdown_parser, with_children
from elearning.authoring.pictures import FOLDER, written
from elearning.authoring.shape_faults import suggestion
from elearning.domain.beside_lessons import Link, Picture, Reference
from elearning.domain.modules import Lesson

_PARSER = markdown_parser()


def nested(tokens: list[Token]) -> Iterator[tuple[list[Token], int]]:
    """The tokens of a text and of the directives in it, each with the line on which it begins."""
    yield tokens, 0
    for token in tokens:
        if token.type == "colon_fence":
            yield _PARSER.parse(directive_of(token).content), (token.map[0] if token.map else 0) + 1


def ids_of(tokens: list[Token]) -> Iterator[tuple[str, int]]:
    """The ids that a text gives to its headings and words, with their lines counted from 0."""
    for place, token in enumerate(tokens):
        if token.type == "heading_open" and (found := HEADING_ID.search(tokens[place + 1].content)):
            yield found[1], token.map[0] if token.map else 0
    for token, line in with_children(tokens):
        if "id" in token.attrs:
            yield str(token.attrs["id"]), line


def _anchors(markdown: str) -> Iterator[str]:
    for tokens, _ in nested(_PARSER.parse(markdown)):
        yield from (id for id, _ in ids_of(tokens))


@dataclass(frozen=True)
class Targets:
    """Pictures by name and links by the file they name, each with the anchors that are there."""

    pictures: Mapping[str, Picture] = field(default_factory=dict)
    unreadable: frozenset[str] = frozenset()
    """Names of pictures that are there and have faults of their own."""
    pages: Mapping[str, Mapping[str, Link]] = field(default_factory=dict)

    def link(self, href: str) -> Link | None:
        """What an address names, if it names anything of this module."""
        name, _, anchor = href.partition("#")
        found = self.pages.get(name, {}).get(anchor)
        return replace(found, written=href) if found else None

    def link_fault(self, href: str) -> str | None:
        """What is wrong with an address that names a file of this module; None if it names none, or is right."""
        name, _, anchor = href.partition("#")
        if not name.endswith(".md") or "/" in name or self.link(href):
            return None
        if name not in self.pages:
            return f"There is no {name} in this module. {suggestion(name, list(self.pages))}"
        return (
            f"Nothing in {name} has the id {anchor!r}. {suggestion(anchor, [one for one in self.pages[name] if one])}"
        )

    def picture_fault(self, src: str) -> str | None:
        """What is wrong with the address of a picture."""
        folder, _, name = src.partition("/")
        if folder != FOLDER:
            return f"A picture comes from the module's own folder. Put it there and write {FOLDER}/name.svg."
        if name in self.pictures or name in self.unreadable:
            return None
        known = [written(one) for one in self.pictures]
        return f"There is no {src}. " + (suggestion(src, known) if known else "Put the file there.")


def _of_lesson(lesson: Lesson) -> Iterator[tuple[str, Link]]:
    for place, screen in enumerate(lesson.screens):
        if not place:
            yield "", Link("", lesson=lesson.id, screen=screen.id)
        yield screen.id, Link("", lesson=lesson.id, screen=screen.id)
        for anchor in _anchors(screen.markdown):
            yield anchor, Link("", lesson=lesson.id, screen=screen.id, anchor=anchor)


def _of_reference(page: Reference) -> Iterator[tuple[str, Link]]:
    yield "", Link("", reference=page.id)
    for section in page.sections:
        yield section.id, Link("", reference=page.id, anchor=section.id)
        for anchor in _anchors(section.markdown):
            yield anchor, Link("", reference=page.id, anchor=anchor)


def _first_of_each(found: Iterable[tuple[str, Link]]) -> dict[str, Link]:
    links: dict[str, Link] = {}
    for anchor, link in found:
        links.setdefault(anchor, link)
    return links


def targets_of(
    lessons: Mapping[str, Lesson], references: Mapping[str, Reference], pictures: Mapping[str, Picture],
    unreadable: Iterable[str] = (),
) -> Targets:  # fmt: skip
    """What there is to point at, from lessons and reference pages by the names of their files."""
    pages = {name: _first_of_each(_of_lesson(lesson)) for name, lesson in lessons.items()}
    pages |= {name: _first_of_each(_of_reference(page)) for name, page in references.items()}
    return Targets(pictures, frozenset(unreadable), pages)


@dataclass(frozen=True)
class Used:
    """What texts point at: the links, and the names of the pictures."""

    links: tuple[Link, ...]
    pictures: frozenset[str]


def used_in(texts: Iterable[str], targets: Targets) -> Used:
    """What of the targets these texts use."""
    links: dict[str, Link] = {}
    pictures: set[str] = set()
    for text in texts:
        if ".md" not in text and FOLDER not in text:
            continue  # most texts point at nothing of the module
        for tokens, _ in nested(_PARSER.parse(text)):
            for token, _ in with_children(tokens):
                if token.type == "link_open" and (link := targets.link(str(token.attrs.get("href", "")))):
                    links[link.written] = link
                elif token.type == "image":
                    pictures.add(str(token.attrs.get("src", "")).removeprefix(f"{FOLDER}/"))
    return Used(tuple(links[href] for href in sorted(links)), frozenset(pictures))
