"""What is local: the council's name and colour, its policy, whom to ask, and when to remind. Read from one YAML file.

Only the days of reminders and of more time have defaults.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from elearning.domain.reminders import ReminderRules

CONTACT_NAMES: Mapping[str, str] = {
    "communications": "Communications team",
    "ict_service_desk": "ICT service desk",
    "data_protection_officer": "Data protection officer",
    "information_governance": "Information governance",
    "hr_advice": "HR advice",
    "safeguarding_children": "Safeguarding children",
    "lado": "Local authority designated officer (LADO)",
    "safeguarding_adults": "Safeguarding adults",
    "monitoring_officer": "Monitoring officer",
    "whistleblowing": "Whistleblowing",
    "staff_wellbeing": "Staff wellbeing",
    "emergency_communications": "Emergency duty communications",
}
"""The directory of the module's brief (0.3), in the order in which it is shown."""


class CouncilFault(Exception):
    """The council's file cannot be used; the message says where and what to do."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Contact(_Strict):
    """One entry of the directory: at least a phone number, an e-mail address or a page."""

    purpose: str = Field(min_length=1)
    phone: str = ""
    email: str = ""
    url: str = ""


class Policy(_Strict):
    """The Social Media Policy in force, as people acknowledge it."""

    title: str = Field(min_length=1, max_length=200)
    version: str = Field(min_length=1, max_length=40)
    date: date
    url: str = Field(pattern=r"^https?://")
    guidelines_url: str = Field(pattern=r"^https?://")
    contact: str = "hr_advice"


Paragraphs = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=2_000)], ...], Field(min_length=1, max_length=20)
]
"""Texts of a report, each a paragraph of its own."""


class Committee(_Strict):
    """The words of the report to the committee that asked for it; its figures are worked out. No person is named."""

    name: str = Field(min_length=1, max_length=200)
    report_of: str = Field(min_length=1, max_length=200)
    title: str = Field(min_length=1, max_length=200)
    purpose: Paragraphs
    equalities: Paragraphs
    data_protection: Paragraphs
    recommendations: Paragraphs
    enquiries: str = "hr_advice"


Days = tuple[Annotated[int, Field(ge=1, le=366)], ...]


class Reminders(_Strict):
    """On which days people are reminded, and how often at the most: the choices of `domain.reminders`."""

    before_due: Days = ReminderRules.before_due
    overdue: Days = ReminderRules.overdue
    before_end: Days = ReminderRules.before_end
    a_week: int = Field(default=ReminderRules.a_week, ge=1, le=7)
    digest_weekday: int = Field(default=ReminderRules.digest_weekday, ge=0, le=4)
    digest_soon: int = Field(default=ReminderRules.digest_soon, ge=0, le=60)
    contact: str = "hr_advice"

    @property
    def rules(self) -> ReminderRules:
        """The choices as the rule takes them."""
        return ReminderRules(
            self.before_due, self.overdue, self.before_end, self.a_week, self.digest_weekday, self.digest_soon
        )


class MoreTime(_Strict):
    """How much more time a line manager may give for a module: days beyond the first due date, in all. HR may give
    more."""

    manager_days: int = Field(default=28, ge=0, le=366)


class Council(_Strict):
    """One council: its words, its colour, its directory, and what its committee reads."""

    name: str = Field(min_length=1, max_length=200)
    service_name: str = Field(min_length=1, max_length=80)
    colour: str = Field(pattern=r"^#[0-9a-fA-F]{6}$")
    policy: Policy
    contacts: dict[str, Contact]
    committee: Committee
    reminders: Reminders = Reminders()
    more_time: MoreTime = MoreTime()

    @property
    def local_words(self) -> dict[str, str]:
        """The settings that a lesson may name, as text."""
        policy = self.policy
        return {
            "council_name": self.name,
            "policy_title": policy.title,
            "policy_version": policy.version,
            "policy_date": f"{policy.date.day} {policy.date:%B %Y}",
            "policy_url": policy.url,
            "guidelines_url": policy.guidelines_url,
        }


def read_council(path: Path) -> Council:
    """Read the council's file. Raises CouncilFault naming every missing or wrong entry."""
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
        council = Council.model_validate(values)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CouncilFault(f"The council's file {path.name} cannot be read: {error}") from error
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors()]
        raise CouncilFault(f"The council's file {path.name} is not in order: " + "; ".join(lines)) from error
    missing = [name for name in CONTACT_NAMES if name not in council.contacts]
    unknown = [name for name in council.contacts if name not in CONTACT_NAMES]
    asked = {
        "policy.contact": council.policy.contact,
        "committee.enquiries": council.committee.enquiries,
        "reminders.contact": council.reminders.contact,
    }
    nobody = [entry for entry, name in asked.items() if name not in council.contacts]
    if missing or unknown or nobody:
        raise CouncilFault(
            f"The council's file {path.name}: contacts missing: {', '.join(missing) or 'none'}; "
            f"not known: {', '.join(unknown) or 'none'}; must be one of the contacts: {', '.join(nobody) or 'none'}."
        )
    return council
