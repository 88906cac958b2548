"""What a module version holds beside its lessons: reference pages, pictures, and where links lead. No bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from elearning.domain.statuses import Status


@dataclass(frozen=True)
class Section:
    """One part of a reference page, with its heading."""

    id: str
    title: str
    markdown: str


@dataclass(frozen=True)
class Reference:
    """A page to look things up in: a glossary, case cards, a guide for a conversation. Nobody has to read it."""

    id: str
    title: str
    summary: str
    sources: tuple[str, ...]
    status: Status
    author: str
    reviewer: str
    review_by: date
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Picture:
    """A picture that a text of the module shows. `digest` is the SHA-256 of its bytes, which are kept elsewhere;
    width and height are in CSS pixels."""

    name: str
    digest: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True)
class Link:
    """An address as a text writes it, and what of this version it names: a screen of a lesson, or a reference page.

    `anchor` is the id of a heading, a section or a word there; empty for the top.
    """

    written: str
    lesson: str = ""
    screen: str = ""
    reference: str = ""
    anchor: str = ""


def reference_from_plain(plain: Mapping[str, Any]) -> Reference:
    """A reference page from its plain values. Raises KeyError, TypeError or ValueError for anything else."""
    return Reference(
        **{
            **plain,
            "sources": tuple(plain["sources"]),
            "status": Status(plain["status"]),
            "review_by": date.fromisoformat(plain["review_by"]),
            "sections": tuple(Section(**section) for section in plain["sections"]),
        }
    )
