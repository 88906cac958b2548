"""The report to the committee: about any period, as known on any instant, as a page and as a PDF."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from flask import current_app, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearning.committee_reports import committee_values, pdf_of_committee
from elearning.documents.committee_words import CommitteeValues
from elearning.documents.printing import CannotDraw
from elearning.domain.access import Role
from elearning.domain.asking import read_as_at, read_known_on
from elearning.domain.calendar import add_months
from elearning.domain.committee import Period
from elearning.domain.hr_cells import CellFault
from elearning.domain.looks import Look
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries.compliance import module_names
from elearning.transaction import settled_now
from elearning.web.access import requires
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.committee_leads import CommitteeLeads
from elearning.web.looking import note_look
from elearning.web.moment import reading
from elearning.web.typed import typed

Value = TypeVar("Value")

MONTHS = 6
"""How long the period is if nobody says: the committee asked for a report in six months' time."""

NAMES = {"first_on": "First day", "last_on": "Last day", "known_on": "As known on"}


@dataclass(frozen=True)
class PeriodQuestion:
    """The period and the instant that a report is asked for, what was typed, and what is wrong with that."""

    period: Period
    known_on: datetime
    given: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def error_list(self) -> list[dict[str, str]]:
        """For GOV.UK's error summary."""
        return [{"text": text, "href": f"#{name}"} for name, text in self.errors.items()]

    def pinned(self) -> dict[str, str]:
        """The arguments that give this report again, to the byte, whenever they are used (RULE-2)."""
        first_on, last_on = self.period
        return {
            "first_on": first_on.isoformat(), "last_on": last_on.isoformat(), "known_on": self.known_on.isoformat(),
        }  # fmt: skip


def _question_of_request() -> PeriodQuestion:
    """Read what is asked; the last six months, and this instant with no writer under way, where it is not said."""
    given = {name: typed(name) for name in NAMES}
    now, today = settled_now(db.session), reading().day
    errors: dict[str, str] = {}
    last_on: date = _read("last_on", given, read_as_at, errors) or today
    first_on: date = _read("first_on", given, read_as_at, errors) or add_months(last_on, -MONTHS)
    known_on: datetime = _read("known_on", given, read_known_on, errors) or now
    if first_on > last_on and not errors:
        errors["first_on"] = "First day: It comes after the last day. Give the earlier of the two here."
    return PeriodQuestion(Period(first_on, last_on), min(known_on, now), given, errors)


def _read(name: str, given: dict[str, str], read: Callable[[str], Value], errors: dict[str, str]) -> Value | None:
    if not given[name]:
        return None
    try:
        return read(given[name])
    except CellFault as fault:
        errors[name] = f"{NAMES[name]}: {fault.problem} {fault.remedy}"
        return None


def _noted(question: PeriodQuestion, kind: Look, form: str) -> CommitteeValues:
    """What the report is drawn from, once it is recorded that somebody looks at it or takes it away."""
    values = committee_values(question.period, question.known_on, current_app.config["ELEARNING"])
    first_on, last_on = question.period
    words = f"The committee's report for {first_on.isoformat()} to {last_on.isoformat()}, {form}"
    note_look(kind, words, count=values.figures.last.people)
    return values


def _leads(question: PeriodQuestion) -> CommitteeLeads:
    modules = module_names(db.session(), Asked(question.period.last_on, question.known_on))
    return CommitteeLeads(question.period, question.known_on, {id: one.slug for id, one in modules.items()})


@blueprint.get("/committee")
@requires(Role.HR)
def committee() -> ResponseReturnValue:
    """The report as a page; of what cannot be read only the form, with what to mend."""
    question = _question_of_request()
    values = None if question.errors else _noted(question, Look.LIST, "as a page")
    page = render_template("hr/committee.html", question=question, values=values, leads=_leads(question))
    return page, 400 if question.errors else 200


@blueprint.get("/committee.pdf")
@requires(Role.HR)
def committee_pdf() -> ResponseReturnValue:
    """The report as a PDF. One is not made of what cannot be read: the page says what to mend."""
    question = _question_of_request()
    if question.errors:
        return redirect(url_for("hr.committee", **question.given), 303)  # type: ignore[arg-type]
    values = _noted(question, Look.EXPORT, "as a PDF")
    try:
        response = make_response(pdf_of_committee(values))
    except CannotDraw as fault:
        return render_template("hr/committee_cannot_draw.html", fault=str(fault), question=question), 503
    response.headers["Content-Type"] = "application/pdf"
    name = f"committee-report-{question.period.last_on.isoformat()}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
