"""Files that commands write: whole or not at all, so that a failure leaves what was there before."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from elearning.cli.running import Failure


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of the one at `path` once the block has ended well.

    It is written beside it under another name. Raises Failure, in plain words, if it cannot be.
    """
    target = path.resolve()
    if not target.parent.is_dir():
        raise Failure(f"There is no folder {path.parent}. Make it first, or choose another.")
    if target.exists() and not target.is_file():
        raise Failure(f"{path} is not a file. Give the name of a file.")
    beside = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError as fault:
        raise Failure(f"{path} cannot be written: {fault.strerror or fault}. Nothing of it was kept.") from fault
    finally:
        beside.unlink(missing_ok=True)
