"""The files of all modules as they stand now, read again only when one of them was saved."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from elearning import clock
from elearning.authoring.files import load_module
from elearning.authoring.lint import check_module, module_folders
from elearning.authoring.places import Places
from elearning.authoring.sources import sources_path
from elearning.authoring.stamp import stamp
from elearning.domain.modules import ModuleVersion
from elearning.domain.problems import Place, Problem


@dataclass(frozen=True)
class Seen:
    """One module: its version as last read without an error, whether that is how it stands now, and its faults."""

    slug: str
    version: ModuleVersion | None
    is_current: bool
    problems: tuple[Problem, ...]
    places: Places
    pictures: dict[str, bytes]

    @property
    def title(self) -> str:
        """What a list calls it."""
        return self.version.title if self.version else self.slug

    def faults_of(self, place: Place) -> tuple[Problem, ...]:
        """The faults of a question, or of the file in which something else stands; all, if the module has an error."""
        if not self.is_current:
            return self.problems
        if place[0] == "question":
            return tuple(one for one in self.problems if one.place[:2] == place)
        path, _ = self.places.find(place)
        return tuple(one for one in self.problems if one.path == path)


@dataclass
class Watched:
    """Folders whose files are looked at on each request; they are read again when the stamp of them all differs."""

    content_dir: Path
    quizzes_dir: Path
    _read_at: str = ""
    _seen: dict[str, Seen] = field(default_factory=dict)
    _reading: Lock = field(default_factory=Lock)

    def stamp(self) -> str:
        """Names the state of all files: it differs once one was saved, added, renamed or removed."""
        return stamp(self.content_dir, self.quizzes_dir, sources_path(self.content_dir))

    def modules(self) -> dict[str, Seen]:
        """Every module by its name in commands."""
        with self._reading:  # a page asked for while the files are read waits, and does not read them again
            now = self.stamp()
            if now != self._read_at:
                folders = module_folders(self.content_dir) if self.content_dir.is_dir() else []
                self._seen = {folder.name: self._look(folder) for folder in folders}
                self._read_at = now
            return self._seen

    def _look(self, folder: Path) -> Seen:
        loaded = load_module(folder.parent, self.quizzes_dir, folder.name)
        version, problems = check_module(folder, today=clock.today())
        before = self._seen.get(folder.name)
        shown = version or (before.version if before else None)
        pictures = dict(loaded.pictures) or (before.pictures if before else {})
        return Seen(folder.name, shown, version is not None, tuple(problems), loaded.places, pictures)
