"""Many ids as one parameter of a statement, and as one value of a row: a million cross over as quickly as they can."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    any_,
    bindparam,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from elearning.queries.keys import Key

_MODULES = 1 << 20
"""More than there will ever be modules: a key travels as person times this, plus module."""


def dialect_of(session: Session) -> str:
    """Which database a session speaks to: the forms below differ between them."""
    return session.get_bind().dialect.name


def is_one_of(column: Any, name: str, dialect: str) -> ColumnElement[bool]:
    """Whether a column is among the ids of the parameter `name`, whose value `ids` makes."""
    found: ColumnElement[bool] = (
        column.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))
        if dialect == "sqlite"
        else column == any_(bindparam(name, type_=ARRAY(BigInteger)))
    )
    return found


def is_among(column: Any, values: Collection[int], dialect: str) -> ColumnElement[bool]:
    """Whether a column is among these ids, for a statement that is built anew each time it is asked."""
    given = ids(values, dialect)
    found: ColumnElement[bool] = (
        column.in_(select(func.json_each(literal(given)).table_valued("value").c.value))
        if dialect == "sqlite"
        else column == any_(literal(given, type_=ARRAY(BigInteger)))
    )
    return found


def ids(values: Collection[int], dialect: str) -> Any:
    """The value of a parameter that stands for ids."""
    return json.dumps(list(values)) if dialect == "sqlite" else list(values)


def keys_table(name: str, dialect: str) -> FromClause:
    """The keys of the parameter `name`, whose value `packed` makes, as a table of person_id and module_id."""
    if dialect == "sqlite":
        each = func.json_each(bindparam(name)).table_valued("value").c.value
        value: Any = cast(each, Integer)
    else:
        value = func.unnest(bindparam(name, type_=ARRAY(BigInteger))).column_valued("key")
    whole = BigInteger()
    return select(
        value.op("/", return_type=whole)(_MODULES).label("person_id"),
        value.op("%", return_type=whole)(_MODULES).label("module_id"),
    ).subquery()


def packed(keys: Collection[Key], dialect: str) -> Any:
    """The value of a parameter that stands for keys."""
    return ids([key.person_id * _MODULES + key.module_id for key in keys], dialect)


def gathered(column: Any, dialect: str) -> ColumnElement[Any]:
    """All ids of a group as one value, for `people_of` to read."""
    return func.group_concat(column) if dialect == "sqlite" else func.array_agg(column, type_=NullType())


def people_of(value: Any) -> list[int]:
    """The ids that were gathered."""
    return list(map(int, value.split(","))) if isinstance(value, str) else value
