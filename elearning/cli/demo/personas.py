"""The six people whom the demonstration speaks of by name, and the passwords that only demo mode gives them."""

from typing import Any, NamedTuple

from elearning.cli.demo.people_file import DOMAIN
from elearning.passwords import hash_password
from elearning.queries.people import person_by_number
from elearning.services.sign_in import set_password
from elearning.transaction import committed


class Persona(NamedTuple):
    """Somebody to sign in as."""

    number: str
    name: str
    who: str
    identifier: str
    password: str


PERSONAS = (
    Persona("100001", "Amina Yusuf", "a learner, in lesson 2", f"amina.yusuf@{DOMAIN}", "amina-reads-2026"),
    Persona("100002", "Ben Okafor", "her line manager, just certified", f"ben.okafor@{DOMAIN}", "ben-leads-2026"),
    Persona("100003", "Carys Morgan", "in HR, runs out soon", f"carys.morgan@{DOMAIN}", "carys-counts-2026"),
    Persona("100004", "Dev Patel", "in another team, ran out", "100004", "dev-drives-2026"),
    Persona("100005", "Efa Rhys", "a content author, has renewed", f"efa.rhys@{DOMAIN}", "efa-writes-2026"),
    Persona("100006", "Fran Adeyemi", "in HR too, agrees to exemptions", f"fran.adeyemi@{DOMAIN}", "fran-agrees-2026"),
)


def set_passwords(session: Any) -> None:
    """Give the personas their passwords; hashed one by one with no transaction open."""
    hashes = {persona.number: hash_password(persona.password) for persona in PERSONAS}
    with committed(session) as now:
        for number, hashed in hashes.items():
            person_id = person_by_number(session(), number)
            set_password(session(), person_id=person_id, hash=hashed, now=now)
