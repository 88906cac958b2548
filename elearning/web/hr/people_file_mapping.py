"""Saying which column of an HR file is which: chosen from its own headings, saved, and taken away as a file."""

from collections.abc import Iterable, Sequence
from itertools import islice

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearning.authoring.column_mappings import MOST_BYTES, read_mapping, write_mapping
from elearning.documents.tables import read_table
from elearning.domain.access import Role
from elearning.domain.hr_file import SheetRow
from elearning.domain.hr_mapping import COLUMNS, Blank, ColumnMapping, heading_key, likely_columns
from elearning.extensions import db
from elearning.queries.imports import Staged, staged_file
from elearning.services.staged_files import read_by_mapping
from elearning.web.access import current_actor, requires
from elearning.web.forms.column_mapping import ColumnMappingForm
from elearning.web.hr.blueprint import blueprint
from elearning.web.moment import writing

_SAMPLES, _WIDEST, _LONGEST = 3, 200, 60


def _first_rows(content: bytes) -> list[SheetRow]:
    """The headings and the first rows below them. Raises NotATable."""
    rows = (row for row in read_table(content).rows if any(cell.strip() for cell in row.cells))
    return list(islice(rows, 1 + 20))


def headings_of(content: bytes) -> tuple[str, ...]:
    """The headings of a file, blank ones and repetitions left out. Raises NotATable."""
    rows = _first_rows(content)
    named = [cell.strip() for cell in rows[0].cells[:_WIDEST]] if rows else []
    return tuple(dict.fromkeys(heading for heading in named if heading))


def is_ours(headings: Iterable[str]) -> bool:
    """Whether a file has every heading of our own, and so needs no mapping."""
    return {heading_key(column) for column in COLUMNS} <= {heading_key(heading) for heading in headings}


def _samples(content: bytes) -> list[tuple[str, str]]:
    """Each heading with a few different values of its column."""
    rows = _first_rows(content)
    found = []
    for place, heading in enumerate(rows[0].cells[:_WIDEST] if rows else ()):
        values = dict.fromkeys(row.cells[place].strip()[:_LONGEST] for row in rows[1:] if place < len(row.cells))
        if heading.strip():
            found.append((heading.strip(), ", ".join(islice((value for value in values if value), _SAMPLES))))
    return found


def _present(staged: Staged) -> ColumnMapping:
    """The mapping that the file is read by, or else a first guess, to be confirmed."""
    saved = read_mapping(staged.mapping.encode())[0] if staged.mapping else None
    return saved or ColumnMapping(columns=likely_columns(headings_of(staged.content)), blank=Blank.LEAVES)


def _page(staged: Staged, form: ColumnMappingForm, errors: Sequence[str] = (), status: int = 200) -> tuple[str, int]:
    form.offer(headings_of(staged.content))
    page = render_template(
        "hr/people_file_mapping.html", staged=staged, form=form, samples=_samples(staged.content), errors=errors
    )
    return page, status


@blueprint.get("/people-file/<int:file_id>/mapping")
@requires(Role.HR)
def column_mapping(file_id: int) -> ResponseReturnValue:
    """Choose which column is which."""
    staged, form = staged_file(db.session(), file_id), ColumnMappingForm(formdata=None)
    form.show(_present(staged))
    return _page(staged, form)


@blueprint.get("/people-file/<int:file_id>/mapping.yaml")
@requires(Role.HR)
def column_mapping_file(file_id: int) -> Response:
    """The mapping as a file, for other computers and for commands."""
    content = write_mapping(_present(staged_file(db.session(), file_id)))
    headers = {"Content-Disposition": 'attachment; filename="hr-columns.yaml"'}
    return Response(content, mimetype="application/yaml", headers=headers)


@blueprint.post("/people-file/<int:file_id>/mapping")
@requires(Role.HR)
def save_column_mapping(file_id: int) -> ResponseReturnValue:
    """Save what was chosen or loaded, and read the file by it."""
    staged, form = staged_file(db.session(), file_id), ColumnMappingForm()
    mapping, errors = _sent(form)
    if mapping is None:
        return _page(staged, form, errors, 400)
    read_by_mapping(
        db.session(), file_id, content=write_mapping(mapping), headings=headings_of(staged.content),
        actor=current_actor(), now=writing().now,
    )  # fmt: skip
    return redirect(url_for("hr.preview_people_file", file_id=file_id), 303)


def _sent(form: ColumnMappingForm) -> tuple[ColumnMapping | None, list[str]]:
    """The mapping of the file that was sent or, without one, of the choices; or what is wrong with it."""
    sent = form.yaml.data
    if sent:
        mapping, problems = read_mapping(sent.read(MOST_BYTES + 1))
        return mapping, [f"Line {problem.line} of the file: {problem.message}" for problem in problems]
    mapping, problems = read_mapping(write_mapping(form.mapping()).encode("utf-8", "replace"))
    return mapping, [problem.message for problem in problems]
