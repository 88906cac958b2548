"""The PDF of a handbook: drawn aside, once a process, because a long module takes seconds. Part of the edge."""

from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from threading import Lock

from elearning.authoring.dress import PAPER_PICTURE
from elearning.council import Council
from elearning.documents.handbook_pdf import draw
from elearning.documents.handbook_words import Handbook
from elearning.domain.calendar import london_date
from elearning.domain.modules import ModuleVersion
from elearning.extensions import db
from elearning.handbooks import handbook_of
from elearning.queries.modules import published_at
from elearning.queries.pictures import contents

KEPT = 8
"""How many handbooks a process remembers: some hundred kilobytes each."""

_maker = ThreadPoolExecutor(1, thread_name_prefix="handbook")
_made: OrderedDict[Handbook, Future[bytes]] = OrderedDict()
_lock = Lock()


def handbook_to_draw(
    version: ModuleVersion, council: Council, *, module_id: int, number: int
) -> tuple[Handbook, dict[str, bytes]]:
    """A published version as a handbook for paper, and its pictures by name. Raises NotFound."""
    published_on = london_date(published_at(db.session(), module_id, number))
    addresses = {picture.name: f"{PAPER_PICTURE}:{picture.name}" for picture in version.pictures}
    handbook = handbook_of(version, council, number=number, published_on=published_on, pictures=addresses)
    return handbook, contents(db.session(), version.pictures)


def _being_made(handbook: Handbook, pictures: Mapping[str, bytes]) -> Future[bytes]:
    with _lock:
        future = _made.pop(handbook, None)
        if future is None or (future.done() and future.exception() is not None):
            future = _maker.submit(draw, handbook, pictures)
        _made[handbook] = future
        if len(_made) > KEPT:
            _made.popitem(last=False)
        return future


def handbook_pdf(handbook: Handbook, pictures: Mapping[str, bytes], *, patience: float) -> bytes | None:
    """The PDF, or None where it is still being drawn after `patience` seconds: ask again. Raises CannotDraw.

    Whoever asks must have no transaction open.
    """
    try:
        return _being_made(handbook, pictures).result(timeout=patience)
    except TimeoutError:
        return None
