"""Roles of the server itself: what a person may do there holds for every program, psql included.

A firm's database has one group for each role of the program; each person has a login that is in one of them.
No login of a person owns a table, so nobody can switch off a trigger or a check: an issued document stays as
it was whoever connects. Made by the owner of the database, who needs CREATEROLE.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from psycopg import sql

from desktop_crm.database.server import schema, telling
from desktop_crm.database.server.engine import Connection
from desktop_crm.database.session import Table
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

MOVING: Final = {"number_series": ("next_number", "year", "last_issued_on", "version")}
"""Columns that daily work moves in tables that are settings otherwise."""
_WORDS: Final = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
_LONGEST: Final = 63
_SECRET: Final = {"colleague": ("password", "recovery")}
"""Columns that only who changes the table may read."""

_GUARDS: Final = """
CREATE OR REPLACE FUNCTION only_some_issue() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF NEW.kind = 'credit_note' OR NEW.state = 'written_off'
    OR (TG_OP = 'UPDATE' AND NEW.state IN ('cancelled', 'replaced') AND OLD.state <> NEW.state)
    OR (NEW.state <> 'draft' AND (TG_OP = 'INSERT' OR OLD.state = 'draft'))
    OR (TG_OP = 'UPDATE' AND (NEW.paid, NEW.credited, NEW.open) IS DISTINCT FROM
      (OLD.paid, OLD.credited, OLD.open)) THEN
    IF NOT desktop_crm.is_one_of({issuing}) THEN
      RAISE insufficient_privilege USING MESSAGE = 'this role issues and credits nothing';
    END IF;
  END IF;
  RETURN NEW;
END $guard$;
CREATE OR REPLACE FUNCTION only_some_draw_numbers() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF NEW.kind <> 'ticket' AND NOT desktop_crm.is_one_of({issuing}) THEN
    RAISE insufficient_privilege USING MESSAGE = 'this role draws no numbers of papers';
  END IF;
  RETURN NEW;
END $guard$;
CREATE OR REPLACE FUNCTION only_some_purge() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF NOT desktop_crm.is_one_of({purging}) OR NEW.until >= to_char(now(), 'YYYY-MM-DD') THEN
    RAISE insufficient_privilege USING MESSAGE = 'only owners purge papers, and after their keep time';
  END IF;
  RETURN NEW;
END $guard$;
CREATE OR REPLACE FUNCTION whoever_writes_is_named() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = desktop_crm, pg_temp AS $guard$
DECLARE
  who text;
BEGIN
  SELECT name INTO who FROM colleague WHERE {person} || id = session_user;
  NEW."user" := coalesce(who, NEW."user");
  PERFORM set_config('desktop_crm.told', NEW.id::text, true);
  RETURN NEW;
END $guard$;
DROP TRIGGER IF EXISTS change_is_of_whoever_writes ON change_log;
CREATE TRIGGER change_is_of_whoever_writes BEFORE INSERT ON change_log
  FOR EACH ROW EXECUTE FUNCTION whoever_writes_is_named();
DROP TRIGGER IF EXISTS document_is_issued_by_some ON document;
CREATE TRIGGER document_is_issued_by_some BEFORE INSERT OR UPDATE ON document
  FOR EACH ROW EXECUTE FUNCTION only_some_issue();
DROP TRIGGER IF EXISTS number_is_drawn_by_some ON number_series;
CREATE TRIGGER number_is_drawn_by_some BEFORE INSERT OR UPDATE ON number_series
  FOR EACH ROW EXECUTE FUNCTION only_some_draw_numbers();
DROP TRIGGER IF EXISTS paper_is_purged_by_some ON purged_paper;
CREATE TRIGGER paper_is_purged_by_some BEFORE INSERT ON purged_paper
  FOR EACH ROW EXECUTE FUNCTION only_some_purge();
"""
_IS_ONE_OF: Final = """
CREATE OR REPLACE FUNCTION is_one_of(VARIADIC roles text[]) RETURNS boolean LANGUAGE sql STABLE AS $in$
  SELECT EXISTS (SELECT 1 FROM unnest(roles) r WHERE pg_has_role(current_user, r, 'MEMBER'))
    OR EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'desktop_crm' AND tablename = 'document'
      AND tableowner = current_user) $in$
"""
_HIDDEN: Final = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS not_everybody_sees_all ON {table};
CREATE POLICY not_everybody_sees_all ON {table} USING ({condition}) WITH CHECK (TRUE);
"""
_SEEN_BY: Final = "({column} <> ALL ({kinds}) OR (SELECT desktop_crm.is_one_of({seeing})))"
_OF_MANY_KINDS: Final = (("timeline", "kind"), ("search_entry", "entity"), ("change_log", "table_name"))
"""Tables in which rows of all kinds lie side by side, and the column that names the kind."""


def group_of(database: str, role: str) -> str:
    """The name of the group for a role: groups belong to the whole server, so it names the database."""
    return _checked(f"crm_{database}_{role}")


def login_of(database: str, person_id: int) -> str:
    """The name of a person's login: by the id, because names change."""
    return _checked(f"{_person_prefix(database)}{person_id}")


def _person_prefix(database: str) -> str:
    return f"crm_{database}_person_"


def _checked(name: str) -> str:
    if len(name.encode()) > _LONGEST:
        raise UserError(_("The name of the database is too long for roles of the server."), "database")
    return name


def grant_all(
    connection: Connection,
    database: str,
    matrix: Mapping[str, Mapping[str, str]],
    *,
    issuing: tuple[str, ...],
    purging: tuple[str, ...],
    hidden: Mapping[tuple[str, ...], tuple[str, ...]],
    tables: Sequence[type[Table]],
) -> None:
    """Make the groups, or make them anew after an upgrade, and give each what its role may.

    `matrix` has the privileges of each role by table ("SIUD"); `issuing` are the roles that issue and credit,
    `purging` those that delete papers after their keep time by the clock of the server; `hidden` has kinds of
    events and entries that not everybody sees, with the roles that see them; of `tables` whatever is on the
    trail is told by the server, too.
    """
    connection.begin_change()
    try:
        for role in matrix:
            _make_role(connection, group_of(database, role), "NOLOGIN")
        _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", sql.Identifier(database))
        for role, privileges in matrix.items():
            _grant(connection, database, group_of(database, role), privileges)
        connection.run(_IS_ONE_OF)
        issuers, purgers = (
            _list([group_of(database, role) for role in roles]) for roles in (issuing, purging)
        )
        person = sql.Literal(_person_prefix(database))
        _run(connection, _GUARDS, issuing=issuers, purging=purgers, person=person)
        _run(connection, telling.FUNCTIONS, person=person)
        for trigger in telling.triggers(tables):
            connection.run(trigger.as_string(connection.under))
        seen_by = {
            kinds: _list([group_of(database, role) for role in roles]) for kinds, roles in hidden.items()
        }
        for table, column in _OF_MANY_KINDS:
            condition = _condition(column, seen_by)
            _run(connection, _HIDDEN, table=sql.Identifier(table), condition=condition)
        connection.commit_change()
    finally:
        connection.cancel_change()


def _condition(column: str, seen_by: Mapping[tuple[str, ...], sql.Composable]) -> sql.Composable:
    """True for a row of no hidden kind, and for whoever is of the roles that see it."""
    return sql.SQL(" AND ").join(
        sql.SQL(_SEEN_BY).format(
            column=sql.Identifier(column),
            kinds=sql.SQL("ARRAY[{}]::text[]").format(_list(kinds)),
            seeing=seeing,
        )
        for kinds, seeing in seen_by.items()
    )


def _grant(connection: Connection, database: str, group: str, tables: Mapping[str, str]) -> None:
    name, space = sql.Identifier(group), sql.Identifier(schema.NAME)
    _run(connection, "REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}", space, name)
    _run(connection, "REVOKE ALL ON ALL SEQUENCES IN SCHEMA {} FROM {}", space, name)
    _run(connection, "GRANT CONNECT ON DATABASE {} TO {}", sql.Identifier(database), name)
    _run(connection, "GRANT USAGE ON SCHEMA {} TO {}", space, name)
    writes = False
    for table, letters in sorted(tables.items()):
        words: sql.Composable = sql.SQL(", ").join(_word(table, letter) for letter in letters)
        if table in _SECRET and letters == "S":
            words = sql.SQL("SELECT ({})").format(_open_columns(connection, table))
        _run(connection, "GRANT {} ON {} TO {}", words, sql.Identifier(schema.NAME, table), name)
        writes = writes or letters != "S"
    if writes:
        _run(connection, "GRANT SELECT, USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA {} TO {}", space, name)


def _word(table: str, letter: str) -> sql.Composable:
    if letter != "u":
        return sql.SQL(_WORDS[letter])
    return sql.SQL("UPDATE ({})").format(sql.SQL(", ").join(sql.Identifier(each) for each in MOVING[table]))


def _open_columns(connection: Connection, table: str) -> sql.Composable:
    """The columns of a table that whoever reads it may see."""
    found = connection.run(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
        " AND column_name <> ALL (%s)",
        [schema.NAME, table, list(_SECRET[table])],
    ).fetchall()
    return sql.SQL(", ").join(sql.Identifier(name) for (name,) in found)


def has_groups(connection: Connection, database: str) -> bool:
    """Whether roles were ever granted for this database."""
    return _has_role(connection, group_of(database, "owner"))


def let_in(connection: Connection, database: str, person_id: int, role: str, password: str) -> str:
    """Give a person a login in the group of their role, or a new password and role; returns its name.

    The password leaves this computer as the server keeps it, so that no log of the server shows it.
    """
    login = login_of(database, person_id)
    kept = _as_kept(connection, login, password)
    connection.begin_change()
    try:
        _make_role(connection, login, "LOGIN")
        _run(connection, "ALTER ROLE {} LOGIN PASSWORD {}", sql.Identifier(login), sql.Literal(kept))
        _put_into(connection, database, login, role)
        connection.commit_change()
    finally:
        connection.cancel_change()
    return login


def set_own_password(connection: Connection, password: str) -> None:
    """Another password for whoever this connection signed in as; every role may do that to itself."""
    (login,) = connection.run("SELECT session_user").fetchone()
    kept = _as_kept(connection, login, password)
    _run(connection, "ALTER ROLE {} PASSWORD {}", sql.Identifier(login), sql.Literal(kept))


def _as_kept(connection: Connection, login: str, password: str) -> str:
    """The password as the server keeps it (a SCRAM verifier), reckoned on this computer."""
    return str(connection.under.pgconn.encrypt_password(password.encode(), login.encode()).decode())


def follow(connection: Connection, database: str, person_id: int, role: str) -> None:
    """In a running change: the person's login, where there is one, gets another role; "" keeps it out.

    What a login wrote stays; who comes back needs a new password.
    """
    login = login_of(database, person_id)
    if not _has_role(connection, login):
        return
    _put_into(connection, database, login, role)
    if not role:
        _run(connection, "ALTER ROLE {} NOLOGIN PASSWORD NULL", sql.Identifier(login))


def person_of(connection: Connection) -> int | None:
    """The person whose login this connection has; None for the server's own users and for logins of another
    database."""
    name, database = connection.run("SELECT session_user, current_database()").fetchone()
    person_id = str(name).removeprefix(_person_prefix(str(database)))
    return int(person_id) if person_id.isdecimal() else None


def _put_into(connection: Connection, database: str, login: str, role: str) -> None:
    """Into the group of one role, out of the others."""
    start = group_of(database, "")
    groups = connection.run(
        "SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid"
        " JOIN pg_roles l ON l.oid = m.member WHERE l.rolname = %s AND starts_with(g.rolname, %s)",
        [login, start],
    ).fetchall()
    for (group,) in groups:
        _run(connection, "REVOKE {} FROM {}", sql.Identifier(group), sql.Identifier(login))
    if role:
        group = group_of(database, role)
        _run(connection, "GRANT {} TO {}", sql.Identifier(group), sql.Identifier(login))


def _make_role(connection: Connection, name: str, kind: str) -> None:
    if not _has_role(connection, name):
        _run(connection, f"CREATE ROLE {{}} {kind}", sql.Identifier(name))


def _has_role(connection: Connection, name: str) -> bool:
    return connection.run("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone() is not None


def _list(names: list[str] | tuple[str, ...]) -> sql.Composable:
    return sql.SQL(", ").join(sql.Literal(name) for name in names)


def _run(connection: Connection, text: str, *names: sql.Composable, **named: sql.Composable) -> None:
    composed = sql.SQL(text).format(*names, **named)
    connection.run(composed.as_string(connection.under))
