"""Rows put into a database as fast as it takes them: executemany on SQLite, COPY on PostgreSQL. For benchmarks only.

Values are numbers, None and text as both databases read it: ISO dates, instants in UTC, 1 and 0.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Engine

from elearning.orm import Base

Cell = int | str | None
Row = tuple[Cell, ...]
RECORDED = ("recorded_at", "recorded_by", "superseded_at", "superseded_by")
DATED = ("true_from", "true_to", *RECORDED)


class Loader:
    """One connection that loads rows without the checks of foreign keys, and gives out ids."""

    def __init__(self, engine: Engine) -> None:
        self._connection: Any = engine.raw_connection()
        self._cursor: Any = self._connection.cursor()
        self._is_sqlite = engine.dialect.name == "sqlite"
        if self._is_sqlite:
            self._cursor.execute("PRAGMA foreign_keys=OFF")
            self._cursor.execute("PRAGMA synchronous=OFF")
            self._cursor.execute("BEGIN IMMEDIATE")
        else:
            self._cursor.execute("SET session_replication_role = replica")
            self._cursor.execute("SET timezone = 'UTC'")

    def add(self, table: type[Base], columns: Sequence[str], rows: Iterable[tuple[Cell, ...]]) -> None:
        """Put rows into a table; the first column is the id."""
        name, names = table.__tablename__, ", ".join(columns)
        if self._is_sqlite:
            places = ", ".join("?" * len(columns))
            self._cursor.executemany(f"INSERT INTO {name} ({names}) VALUES ({places})", rows)
            return
        with self._cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        self._cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}")

    def finish(self) -> None:
        """Commit, and let the database look at what it has got."""
        self._connection.commit()
        if self._is_sqlite:
            self._cursor.execute("PRAGMA foreign_keys=ON")
            self._cursor.execute("PRAGMA synchronous=NORMAL")
            self._cursor.execute("ANALYZE")
            self._cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            self._cursor.execute("RESET ALL")
            self._connection.commit()
            self._connection.driver_connection.autocommit = True
            self._cursor.execute("VACUUM ANALYZE")
            self._connection.driver_connection.autocommit = False
        self._connection.close()
