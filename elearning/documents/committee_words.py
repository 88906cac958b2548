"""The words of a committee's report, which its page and its PDF share: sentences that are made of figures."""

from dataclasses import dataclass
from datetime import UTC
from typing import NamedTuple

from elearning.documents.team_words import DEFINITIONS
from elearning.domain.calendar import british_date, british_time
from elearning.domain.committee import CommitteeFigures, DayFigures, Requirement
from elearning.domain.conversations import Held, Share
from elearning.domain.small_groups import FEWEST, Line


@dataclass(frozen=True)
class CommitteeTexts:
    """What the council says for itself: its settings."""

    committee: str
    report_of: str
    title: str
    purpose: tuple[str, ...]
    equalities: tuple[str, ...]
    data_protection: tuple[str, ...]
    recommendations: tuple[str, ...]
    enquiries: str
    """Whom to ask: a team and how to reach it."""
    policy: str
    """The policy in force: its title, version and date."""


class TalksLine(NamedTuple):
    """One line of the table of conversations; the council's own is of no services alone."""

    name: str
    services: Line | None
    share: Share

    @property
    def held(self) -> str:
        """The share held, with its two numbers."""
        of = self.share
        if of.held is None:
            return "None due yet"
        return f"{of.held} % {of.in_time + of.later:,} of {of.completed - of.waiting:,}"


class Rule(NamedTuple):
    """One line of the table of what was required."""

    module_title: str
    who: str
    held: str
    due: str


@dataclass(frozen=True)
class CommitteeValues:
    """What a committee's report is drawn from, on a page and as a PDF."""

    council_name: str
    colour: str
    """The council's colour as "#rrggbb"."""
    texts: CommitteeTexts
    figures: CommitteeFigures

    @property
    def first_on(self) -> str:
        """The first day, in words."""
        return british_date(self.figures.period.first_on)

    @property
    def last_on(self) -> str:
        """The last day, in words."""
        return british_date(self.figures.period.last_on)

    @property
    def period(self) -> str:
        """'1 April 2026 to 30 September 2026', or the one day."""
        return self.first_on if self.is_one_day else f"{self.first_on} to {self.last_on}"

    @property
    def is_one_day(self) -> bool:
        """Whether the first day is the last."""
        return self.figures.period.first_on == self.figures.period.last_on

    @property
    def ends(self) -> tuple[DayFigures, ...]:
        """The first and the last day; one, if they are the same."""
        return self.figures.days[:1] if self.is_one_day else (self.figures.first, self.figures.last)

    @property
    def known_on(self) -> str:
        """The instant, as it is read."""
        return british_time(self.figures.known_on)

    @property
    def noun(self) -> str:
        """What the figures count: with several modules nobody may take 48 for 48 people."""
        return "people and modules" if self.figures.several_modules else "people"

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What was required, a line for each rule."""
        return tuple(
            Rule(one.module_title, one.who, _held(one), _due(one)) for one in self.figures.requirements
        )  # fmt: skip

    @property
    def purpose(self) -> tuple[str, ...]:
        """The council's own words, and which period the report is about."""
        days = f"on {self.last_on}" if self.is_one_day else f"from {self.first_on} to {self.last_on}"
        return (*self.texts.purpose, f"This report says where the council stood {days}, as known on {self.known_on}.")

    @property
    def required(self) -> tuple[str, ...]:
        """What stands above the table of rules."""
        if not self.figures.requirements:
            return ("No rule asked anybody to do a module in this period.",)
        return (
            f"{self.texts.policy} is the policy that staff are asked to know.",
            "The table shows each rule that held in the period: which module, who must do it and by when. Leave and "
            "exemptions move a due date; the council's figures take that into account.",
        )

    @property
    def stood(self) -> tuple[str, ...]:
        """What is counted, below the sentence of how the rate moved."""
        twice = "One person on one module counts as one, so a person who must do two modules counts twice."
        return (twice,) if self.figures.several_modules else ()

    @property
    def hidden(self) -> str:
        """Which days are not shown, if there are any."""
        days = [british_date(day) for day in self.figures.hidden_days]
        listed = " and ".join([", ".join(days[:-1]), days[-1]] if len(days) > 1 else days)
        return (
            f"On {listed} fewer than {_number(FEWEST)} people had anything to do, so no figures are shown."
            if days
            else ""
        )

    @property
    def excused(self) -> tuple[str, ...]:
        """Below how many were exempt and on leave: that they are in no rate; never why."""
        return (
            "People who are exempt or on leave are not counted in the rate, and are never shown as compliant. Each "
            "exemption names one module, has an end date and was approved by somebody other than the exempt person.",
        )

    @property
    def small_groups(self) -> str:
        """Why lines may be missing."""
        return (
            f"Groups of fewer than {_number(FEWEST)} people are not shown on their own. They stand in one "
            "line with another group, so that their numbers cannot be worked out from the rest of a table. Groups that "
            "have fewer than five people in common also stand in one line."
        )

    @property
    def by_directorate(self) -> tuple[str, ...]:
        """What is to be known about the tables by directorate, or why there are none."""
        if not self.figures.directorates:
            return ("There is no table by directorate: it would show groups that are too small.", self.small_groups)
        return (
            "A person with posts in several directorates counts once in each, and once in the total. So the total may "
            "be less than the sum of its parts.",
            self.small_groups,
        )

    @property
    def by_module(self) -> tuple[str, ...]:
        """The same about the tables by module."""
        if not self.figures.modules:
            return ("There is no table by module: it would show groups that are too small.",)
        return ("Each line has everybody who must do that module.",)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What becomes of a conversation, in the order of the table's columns."""
        return tuple(one.value for one in Held)

    @property
    def talks(self) -> tuple[TalksLine, ...]:
        """The table of conversations: the services, and the council; nothing where that may not be shown."""
        found = self.figures.talks
        if not found.is_shown:
            return ()
        return (*(TalksLine(*one) for one in found.services), TalksLine(self.council_name, None, found.total))

    @property
    def conversations(self) -> tuple[str, ...]:
        """What the conversations are, and why no figures are shown, if so."""
        meant = (
            "After each completion the line manager holds a short conversation with the person, within a month, and "
            "records the day. Nobody records what was said."
        )
        found = self.figures.talks
        if not found.people:
            return (meant, "Nobody who is in post on the last day completed a module in this period.")
        if not found.is_shown:
            few = _number(FEWEST)
            return (meant, f"Fewer than {few} people completed a module in this period, so no figures are shown.")
        return (meant,)

    @property
    def share_held(self) -> str:
        """The share of conversations held, in words."""
        held = self.figures.talks.total.held
        return f"{held} % of those whose month is over or who have had it" if held is not None else "none due"

    @property
    def read_by_service(self) -> str:
        """How the table of conversations is to be read, or why it has no lines by service."""
        if not self.figures.talks.services:
            return "There are no lines by service: they would show groups that are too small."
        return (
            "A person with posts in several services counts once in each, and once in the council. Services in which "
            f"fewer than {_number(FEWEST)} people completed a module stand in one line with another."
        )

    @property
    def meanings(self) -> tuple[tuple[str, str], ...]:
        """What each figure means, in the words that every report uses."""
        return DEFINITIONS

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the figures come from, and what gives this very report again."""
        return (
            "The figures are worked out from the council's records of posts, rules, completions, exemptions and leave, "
            "with the organisation of each day. HR's pages of compliance give the same for these days and instant.",
            f"As at {self.first_on} and {self.last_on}, as known on {self.known_on} ({self._instant}).",
            "The same period as known on the same instant gives the same report, whatever is recorded later. On the "
            "command line:",
        )

    @property
    def command(self) -> tuple[str, ...]:
        """The command that gives the report again, in pieces that are not broken over lines."""
        period = self.figures.period
        return (
            "compliance committee", f"--from {period.first_on.isoformat()}", f"--to {period.last_on.isoformat()}",
            f"--known-on {self._instant}", "--out FILE",
        )  # fmt: skip

    @property
    def _instant(self) -> str:
        return self.figures.known_on.astimezone(UTC).isoformat()


def _number(number: int) -> str:
    return {5: "five"}.get(number, str(number))


def _held(rule: Requirement) -> str:
    """From when, and until when, a rule held."""
    since = f"From {british_date(rule.first_on)}"
    return f"{since} to {british_date(rule.last_on)}" if rule.last_on else since


def _due(rule: Requirement) -> str:
    """By when, in a sentence (RULE-16)."""
    after = f"{rule.days_after_start:,} {'day' if rule.days_after_start == 1 else 'days'} after they start"
    fixed = f"Within {after}"
    if rule.fixed_due_on:
        fixed = f"By {british_date(rule.fixed_due_on)} for those already here; for others {after}"
    notice = f"{rule.notice_days:,} {'day' if rule.notice_days == 1 else 'days'}"
    return f"{fixed}. Never less than {notice} after they could first know." if rule.notice_days else f"{fixed}."
