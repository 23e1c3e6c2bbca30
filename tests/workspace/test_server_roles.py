"""On a server the role holds for whoever connects: for each verb of the program, and for psql."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from desktop_crm.company import queries as company_queries
from desktop_crm.company import service as company
from desktop_crm.company.rules.people import PersonDraft
from desktop_crm.database import serving as database_serving
from desktop_crm.database import upgrade
from desktop_crm.database.connection import current, raw, transaction
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values import rights
from desktop_crm.values.caller import nobody
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import archives, backups, moving, opening, people, server_rights, serving
from tests.fixtures.server import Cluster
from tests.workspace import verbs
from tests.workspace.verbs import ACTS, CALLER

TODAY = verbs.TODAY
REFUSED = "server does not let you"
ALONE = {
    "company.set_up": "the firm is set up already",
    "company.change_password": "on a server the password is the login's",
    "company.sign_in": "on a server the login signs in",
    "company.recover": "on a server the administrator helps",
}
"""Verbs that say nothing here."""
HARMLESS = {
    "billing.correct_text": "it begins a draft, as any may",
    "billing.hold_mails": "each mail may be taken back one by one",
    "billing.remove_samples": "there are none",
    "catalog.remove_products": "an import of products may be taken back",
    "company.remove_firm": "nothing of the samples is left to remove",
    "contacts.give_follow_ups": "each may be given one by one",
    "contacts.hand_over_assignments": "each may be given one by one",
    "receivables.queue_reminder": "a letter that was written may be sent as any file",
    "support.rename_assignee": "each ticket may be given one by one",
}
"""Verbs that need no table that the role may not write."""


class Undo(Exception):
    """Takes a change back after it went well."""


@pytest.fixture(scope="module")
def addresses(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> dict[str, ServerAddress]:
    """The prepared firm on a server, and the login of a person in each role."""
    file = tmp_path_factory.mktemp("roles") / "firm.crm"
    verbs.prepare(file)
    owner = cluster.create("roles")
    moving.move(CALLER, file, owner)
    workspace = opening.open_workspace(owner)
    try:
        found = {}
        for role in rights.ROLES:
            draft = PersonDraft(name=f"Of the server {role}", role=role)
            made = company.add_person(CALLER, draft, "a long password", TODAY)
            person = made if isinstance(made, int) else made.id
            found[role] = serving.let_in(CALLER, workspace, person, "a long password").address
    finally:
        workspace.close()
    return found


@pytest.fixture(params=list(rights.ROLES))
def role(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def connected(addresses: dict[str, ServerAddress], role: str) -> Iterator[opening.Workspace]:
    workspace = opening.open_workspace(addresses[role])
    yield workspace
    workspace.close()


def attempt(name: str, role: str) -> str:
    """Do the verb as this role's login and take it back; the refusal of the server, "" for none."""
    verb = verbs.verbs()[name]
    try:
        given = ACTS[name].given()
    except LookupError:
        return f"The {REFUSED} see what this is about."
    except UserError as error:
        return str(error)
    try:
        with transaction(CALLER):
            verb(replace(CALLER, role=role), **given)
            raise Undo
    except Undo:
        return ""
    except UserError as error:
        return str(error)


@pytest.mark.slow
@pytest.mark.usefixtures("connected")
def test_each_verb_is_done_by_who_may_and_by_nobody_else(role: str) -> None:
    wrong = []
    for name in sorted(set(ACTS) - set(ALONE)):
        right = rights.right_of(verbs.verbs()[name])
        assert right is not None
        if role in rights.RIGHTS[right].roles:
            if refusal := attempt(name, role):
                wrong.append(f"{name}: {refusal}")
        elif name not in HARMLESS and REFUSED not in (found := attempt(name, "owner")):
            wrong.append(f"{name} went through: {found}")
    assert wrong == [], "\n".join(wrong)


def test_whoever_signs_in_by_the_servers_login_is_that_person(
    connected: opening.Workspace, role: str
) -> None:
    caller = serving.person_here(nobody(), connected)
    assert caller is not None
    assert (caller.role, caller.user) == (role, f"Of the server {role}")


def psql(address: ServerAddress) -> psycopg.Connection[Any]:
    """Another program on the same server."""
    return psycopg.connect(
        **address.parameters,  # type: ignore[arg-type]
        options="-c search_path=desktop_crm",
        autocommit=True,
    )


SEALED = (
    "UPDATE document SET gross = gross + 1 WHERE state <> 'draft' AND kind = 'invoice'",
    "UPDATE document SET state = 'draft' WHERE state <> 'draft'",
    "DELETE FROM document WHERE state <> 'draft'",
    "UPDATE document_line SET net = 0",
    "UPDATE blob SET bytes = bytes",
    "UPDATE payment SET amount = 1",
    "ALTER TABLE document DISABLE TRIGGER ALL",
    "DROP TRIGGER document_is_sealed ON document",
    "SET session_replication_role = replica",
    "TRUNCATE document CASCADE",
    "DELETE FROM document_line",
    "DELETE FROM payment",
    "UPDATE purged_paper SET until = '2020-01-01'",
    "DELETE FROM purged_paper",
    "TRUNCATE purged_paper",
    "DROP TRIGGER purged_paper_is_ripe ON purged_paper",
    "INSERT INTO purge_run (done_on, at, by, by_itself, is_scrubbed)"
    " VALUES ('2099-01-01', '2099-01-01T00:00:00Z', '', FALSE, TRUE);"
    " INSERT INTO purged_paper (document_id, run_id, kind, number_text, issued_on, currency, net, tax, gross,"
    " paid, taxes, is_external, record_seal, payments, payments_hash, counted_from, until, rule, years, seal)"
    " SELECT id, (SELECT max(id) FROM purge_run), kind, number_text, issued_on, currency, net, tax, gross,"
    " paid, '[]', FALSE, '', 0, '', issued_on, '2090-12-31', '', 8, 'x' FROM document"
    " WHERE state <> 'draft' AND open = 0 LIMIT 1",
)


@pytest.mark.parametrize("sql", SEALED)
def test_nobodys_psql_changes_what_was_issued(
    addresses: dict[str, ServerAddress], role: str, sql: str
) -> None:
    with (
        psql(addresses[role]) as own,
        pytest.raises(psycopg.Error),
    ):
        own.execute(sql)


ASSISTANT = (
    "UPDATE document SET state = 'issued' WHERE state = 'draft'",
    "INSERT INTO document (kind, state, currency, draft, created_at, updated_at, corrects_id, version,"
    " customer, customer_folded, title, order_number, language, net, tax, gross, due, paid, credited, open,"
    " is_external, is_sample, answer, internal_notes) SELECT 'credit_note', 'draft', currency, draft,"
    " created_at, updated_at, id, 1, '', '', '', '', '', 0, 0, 0, 0, 0, 0, 0, FALSE, FALSE, '', ''"
    " FROM document WHERE kind = 'invoice' AND state = 'issued' LIMIT 1",
    'INSERT INTO payment (document_id, amount, paid_on, method, reference, "user", at, hash)'
    " SELECT id, 1, '2026-01-01', 'cash', '', '', '2026-01-01T00:00:00Z', '' FROM document LIMIT 1",
    "UPDATE number_series SET next_number = next_number + 1 WHERE kind = 'invoice'",
    "UPDATE firm SET name = 'Mine'",
    "UPDATE number_series SET pattern = 'X{number}' WHERE kind = 'ticket'",
    "UPDATE document SET paid = due, open = 0 WHERE state = 'issued' AND kind = 'invoice' AND open > 0",
    "SELECT password FROM colleague",
    "UPDATE colleague SET role = 'owner'",
    *(
        f"SELECT count(*) FROM {table}"
        for table in ("cash_entry", "cash_day", "cash_line", "bank_line", "bank_statement", "learned_payer")
    ),
)


@pytest.mark.parametrize("sql", ASSISTANT)
def test_an_assistants_psql_issues_and_credits_nothing(addresses: dict[str, ServerAddress], sql: str) -> None:
    with (
        psql(addresses["assistant"]) as own,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        own.execute(sql)


def test_an_accountants_psql_sees_no_notes_and_writes_nothing(addresses: dict[str, ServerAddress]) -> None:
    with psql(addresses["accountant"]) as own:
        for sql in ("SELECT text FROM note", "SELECT * FROM ticket_message", "UPDATE contact SET name = 'x'"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                own.execute(sql)


def test_whoever_forges_the_history_is_named_in_it(addresses: dict[str, ServerAddress]) -> None:
    forged = (
        'INSERT INTO change_log (table_name, "row", version, "user", at, computer, act, record, words)'
        " VALUES ('contact', 1, 1, 'Ana', '2026-01-01T00:00:00Z', 'desk', 'changed', 'contact:1', '')"
        ' RETURNING "user"'
    )
    with psql(addresses["assistant"]) as own:
        assert own.execute(forged).fetchone() == ("Of the server assistant",)


OF_MANY_KINDS = (("timeline", "kind"), ("search_entry", "entity"), ("change_log", "table_name"))


def kinds_in(address: ServerAddress, table: str, column: str) -> set[str]:
    with psql(address) as own:
        return {kind for (kind,) in own.execute(f"SELECT DISTINCT {column} FROM {table}").fetchall()}


@pytest.mark.parametrize(("table", "column"), OF_MANY_KINDS)
def test_psql_shows_of_the_history_and_the_index_what_the_role_sees(
    addresses: dict[str, ServerAddress], role: str, table: str, column: str
) -> None:
    everything = kinds_in(addresses["owner"], table, column)
    hidden = rights.hidden_kinds(replace(CALLER, role=role))
    if table == "change_log" and not rights.may(replace(CALLER, role=role), "trail.read"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            kinds_in(addresses[role], table, column)
        return
    if role == "assistant" and table != "timeline":
        assert everything & hidden, "nothing here could be hidden"
    assert kinds_in(addresses[role], table, column) == everything - hidden


def test_a_role_that_changes_changes_on_the_server_and_who_left_stays_out(
    cluster: Cluster, addresses: dict[str, ServerAddress]
) -> None:
    workspace = opening.open_workspace(cluster.address("roles"))
    try:
        person = company_queries.find_person(CALLER, "Of the server member")
        as_assistant = replace(person.draft, role="assistant")
        version = people.save_person(CALLER, person.id, person.version, as_assistant)
        with psql(addresses["member"]) as own, pytest.raises(psycopg.errors.InsufficientPrivilege):
            own.execute("UPDATE number_series SET next_number = next_number + 1 WHERE kind = 'invoice'")
        people.leave(CALLER, person.id, version, TODAY, 1)
        with pytest.raises(psycopg.OperationalError):
            psql(addresses["member"]).close()
        company.come_back(CALLER, person.id, company_queries.get_person(CALLER, person.id).version)
        version = company_queries.get_person(CALLER, person.id).version
        people.save_person(CALLER, person.id, version, person.draft)
        serving.let_in(CALLER, workspace, person.id, "another long password")
    finally:
        workspace.close()
    psql(addresses["member"]).close()


def test_a_member_begins_a_series_that_is_not_there_yet(
    cluster: Cluster, addresses: dict[str, ServerAddress]
) -> None:
    """Such as in a firm of an earlier version, which knew fewer kinds of papers."""
    unused = "WHERE last_issued_on IS NULL AND kind IN ('receipt', 'deposit', 'pro_forma', 'corrected')"
    with psql(cluster.address("roles")) as own:
        kept = own.execute(f"SELECT * FROM number_series {unused}").fetchall()
        own.execute(f"DELETE FROM number_series {unused}")
        try:
            for role, refused in (("member", False), ("assistant", True)):
                with closing(opening.open_workspace(addresses[role])):
                    refusal = attempt("billing.issue_receipt", "owner")
                assert (refusal != "") == refused, (role, refusal)
        finally:
            for row in kept:
                places = ", ".join(["%s"] * len(row))
                own.execute(f"INSERT INTO number_series VALUES ({places})", row)
    assert kept


@pytest.mark.usefixtures("connected")
def test_only_an_owners_login_makes_the_daily_copy(
    addresses: dict[str, ServerAddress], role: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path))
    workspace = opening.Workspace(addresses[role], current().hub, current())
    standing = backups.keep_up(replace(CALLER, role=role), workspace, TODAY)
    assert (standing.newest is not None) == (role == "owner")


@pytest.mark.usefixtures("connected")
def test_only_an_owners_login_copies_the_whole_firm(
    addresses: dict[str, ServerAddress], role: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    workspace = opening.Workspace(addresses[role], current().hub, current())
    caller = replace(CALLER, role=role)
    assert rights.may(caller, workspace.copying_right) == (role == "owner")
    copies: list[Callable[[], object]] = [
        lambda: backups.back_up(caller, workspace, tmp_path / "copy.crm"),
        lambda: backups.back_up_daily(caller, workspace),
        lambda: archives.make(caller, workspace, tmp_path / "firm.zip"),
    ]
    for copy in copies:
        if role == "owner":
            assert copy()
        else:
            asked = "the owner makes backups: ask .*Of the server owner" if role == "member" else "may not do"
            with pytest.raises(UserError, match=asked):
                copy()
    assert bool(list(tmp_path.glob("*.*"))) == (role == "owner")


def test_no_log_of_the_server_shows_a_password(addresses: dict[str, ServerAddress], cluster: Cluster) -> None:
    workspace = opening.open_workspace(cluster.address("roles"))
    told: list[str] = []
    try:
        person = company_queries.find_person(CALLER, "Of the server accountant")
        raw().set_trace_callback(told.append)
        serving.let_in(CALLER, workspace, person.id, "a very secret word")
    finally:
        workspace.close()
    assert any("PASSWORD" in sql for sql in told)
    assert not any("a very secret word" in sql for sql in told)


def test_a_login_of_another_firm_is_nobody_here(
    addresses: dict[str, ServerAddress], cluster: Cluster
) -> None:
    other = cluster.create("another")
    opening.create(other)
    login = addresses["member"].user
    workspace = opening.open_workspace(cluster.address("another"))
    try:
        raw().run(f"GRANT ALL ON SCHEMA desktop_crm TO {login}")
        raw().run(f"GRANT SELECT ON ALL TABLES IN SCHEMA desktop_crm TO {login}")
    finally:
        workspace.close()
    workspace = opening.open_workspace(replace(addresses["member"], database="another"))
    try:
        assert serving.person_here(nobody(), workspace) is None
    finally:
        workspace.close()


def test_every_right_that_changes_something_says_which_tables() -> None:
    writing = {rights.right_of(verbs.verbs()[name]) for name in set(ACTS) - set(ALONE)}
    assert writing <= set(server_rights.WRITING)
    assert set(server_rights.READING) | set(server_rights.WRITING) <= set(rights.RIGHTS)


def test_a_file_has_no_logins(tmp_path: Path) -> None:
    opening.create(tmp_path / "firm.crm")
    workspace = opening.open_workspace(tmp_path / "firm.crm")
    try:
        assert serving.person_here(nobody(), workspace) is None
        with pytest.raises(UserError, match="only a server can enforce"):
            serving.grant(CALLER, workspace)
        assert raw().execute("SELECT count(*) FROM colleague").fetchone() == (0,)
    finally:
        workspace.close()


def test_after_an_upgrade_each_role_reads_the_new_tables(
    cluster: Cluster, addresses: dict[str, ServerAddress], monkeypatch: pytest.MonkeyPatch
) -> None:
    step = upgrade.Migration(upgrade.SCHEMA_VERSION + 1, "m_next", lambda cursor: _more(cursor))
    monkeypatch.setattr(upgrade, "MIGRATIONS", (*upgrade.MIGRATIONS, step))
    monkeypatch.setattr(database_serving, "SCHEMA_VERSION", upgrade.SCHEMA_VERSION + 1)
    reading = {**server_rights.READING, "firm.read": {**server_rights.READING["firm.read"], "shelf": "S"}}
    monkeypatch.setattr(server_rights, "READING", reading)
    limits = "SELECT min_reader, min_writer FROM desktop_crm.compatibility"
    with psql(cluster.address("roles")) as own:
        before = own.execute(limits).fetchone()
    try:
        opening.open_workspace(cluster.address("roles")).close()
        for role in rights.ROLES:
            with psql(addresses[role]) as own:
                assert own.execute("SELECT count(*) FROM shelf").fetchone() == (0,)
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    own.execute("SELECT count(*) FROM desktop_crm_before_upgrade.contact")
    finally:  # the other tests go on with the database as it was
        with psql(cluster.address("roles")) as own:
            own.execute("DROP TABLE IF EXISTS shelf")
            own.execute("DROP SCHEMA IF EXISTS desktop_crm_before_upgrade CASCADE")
            own.execute("UPDATE about SET value = %s WHERE key = 'schema'", [str(upgrade.SCHEMA_VERSION)])
            own.execute("UPDATE compatibility SET min_reader = %s, min_writer = %s", before)


def _more(cursor: Any) -> None:
    cursor.execute("CREATE TABLE shelf (id INTEGER NOT NULL PRIMARY KEY, name TEXT) STRICT")
