"""What is over costs a report an entry of an index at most: no statement of it looks at a table row by row."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from elearning.queries import standing_statements as statements
from elearning.queries.facts import Shape

EVERYBODY = Shape("sqlite", is_everybody=True, is_every_module=True, is_now=False)
PLANS = {
    "recent completions": (statements.recent_completions, "COVERING INDEX ix_completions_told"),
    "assignments": (statements.assigned, "COVERING INDEX ix_assignments_told"),
    "the completions that end last": (
        statements.lasting_completions,
        "ix_completions_person_id_module_id_expires_on (person_id=? AND module_id=? AND expires_on=?)",
    ),
    "when the others had ended": (
        statements.lasting_completions,
        "ix_completions_person_id_module_id_expires_on (person_id=? AND module_id=? AND expires_on<?)",
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_reports_read_history_out_of_an_index(session: Session, name: str) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by the sizes of tables, which are next to nothing here.")
    build, expected = PLANS[name]
    sql = str(build(EVERYBODY).compile(session.get_bind()))
    plan = [row.detail for row in session.execute(text("EXPLAIN QUERY PLAN " + sql.replace("?", "1")))]
    assert any(expected in line for line in plan), plan
