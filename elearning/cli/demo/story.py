"""What every chapter of the demonstration's history needs: its council, its days counted back, its people."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from elearning.cli.demo.learners import Learner, at
from elearning.cli.demo.people_file import PERSONAS
from elearning.domain.modules import ModuleVersion
from elearning.queries.people import person_by_number
from elearning.settings import Settings


@dataclass
class Story:
    """What every chapter of the history needs."""

    session: Session
    settings: Settings
    version: ModuleVersion
    today: date
    now: datetime
    chance: Random

    def ago(self, days: int) -> date:
        """The day so many days before the day of loading."""
        return self.today - timedelta(days=days)

    def learner(self, person_id: int, days_ago: int, hour: int = 10) -> Learner:
        """A person at the module, that many days ago."""
        moment = min(at(self.ago(days_ago), hour, self.chance.randrange(60)), self.now - timedelta(hours=2))
        return Learner(self.session, person_id, self.version, self.settings.council, moment)

    def person(self, number: str) -> int:
        """A person by employee number."""
        return person_by_number(self.session, number)

    def personas(self) -> tuple[int, ...]:
        """Those whom the demonstration speaks of by name, Amina first: their stories are their own."""
        return tuple(self.person(persona.number) for persona in PERSONAS)
