"""The bare limits of reports: one plain statement each, which decides nothing and forgives nothing."""

from collections.abc import Collection

_KNOWN = (
    "{0}.recorded_at <= :known_on AND ({0}.superseded_at IS NULL OR {0}.superseded_at > :known_on)"
    " AND {0}.true_from <= :day AND ({0}.true_to IS NULL OR {0}.true_to >= :day)"
)


def _holds(table: str) -> str:
    return _KNOWN.format(table)


_COMPLETED = (
    "LEFT JOIN completions c ON c.person_id = a.person_id AND c.module_id = a.module_id AND c.superseded_at IS NULL"
    " AND c.completed_on <= :day AND c.expires_on >= :day"
)

COUNTED = (
    "SELECT d.unit_id, a.module_id, count(*), count(c.id)"
    " FROM holdings h JOIN post_details d ON d.post_id = h.post_id"
    f" JOIN assignments a ON a.person_id = h.person_id {_COMPLETED}"
    f" WHERE {_holds('h')} AND {_holds('d')} AND {_holds('a')} GROUP BY d.unit_id, a.module_id"
)
"""Everybody's assignments with the completion that stands, counted by unit and module."""

FIRST_25 = (
    "SELECT e.number, n.name FROM employee_numbers e JOIN person_names n ON n.person_id = e.person_id"
    f" WHERE {_holds('e')} AND {_holds('n')} ORDER BY e.number LIMIT 25"
)
"""The first rows of a list by an index."""

EVERY_ROW = (
    "SELECT e.number, n.name, pu.name, su.name, u.name, m.number, mn.name, mo.slug, v.number, a.true_from, a.due_on,"
    " c.completed_on, c.expires_on, ce.number"
    " FROM holdings h JOIN post_details d ON d.post_id = h.post_id"
    " JOIN employee_numbers e ON e.person_id = h.person_id JOIN person_names n ON n.person_id = h.person_id"
    " JOIN unit_names u ON u.unit_id = d.unit_id JOIN unit_places p ON p.unit_id = d.unit_id"
    " JOIN unit_names su ON su.unit_id = p.parent_id JOIN unit_places sp ON sp.unit_id = p.parent_id"
    " JOIN unit_names pu ON pu.unit_id = sp.parent_id"
    " LEFT JOIN employee_numbers m ON m.person_id = d.manager_id AND m.superseded_at IS NULL"
    f" LEFT JOIN person_names mn ON mn.person_id = d.manager_id AND {_holds('mn')}"
    " JOIN assignments a ON a.person_id = h.person_id JOIN modules mo ON mo.id = a.module_id"
    f" {_COMPLETED} LEFT JOIN module_versions v ON v.id = c.version_id"
    " LEFT JOIN certificates ce ON ce.completion_id = c.id"
    f" WHERE {_holds('h')} AND {_holds('d')} AND {_holds('a')} AND {_holds('e')} AND {_holds('n')}"
    " ORDER BY e.number, mo.slug"
)
"""The columns of the export, as far as plain joins have them; a person with two posts comes twice."""


HELD = (
    "SELECT h.person_id, d.post_id, d.unit_id, d.manager_id, d.manager_post_id"
    f" FROM holdings h JOIN post_details d ON d.post_id = h.post_id WHERE {_holds('h')} AND {_holds('d')}"
)
"""Everybody in post, with the post."""

BELOW = (
    "WITH RECURSIVE below(person_id) AS (SELECT 1 UNION SELECT h.person_id"
    " FROM below b JOIN post_details d ON d.manager_id = b.person_id JOIN holdings h ON h.post_id = d.post_id"
    f" WHERE {_holds('h')} AND {_holds('d')}) SELECT person_id FROM below"
)
"""Whoever is below person 1, by line managers who are named as people."""


def of_people(ids: Collection[int]) -> str:
    """The assignments of some people, with the completion that stands."""
    listed = ", ".join(str(id) for id in sorted(ids))
    return (
        f"SELECT a.person_id, a.module_id, a.due_on, c.completed_on, c.expires_on FROM assignments a {_COMPLETED}"
        f" WHERE {_holds('a')} AND a.person_id IN ({listed})"
    )
