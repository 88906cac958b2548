"""Where a learner is, is found by an index: what an act costs does not grow with everybody's completions."""

import pytest
from sqlalchemy import Select, text
from sqlalchemy.orm import Session

from elearning.queries import places
from elearning.services import completions, enrolments

STATEMENTS = {
    "the open place": enrolments._places_statement(by_id=False),
    "the latest places": places._latest_enrolments(of_one_module=False),
    "whether it is completed": completions._IS_COMPLETED,
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_no_statement_of_a_learners_act_looks_at_every_completion(session: Session, statement: Select[int]) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by the sizes of tables, which are next to nothing here.")
    sql = str(statement.compile(session.get_bind()))
    plan = [row.detail for row in session.execute(text("EXPLAIN QUERY PLAN " + named(sql)))]
    assert any("completions" in line for line in plan)
    assert not [
        line for line in plan if line.startswith("SCAN ") and line.split()[1] in ("completions", "refreshers_done")
    ]


def named(sql: str) -> str:
    """The statement with a number in the place of each parameter: the plan is the same."""
    return sql.replace("?", "1")
