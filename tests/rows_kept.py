"""Rows of a PostgreSQL database kept in a schema beside them, to be put back: a seventh of the time that another database takes."""

from sqlalchemy import Connection, NullPool, create_engine, text

_kept: dict[str, tuple[str, str]] = {}
"""By a database's address the template whose rows are kept in it, and what its tables then looked like."""

_SHAPE = """
SELECT md5(string_agg(line, ' ' ORDER BY line)) FROM (
    SELECT concat(oid, relname, relnatts, relchecks, relhastriggers) FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat(oid, tgname, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat(oid, proname, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT concat(oid, conname) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
) AS parts (line)
"""

_KEEP = """
DO $$ DECLARE name text; BEGIN
    CREATE SCHEMA kept;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TABLE kept.%1$I AS TABLE public.%1$I', name);
    END LOOP;
    CREATE TABLE kept.counted_to AS SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public';
END $$
"""

_PUT_BACK = """
DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica; -- what was earned may not be deleted, but here is to be as if it never was
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DELETE FROM public.%I', name);
        EXECUTE format('INSERT INTO public.%1$I OVERRIDING SYSTEM VALUE TABLE kept.%1$I', name);
    END LOOP;
    PERFORM setval(format('public.%I', sequencename)::regclass, coalesce(last_value, 1), last_value IS NOT NULL) FROM kept.counted_to;
END $$
"""

_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def keep(url: str, template: str) -> None:
    """Keep the rows that a database has now, just copied from its template."""
    with _connected(url) as connection:
        connection.execute(text(_KEEP))
        _kept[url] = template, _shape(connection)


def put_back(url: str, template: str) -> bool:
    """Make the rows what they were; False if they were not kept, or if a test has changed more than rows."""
    if _kept.get(url, ("", ""))[0] != template:
        return False
    with _connected(url) as connection:
        connection.execute(text(_OTHERS))
        if _shape(connection) != _kept[url][1]:
            return False
        connection.execute(text(_PUT_BACK))
    return True


def _shape(connection: Connection) -> str:
    return str(connection.scalar(text(_SHAPE)))


def _connected(url: str) -> Connection:
    return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect()
