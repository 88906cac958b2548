"""The state of files and folders, named by a word that differs once one was saved, added, renamed or removed."""

from hashlib import sha256
from pathlib import Path


def stamp(*paths: Path) -> str:
    """Names the state of files and of all that is below folders, without reading one. What is not there is a state."""
    found = sha256()
    for beginning in paths:
        for path in (beginning, *sorted(beginning.rglob("*"))):
            try:
                about = path.stat()
            except OSError:  # a file that an editor takes away while it saves, or a link to nothing
                found.update(f"{path}\n".encode(errors="surrogateescape"))
                continue
            state = f"{path}\0{about.st_mtime_ns}\0{about.st_ctime_ns}\0{about.st_size}\n"
            found.update(state.encode(errors="surrogateescape"))
    return found.hexdigest()
