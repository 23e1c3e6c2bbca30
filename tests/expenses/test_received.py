"""E-invoices that came in: kept with their bytes, once, with what they say and break; what is none is not."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from desktop_crm.company import service as company
from desktop_crm.company.rules.periods import period_of
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database import blobs, search
from desktop_crm.database.connection import raw
from desktop_crm.database.faults import IntegrityError
from desktop_crm.einvoice.model import Party
from desktop_crm.einvoice.ubl_writing import write_ubl
from desktop_crm.expenses import queries, service
from desktop_crm.expenses.rules.expenses import ExpenseDraft, VatLine
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.values.paging import ListView
from tests.einvoice import samples
from tests.einvoice.test_hostile import REFUSED
from tests.expenses.conftest import CALLER, Firm, file, to_us


def rows(**filters: str) -> list[queries.ReceivedRow]:
    view = ListView(filters=tuple(filters.items()))
    return list(queries.list_received(CALLER, view).rows(0, 100))


def test_an_invoice_is_kept_with_its_bytes_and_what_it_says(firm: Firm) -> None:
    content = file()
    taken = service.take_in(CALLER, "../in/invoice.xml", content)
    assert (taken.is_new, taken.findings) == (True, ())
    (row,) = rows()
    assert (row.number, row.seller, row.buyer, row.name) == (
        "R-1", "Falkenberg Design", "Atelier Lima", "invoice.xml",
    )  # fmt: skip
    assert (row.net, row.tax, row.gross, row.due, row.currency) == (10000, 1900, 11900, 11900, "EUR")
    assert (row.issued_on, row.due_on) == (date(2026, 11, 30), date(2026, 12, 30))
    assert (row.contact_id, row.errors, row.media_type) == (firm.supplier, 0, "application/xml")
    assert queries.received_file(CALLER, taken.id) == ("invoice.xml", content)
    assert row.sha256 == hashlib.sha256(content).hexdigest()


def test_the_same_file_twice_changes_nothing(firm: Firm) -> None:
    first = service.take_in(CALLER, "a.xml", file())
    before = raw().execute("SELECT count(*) FROM change_log").fetchone()[0]
    second = service.take_in(CALLER, "b.xml", file())
    assert (second.id, second.is_new) == (first.id, False)
    assert len(rows()) == 1
    assert raw().execute("SELECT count(*) FROM change_log").fetchone()[0] == before


def test_the_same_invoice_in_another_file_is_told_as_a_twin(firm: Firm) -> None:
    first = service.take_in(CALLER, "a.xml", file()).id
    other = service.take_in(CALLER, "b.xml", write_ubl(to_us())).id
    assert queries.get_received(CALLER, other).twins == ((first, "a.xml"),)
    assert queries.get_received(CALLER, first).twins == ((other, "b.xml"),)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_e_invoice_is_refused_and_nothing_is_kept(firm: Firm, name: str) -> None:
    with pytest.raises(UserError):
        service.take_in(CALLER, "x.xml", REFUSED[name][0]())
    assert rows() == []
    assert raw().execute("SELECT count(*) FROM blob").fetchone()[0] == 0


def test_broken_rules_keep_nothing_out_and_are_counted_and_named(firm: Firm) -> None:
    wrong = to_us(number="", totals=replace(to_us().totals, due=Decimal("120.00")))
    taken = service.take_in(CALLER, "wrong.xml", write_ubl(wrong))
    assert {each.rule for each in taken.findings} == {"BR-02", "BR-CO-16"}
    view = queries.get_received(CALLER, taken.id)
    assert (view.row.errors, view.row.due, view.findings) == (2, 12000, taken.findings)
    service.take_in(CALLER, "right.xml", file())
    assert [row.id for row in rows(broken="1")] == [taken.id]
    assert queries.count_received(CALLER) == {"all": 2, "broken": 1}


def test_amounts_that_nobody_can_mean_are_left_open_not_a_crash(firm: Firm) -> None:
    huge = Decimal("9" * 35)
    changed = to_us(totals=replace(to_us().totals, gross=huge, due=huge), currency="EUR")
    unknown = to_us(currency="EUX", number="R-2")
    for number, invoice in enumerate((changed, unknown)):
        taken = service.take_in(CALLER, f"{number}.xml", write_ubl(invoice))
        row = queries.get_received(CALLER, taken.id).row
        assert (row.gross, row.due) == (None, None)
        assert row.errors


def test_a_supplier_is_found_by_tax_id_else_by_name_and_only_where_one_alone_fits(firm: Firm) -> None:
    def supplier_of(party: Party, number: str) -> int | None:
        taken = service.take_in(CALLER, "a.xml", write_ubl(to_us(seller=party, number=number)))
        return queries.get_received(CALLER, taken.id).row.contact_id

    seller = to_us().seller
    renamed = replace(seller, name="Falkenberg (new name)")
    assert supplier_of(renamed, "1") == firm.supplier
    by_name = replace(seller, vat_id="FR83404833048", tax_number="", name="FALKENBERG Design")
    assert supplier_of(by_name, "2") == firm.supplier
    assert supplier_of(replace(by_name, name="Nobody"), "3") is None
    contacts.create_contact(CALLER, ContactDraft(kind="company", name="Falkenberg Design"))
    assert supplier_of(by_name, "4") is None


def test_what_a_person_should_look_at_is_said(firm: Firm) -> None:
    def doubts_of(number: str, **changes: object) -> list[str]:
        taken = service.take_in(CALLER, "a.xml", write_ubl(to_us(number=number, **changes)))
        return [str(each) for each in queries.get_received(CALLER, taken.id).doubts]

    assert doubts_of("1") == []
    assert doubts_of("2", buyer=samples.invoice().buyer) == [
        "It is addressed to “Stadtwerk”, not to your firm"
    ]
    theirs = service.take_in(CALLER, "b.xml", write_ubl(to_us(number="6", buyer=samples.invoice().buyer)))
    assert str(theirs.not_ours) == "It is addressed to “Stadtwerk”, not to your firm"
    assert service.take_in(CALLER, "c.xml", write_ubl(to_us(number="7"))).not_ours is None
    own = replace(to_us().seller, vat_id="DE136695976")
    assert doubts_of("3", seller=own) == ["The seller is your own firm"]
    assert doubts_of("4", type="381") == ["This is a credit note: it gives money back"]
    assert doubts_of("5", type="386") == ["This asks for a payment on account, before the supply"]


def test_the_supplier_can_be_said_and_a_conflict_is_seen(firm: Firm) -> None:
    taken = service.take_in(CALLER, "a.xml", file())
    version = service.set_supplier(CALLER, taken.id, 1, None)
    assert queries.get_received(CALLER, taken.id).row.contact_id is None
    with pytest.raises(Conflict):
        service.set_supplier(CALLER, taken.id, 1, firm.supplier)
    with pytest.raises(NotFound):
        service.set_supplier(CALLER, taken.id, version, 999)
    contacts.delete_contact(CALLER, firm.supplier)
    assert queries.get_received(CALLER, taken.id).row.id == taken.id


def test_what_came_in_stands_as_it_came(firm: Firm) -> None:
    taken = service.take_in(CALLER, "a.xml", file())
    with pytest.raises(Exception, match="never changes"):
        raw().execute("UPDATE received_invoice SET gross = 1 WHERE id = ?", (taken.id,))


def test_a_mistake_goes_and_comes_back_with_its_file(firm: Firm) -> None:
    taken = service.take_in(CALLER, "a.xml", file())
    service.remove_received(CALLER, taken.id)
    assert rows() == []
    assert search.find("Falkenberg", 5, entities=["received_invoice"]) == []
    with pytest.raises(NotFound):
        service.remove_received(CALLER, taken.id)
    entry = raw().execute("SELECT max(id) FROM change_log WHERE act = 'deleted'").fetchone()[0]
    assert service.bring_back_received(CALLER, entry) == taken.id
    assert blobs.get(rows()[0].sha256) == file()
    assert [hit.entity_id for hit in search.find("R-1", 5, entities=["received_invoice"])] == [taken.id]
    with pytest.raises(UserError):
        service.bring_back_received(CALLER, entry)


def close_november() -> None:
    company.close_period(CALLER, period_of("2026-11"), date(2026, 12, 5))


def test_a_closed_period_gets_and_loses_no_invoice(firm: Firm) -> None:
    kept = service.take_in(CALLER, "a.xml", file())
    service.remove_received(CALLER, service.take_in(CALLER, "b.xml", file(number="R-2")).id)
    gone = raw().execute("SELECT max(id) FROM change_log WHERE act = 'deleted'").fetchone()[0]
    close_november()
    for act in (
        lambda: service.take_in(CALLER, "c.xml", file(number="R-3")),
        lambda: service.remove_received(CALLER, kept.id),
        lambda: service.bring_back_received(CALLER, gone),
    ):
        with pytest.raises(UserError, match="closed") as refused:
            act()
        assert refused.value.field == "issued_on"
    assert [row.id for row in rows()] == [kept.id]
    service.take_in(CALLER, "d.xml", file(number="R-4", issued_on=date(2026, 12, 1)))
    assert not service.take_in(CALLER, "again.xml", file()).is_new
    service.set_supplier(CALLER, kept.id, 1, None)


def test_a_late_invoice_is_written_down_on_an_open_day_with_its_file(firm: Firm) -> None:
    close_november()
    today = date(2026, 12, 5)
    with pytest.raises(UserError, match="as an expense of an open day"):
        service.take_in(CALLER, "late.xml", file())
    lines = (VatLine(category="S", rate=Decimal(19), net=10000, tax=1900),)
    late = ExpenseDraft(
        supplier="Falkenberg Design",
        number="R-1",
        category="other",
        country="DE",
        spent_on=today,
        lines=lines,
    )
    made = service.create_expense(CALLER, late, today, [("late.xml", file())])
    assert [each.name for each in queries.get_expense(CALLER, made).files] == ["late.xml"]


@pytest.mark.parametrize("sql", [
    "DELETE FROM received_invoice",
    "INSERT INTO received_invoice (sha256, name, media_type, format, type, number, seller, seller_folded,"
    " seller_key, buyer, issued_on, errors, warnings, taken_at, \"by\", version) SELECT sha256, name,"
    " media_type, '', '', '', '', '', '', '', issued_on, 0, 0, taken_at, '', 1 FROM received_invoice",
])  # fmt: skip
def test_the_tables_refuse_what_a_verb_forgets(firm: Firm, sql: str) -> None:
    service.take_in(CALLER, "a.xml", file())
    close_november()
    with pytest.raises(IntegrityError, match="books of this day are closed"):
        raw().execute(sql)


def test_a_file_that_was_taken_in_again_meanwhile_stays_once(firm: Firm) -> None:
    service.remove_received(CALLER, service.take_in(CALLER, "a.xml", file()).id)
    entry = raw().execute("SELECT max(id) FROM change_log WHERE act = 'deleted'").fetchone()[0]
    again = service.take_in(CALLER, "a.xml", file())
    with pytest.raises(UserError):
        service.bring_back_received(CALLER, entry)
    assert [row.id for row in rows()] == [again.id]


def test_lists_are_searched_and_sorted(firm: Firm) -> None:
    for number, name in (("1", "Beta"), ("2", "Alpha")):
        seller = replace(to_us().seller, name=name, vat_id="")
        service.take_in(CALLER, f"{number}.xml", write_ubl(to_us(number=number, seller=seller)))
    assert [row.seller for row in rows()] == ["Alpha", "Beta"]
    for sort in ("seller", "issued_on", "due_on", "gross"):
        found = queries.list_received(CALLER, ListView(sort=sort)).rows(0, 10)
        assert {row.seller for row in found} == {"Alpha", "Beta"}
    found = queries.list_received(CALLER, ListView(search="beta")).rows(0, 10)
    assert [row.number for row in found] == ["1"]
    assert queries.resolve_received(CALLER, "2") == rows()[0].id
    with pytest.raises(NotFound):
        queries.resolve_received(CALLER, "nothing")


@pytest.mark.parametrize(("role", "reads", "takes"), [
    ("member", True, True), ("accountant", True, False), ("assistant", False, False),
])  # fmt: skip
def test_each_role_does_what_it_may(firm: Firm, role: str, reads: bool, takes: bool) -> None:
    other = Caller("ben", role, "en", "desk")
    taken = service.take_in(CALLER, "a.xml", file())
    for may, act in (
        (reads, lambda: queries.get_received(other, taken.id)),
        (takes, lambda: service.take_in(other, "b.xml", file(number="R-9"))),
    ):
        if may:
            act()
        else:
            with pytest.raises(rights.Forbidden):
                act()


@pytest.mark.file
def test_official_files_come_in_with_their_totals(firm: Firm, shared: Path) -> None:
    paths = samples.official(shared)
    for path in paths:
        service.take_in(CALLER, path.name, path.read_bytes())
    kept = {row.name: row for row in rows()}
    assert len(kept) == len({path.read_bytes() for path in paths})
    assert kept["EN16931_Einfach.pdf"].media_type == "application/pdf"
    assert (kept["01.17a-INVOICE_uncefact.xml"].gross, kept["01.17a-INVOICE_uncefact.xml"].due) == (
        33690,
        33691,
    )
