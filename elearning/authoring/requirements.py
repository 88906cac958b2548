"""The modules that a module asks to be completed first: whether there are such, and whether they lead in a circle."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from elearning.authoring.shape_faults import suggestion
from elearning.authoring.text_files import read_text
from elearning.authoring.yaml_lines import as_mapping, read_yaml
from elearning.domain.problems import Problem

MODULE_FILE = "module.yaml"


def _required_by(content_dir: Path, slug: str) -> list[str]:
    """The slugs that a neighbour's file names; what is wrong with that file is told when it is checked itself."""
    text, _ = read_text(content_dir / slug / MODULE_FILE)
    values = as_mapping(read_yaml(text)) if text is not None else None
    requires = values.get("requires") if values else None
    return [name for name in requires if isinstance(name, str)] if isinstance(requires, list) else []


def _way_back(content_dir: Path, slug: str, first: str) -> list[str]:
    """The modules from `first` by which one comes back to `slug`; empty if there is no such way."""
    ways, seen = [[first]], {first}
    while ways:
        way = ways.pop()
        for name in _required_by(content_dir, way[-1]):
            if name == slug:
                return way
            if name not in seen and (content_dir / name / MODULE_FILE).is_file():
                seen.add(name)
                ways.append([*way, name])
    return []


def requirement_problems(content_dir: Path, slug: str, requires: Sequence[str]) -> Iterator[Problem]:
    """Each module named in `requires` that is not in the folder of modules, or that asks for this one in turn."""
    modules = sorted(path.parent.name for path in content_dir.glob(f"*/{MODULE_FILE}") if path.parent.name != slug)
    for place, name in enumerate(requires):
        at = ("module", "requires", str(place))
        if name not in modules and name != slug:
            others = suggestion(name, modules) if modules else "There is no other at all."
            yield Problem(f"There is no module {name}. {others}", place=at)
        elif way := _way_back(content_dir, slug, name):
            chain = ", ".join(way)
            yield Problem(f"Nobody could begin: {chain} asks for {slug} first. Take one of them out.", place=at)
