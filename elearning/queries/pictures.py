"""The kept bytes of pictures, by their digest."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.beside_lessons import Picture
from elearning.domain.refusals import NotFound
from elearning.models import modules as tables


class Kept(NamedTuple):
    """A picture as it is served."""

    media_type: str
    content: bytes


def picture(session: Session, digest: str) -> Kept:
    """One picture of any published version; it is of the module and of no person. Raises NotFound."""
    columns = select(tables.Picture.media_type, tables.Picture.content)
    found = session.execute(columns.where(tables.Picture.digest == digest)).first()
    if found is None:
        raise NotFound("There is no such picture.")
    return Kept(*found)


def contents(session: Session, pictures: Iterable[Picture]) -> dict[str, bytes]:
    """The bytes of these pictures by their names."""
    names = {picture.digest: picture.name for picture in pictures}
    columns = select(tables.Picture.digest, tables.Picture.content)
    rows = session.execute(columns.where(tables.Picture.digest.in_(names))) if names else ()
    return {names[digest]: content for digest, content in rows}
