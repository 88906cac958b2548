"""A person's timeline as pages and files show it: the words of its kinds, what is asked of it, the file as JSON."""

import json
from collections.abc import Collection
from typing import Any

from flask import Response, url_for

from elearning.domain.adjustments import AdjustmentKind
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.timeline import Entry, EntryKind
from elearning.queries.certificates import Issued
from elearning.queries.timeline import Wanted
from elearning.web.forms.adjustments import KIND_WORDS
from elearning.web.forms.hr_acts import REASON_WORDS
from elearning.web.typed import typed

ENTRY_WORDS = {
    EntryKind.WHO: "Who they are",
    EntryKind.POST: "Posts",
    EntryKind.ASSIGNMENT: "Assignments",
    EntryKind.LEARNING: "Learning and attempts",
    EntryKind.COMPLETION: "Completions and certificates",
    EntryKind.EXEMPTION: "Exemptions",
    EntryKind.LEAVE: "Leave",
    EntryKind.ADJUSTMENT: "Reasonable adjustments",
    EntryKind.MESSAGE: "Messages",
    EntryKind.ACCESS: "Roles and sign-in",
    EntryKind.LOOK: "Who looked",
    EntryKind.CORRECTION: "Corrections",
}
"""The kinds as HR reads them; to the person they are the same but for the first."""

OWN_WORDS = {**ENTRY_WORDS, EntryKind.WHO: "Who you are", EntryKind.LOOK: "Looks at your record"}


def code_words(code: ExemptionReason | AdjustmentKind) -> str:
    """The reason of an exemption, or what is arranged, as HR reads it."""
    return REASON_WORDS[code] if isinstance(code, ExemptionReason) else KIND_WORDS[code]


def wanted_of_request() -> Wanted:
    """Read `kind` and `page`; a kind that there is not is as good as none."""
    kind, page = typed("kind"), typed("page")
    is_page = page.isdecimal() and len(page) <= 6
    return Wanted(EntryKind(kind) if kind in list(EntryKind) else None, int(page) if is_page else 1)


def plain_entries(entries: Collection[Entry]) -> list[dict[str, Any]]:
    """Entries as JSON holds them."""
    return [
        {
            "kind": entry.kind.value, "on": entry.on.isoformat(), "recorded_at": entry.at.isoformat(),
            "what": entry.what, "facts": list(entry.facts),
        }
        for entry in entries
    ]  # fmt: skip


def plain_certificates(certificates: Collection[Issued]) -> list[dict[str, Any]]:
    """Certificates as JSON holds them: what another employer needs in order to check and count them."""
    return [
        {
            "number": one.number, "module": one.module_title, "holder": one.holder_name, "council": one.council_name,
            "completed_on": one.completed_on.isoformat(), "expires_on": one.expires_on.isoformat(),
            "module_version": one.version_number, "is": one.validity.value,
            "check_at": url_for("public.check", number=one.number, _external=True),
        }
        for one in certificates
    ]  # fmt: skip


def as_attachment(text: str, *, name: str, media_type: str) -> Response:
    """A text as a file to take away."""
    response = Response(text, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def json_file(value: object, *, name: str) -> Response:
    """A value as a JSON file to take away."""
    return as_attachment(
        json.dumps(value, indent=2, ensure_ascii=False) + "\n", name=name, media_type="application/json"
    )
