"""Keeping the pictures of a version: each once, under the digest of its bytes, for ever."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.beside_lessons import Picture
from elearning.models import modules as tables


def _checked(picture: Picture, content: Mapping[str, bytes]) -> bytes:
    found = content.get(picture.digest)
    if found is None or hashlib.sha256(found).hexdigest() != picture.digest:
        raise ValueError(f"The bytes of the picture {picture.name} were not handed over.")
    return found


def keep_pictures(
    session: Session, pictures: Iterable[Picture], content: Mapping[str, bytes], *, event: int, now: datetime
) -> None:  # fmt: skip
    """Keep the bytes of these pictures, which come by digest; what is kept already need not come.

    Raises ValueError where the bytes of one lack, or are not those of its digest.
    """
    wanted = {picture.digest: picture for picture in pictures}
    if not wanted:
        return
    kept = set(session.scalars(select(tables.Picture.digest).where(tables.Picture.digest.in_(wanted))))
    session.add_all(
        tables.Picture(
            digest=digest, media_type=picture.media_type, content=_checked(picture, content), recorded_at=now,
            recorded_by=event,
        )
        for digest, picture in wanted.items() if digest not in kept
    )  # fmt: skip
    session.flush()
