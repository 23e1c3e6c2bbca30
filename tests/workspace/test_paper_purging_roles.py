"""On a server owners purge by their own login, after the keep time, and nobody else does by any program."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import psycopg
import pytest

from desktop_crm.company import service as company
from desktop_crm.company.rules.people import PersonDraft
from desktop_crm.database.connection import raw
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values import rights
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import moving, opening, paper_purging, serving, verifying
from tests.fixtures.server import Cluster
from tests.workspace import old_papers
from tests.workspace.old_papers import TODAY, there
from tests.workspace.test_server_roles import REFUSED, psql
from tests.workspace.verbs import CALLER

YOUNG = date(2024, 2, 3)


@pytest.fixture(scope="module")
def addresses(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> dict[str, ServerAddress]:
    """A firm with an old paper and a young one on a server, and the login of a person in each role."""
    file: Path = tmp_path_factory.mktemp("purging") / "firm.crm"
    opening.create(file)
    workspace = opening.open_workspace(file)
    try:
        old_papers.firm_in_ireland(workspace, CALLER)
        her = old_papers.customer(CALLER)
        old_papers.issue(CALLER, her)
        old_papers.issue(CALLER, her, YOUNG)
        company.add_person(CALLER, PersonDraft(name="First"), "a long password", TODAY)
    finally:
        workspace.close()
    owner = cluster.create("purging")
    moving.copy(CALLER, file, owner)
    workspace = opening.open_workspace(owner)
    try:
        found = {}
        for role in rights.ROLES:
            made = company.add_person(CALLER, PersonDraft(name=role, role=role), "a long password", TODAY)
            person = made if isinstance(made, int) else made.id
            found[role] = serving.let_in(CALLER, workspace, person, "a long password").address
        return found
    finally:
        workspace.close()


PURGE = (
    "INSERT INTO purge_run (done_on, at, by, by_itself, is_scrubbed)"
    " VALUES ({today}, '2026-11-22T00:00:00Z', '', FALSE, TRUE);"
    " INSERT INTO purged_paper (document_id, run_id, kind, number_text, issued_on, currency, net, tax, gross,"
    " paid, taxes, is_external, record_seal, payments, payments_hash, counted_from, until, rule, years, seal)"
    " SELECT id, (SELECT max(id) FROM purge_run), kind, number_text, issued_on, currency, net, tax, gross,"
    " paid, '[]', FALSE, '', 0, '', issued_on, {until}, '', 6, 'x' FROM document"
    " WHERE state <> 'draft' AND issued_on = '{day}'"
)


def test_only_the_owner_purges_and_only_what_is_due(addresses: dict[str, ServerAddress]) -> None:
    for role in sorted(set(rights.ROLES) - {"owner"}):
        workspace = opening.open_workspace(addresses[role])
        try:
            before = there(CALLER)
            with pytest.raises(UserError, match=REFUSED):  # the program's own check is left out
                paper_purging.purge(CALLER, workspace, paper_purging.plan(CALLER, TODAY).due, TODAY)
            assert there(CALLER) == before
        finally:
            workspace.close()
        with psql(addresses[role]) as own, pytest.raises(psycopg.errors.InsufficientPrivilege):
            own.execute(PURGE.format(today="'2026-11-22'", until="'2018-05-02'", day="2012-05-02"))
    with psql(addresses["owner"]) as own, pytest.raises(psycopg.errors.InsufficientPrivilege):
        own.execute(PURGE.format(today="'2099-01-01'", until="'2095-12-31'", day=YOUNG))

    workspace = opening.open_workspace(addresses["owner"])
    try:
        paper_purging.look_again()
        assert len(there(CALLER)) == 2
        done = paper_purging.purge(CALLER, workspace, paper_purging.plan(CALLER, TODAY).due, TODAY)
        assert done.papers == 1
        assert raw().execute("SELECT count(*) FROM document").fetchone() == (1,)
        report = verifying.verify(CALLER)
        assert report.findings == () and report.checked["purged"] == 1
    finally:
        workspace.close()
