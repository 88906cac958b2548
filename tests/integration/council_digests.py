"""The digest of every line manager of a random council, word for word as it would be sent, beside the oracle's rows."""

import re
from collections import defaultdict
from datetime import date, datetime, timedelta

from elearning.documents.letters import MOST_LISTED, Letter, Sender
from elearning.domain.calendar import british_date
from elearning.domain.reminders import ReminderRules
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.jobs.letters import letters
from elearning.queries.reminders import plans, plans_of
from tests.integration.council_checks import Place
from tests.oracle_council import CouncilOnDay

Line = tuple[int, str, str, str]
"""A person, their name, the slug of the module, and what is said of it."""

LINE = re.compile(r"^- (.+): Module (\S+), text \d+, (.+)$", re.MULTILINE)
LATE = {"overdue": "was due on", "expired": "ran out, was due again on"}
SOON = {"in progress": "is due on", "not started": "is due on", "expiring": "runs out on"}
DAYS_AHEAD = 7
SENDER = Sender("Marlshire County Council", "https://learning.marlshire.example", "HR")


def check_digests(place: Place, day: date, instant: datetime) -> None:
    """Who is told, and every line of each digest, as all are planned and as one is asked for."""
    expected, asked, rules = _expected(place.on(day, instant), day), Asked(day, instant), ReminderRules()
    with place.site.app_context():
        session = db.session()
        planned = [plan for plan in plans(session, asked, rules) if plan.kind == "digest"]
        place.same("line managers with a digest", {plan.person_id for plan in planned}, set(expected))
        for plan, letter in zip(planned, letters(session, planned, asked, SENDER), strict=True):
            _same_letter(place, f"digest of {plan.person_id}", letter, expected.get(plan.person_id, []))
            alone = [set(one.team) for one in plans_of(session, plan.person_id, asked, rules) if one.kind == "digest"]
            place.same(f"digest of {plan.person_id}, asked for alone", alone, [set(plan.team)])
        db.session.remove()


def _expected(said: CouncilOnDay, day: date) -> dict[int, list[Line]]:
    """By line manager what their digest says; of a manager nobody of whose team is late there is none."""
    of_manager: dict[int, list[Line]] = defaultdict(list)
    late: set[int] = set()
    reports = {person: said.direct_reports(person) for person in said.in_post()}
    for row in said.rows():
        words = LATE | SOON
        on = row["ends_on"] if row["standing"] == "expiring" else row["due_on"]
        is_told = row["standing"] in LATE or (
            row["standing"] in SOON and on is not None and on <= day + timedelta(days=DAYS_AHEAD)
        )
        for manager, team in reports.items():
            if is_told and row["person"] in team:
                of_manager[manager].append(
                    (row["person"], row["name"], row["module"], f"{words[row['standing']]} {british_date(on)}")
                )  # fmt: skip
                late |= {manager} if row["standing"] in LATE else set()
    return {manager: lines for manager, lines in of_manager.items() if manager in late}


def _same_letter(place: Place, where: str, letter: Letter, expected: list[Line]) -> None:
    late = [line for line in expected if line[-1].startswith(tuple(LATE.values()))]
    if max(len(late), len(expected) - len(late)) <= MOST_LISTED:
        place.same_rows(where, sorted(LINE.findall(letter.text)), sorted(line[1:] for line in expected))
    place.same(f"{where}, its subject", int(letter.subject.split()[0]), len({line[0] for line in late}))
