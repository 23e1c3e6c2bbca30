"""A line in the history for what a person's login changes past this program, by psql or by whatever else.

The program writes its lines itself, before each commit. At the commit the server looks whether the
transaction wrote one; where it did not, each changed row gets a line: who (by the login), when, by which
program, and the values as far as they are stored as the history tells them. A line that somebody writes by
hand to get by names its login, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from psycopg import sql

from desktop_crm.database.fields import FlagField, JsonField, ScaledField
from desktop_crm.database.session import Table
from desktop_crm.database.trail import Trail, table_named

# The setting desktop_crm.told holds the id of the newest line of the transaction: `granting` keeps it.
FUNCTIONS: Final = """
CREATE OR REPLACE FUNCTION change_is_told() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = desktop_crm, pg_temp AS $told$
DECLARE
  kind text := TG_ARGV[0];
  known text := current_setting('desktop_crm.told', true);
  before jsonb;
  after jsonb;
  present jsonb;
  key text;
  version text;
  record text;
  contact bigint;
BEGIN
  IF NOT starts_with(session_user, {person}) OR (known ~ '^\\d+$' AND EXISTS (
    SELECT 1 FROM change_log WHERE id = known::bigint AND xmin = pg_current_xact_id()::xid)) THEN
    RETURN NULL;
  END IF;
  before := coalesce(to_jsonb(OLD), '{{}}');
  after := coalesce(to_jsonb(NEW), '{{}}');
  present := CASE TG_OP WHEN 'DELETE' THEN before ELSE after END;
  key := present->>TG_ARGV[1];
  version := present->>'version';
  IF TG_OP = 'DELETE' THEN
    NEW := OLD;
  END IF;
  EXECUTE format('SELECT %s, %s FROM (SELECT ($1).*) t', TG_ARGV[2], TG_ARGV[3])
    INTO record, contact USING NEW;
  IF TG_OP = 'UPDATE' THEN
    SELECT jsonb_object_agg(name, before->name), jsonb_object_agg(name, after->name) INTO before, after
      FROM unnest(string_to_array(TG_ARGV[4], ' ')) name WHERE before->name IS DISTINCT FROM after->name;
  ELSE
    SELECT jsonb_object_agg(name, present->name) INTO present
      FROM unnest(string_to_array(TG_ARGV[4], ' ')) name
      WHERE present->name NOT IN ('null', '""', '0', 'false');
    before := CASE TG_OP WHEN 'DELETE' THEN present END;
    after := CASE TG_OP WHEN 'INSERT' THEN present END;
  END IF;
  INSERT INTO change_log (table_name, "row", version, "user", at, computer, act, record, contact_id, words,
    before, after)
  VALUES (kind, CASE WHEN key ~ '^\\d+$' THEN key::bigint ELSE 0 END, coalesce(version::bigint, 1),
    session_user,
    to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    left(current_setting('application_name'), 60),
    CASE WHEN kind <> TG_TABLE_NAME THEN 'changed' WHEN TG_OP = 'INSERT' THEN 'created'
      WHEN TG_OP = 'DELETE' THEN 'deleted' ELSE 'changed' END,
    coalesce(record, ''), contact,
    lower(concat_ws(' ', session_user, current_setting('application_name'), before::text, after::text)),
    before::text, after::text);
  PERFORM set_config('desktop_crm.told', '', true);
  RETURN NULL;
END $told$;
"""

_TRIGGERS: Final = """
DROP TRIGGER IF EXISTS coming_and_going_is_told ON {table};
CREATE CONSTRAINT TRIGGER coming_and_going_is_told AFTER INSERT OR DELETE ON {table}
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION change_is_told({words});
DROP TRIGGER IF EXISTS change_is_told ON {table};
CREATE CONSTRAINT TRIGGER change_is_told AFTER UPDATE ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION change_is_told({words});
"""


SILENCE: Final = """
DO $silence$ DECLARE each record; BEGIN
  FOR each IN SELECT tgname, tgrelid::regclass AS place FROM pg_trigger
    WHERE tgname IN ('coming_and_going_is_told', 'change_is_told')
      AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'desktop_crm'::regnamespace)
  LOOP
    EXECUTE format('DROP TRIGGER %I ON %s', each.tgname, each.place);
  END LOOP;
END $silence$
"""
"""Before an upgrade: a table with something still to be told cannot be altered. Granting anew, which comes
after it, makes the triggers again."""


def triggers(tables: Sequence[type[Table]]) -> Iterator[sql.Composable]:
    """What looks at the commit, for each table on the trail and the rows that are parts of its records."""
    on_trail = [table for table in tables if getattr(table, "trail", None) is not None]
    names = {str(table._meta.table_name) for table in on_trail}
    parts: dict[str, tuple[str, str]] = {}
    for table in on_trail:
        meta: Any = table._meta
        spec: Trail = table.trail
        key = meta.primary_key.column_name
        told = [each for each in meta.sorted_fields if each.column_name not in (*spec.silent, "version", key)]
        veiled = (*spec.secret, spec.unfolded)
        plain = [each.column_name for each in told if _is_plain(each) and each.column_name not in veiled]
        record = spec.record or f"'{meta.table_name}:' || {key}"
        words = (str(meta.table_name), key, record, spec.contact, " ".join(plain))
        yield _for(str(meta.table_name), [each.column_name for each in told] or [key], words)
        for name, column in spec.goes_with_it:
            if name not in names:
                parts.setdefault(name, (str(meta.table_name), column))
    for name, (whole, column) in parts.items():
        columns = [each.column_name for each in table_named(name)._meta.sorted_fields]
        contact = column if whole == "contact" else "NULL::bigint"
        yield _for(name, columns, (whole, column, f"'{whole}:' || {column}", contact, ""))


def _is_plain(field: Any) -> bool:
    """Whether the history tells the value as it is stored."""
    return isinstance(field, FlagField) or not isinstance(field, (JsonField, ScaledField))


def _for(table: str, columns: Sequence[str], words: Sequence[str]) -> sql.Composable:
    old, new = (
        sql.SQL(", ").join(sql.SQL(side) + sql.Identifier(each) for each in columns)
        for side in ("OLD.", "NEW.")
    )
    return sql.SQL(_TRIGGERS).format(
        table=sql.Identifier(table), old=old, new=new, words=sql.SQL(", ").join(map(sql.Literal, words))
    )
