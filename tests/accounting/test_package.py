"""The accountant's package: everything of some days, whole, the books' own sums; what changed since."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from desktop_crm.accounting import service
from desktop_crm.accounting.documents import journals, reading
from desktop_crm.accounting.queries import handovers, money, papers
from desktop_crm.accounting.rules.changes import Change
from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.fiscal import FiscalDraft
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company.rules.periods import PeriodDraft, period_of
from desktop_crm.database import placing
from desktop_crm.database.connection import current, raw
from desktop_crm.einvoice.cii_writing import write_cii
from desktop_crm.expenses import queries as received
from desktop_crm.expenses import service as expenses
from desktop_crm.files import sealed
from desktop_crm.files.seal_checking import check_sealed
from desktop_crm.receivables import service as receivables
from desktop_crm.receivables.rules.cash import CashDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Cancelled, UserError
from desktop_crm.values.paging import ListView
from desktop_crm.values.progress import Progress
from desktop_crm.values.rights import Forbidden
from tests.billing.conftest import CALLER, TODAY, Books, line
from tests.billing.test_fiscal_documents import move_firm
from tests.einvoice import samples

D = Decimal
MONTH = period_of("2026-11")
BANK = b"date;amount;name;text\n22.11.2026;-12,00;Bank;Fee\n22.11.2026;1544,06;Konserven GmbH;2026-0001\n"
MAPPING = {
    "date": "date", "date_order": "dmy", "amount": "amount", "name": "name", "text": "text",
    "decimal": ",", "account": "DE89370400440532013000", "currency": "EUR",
}  # fmt: skip


def wanted(span: PeriodDraft = MONTH, *layouts: str, **more: Any) -> service.Wanted:
    return service.Wanted(span=span, layouts=layouts, **more)


def hand_over(
    out: Path, span: PeriodDraft = MONTH, *layouts: str, caller: Caller = CALLER, **more: Any
) -> Any:
    return service.hand_over(caller, wanted(span, *layouts, **more), out, TODAY)


@pytest.fixture
def month(books: Books) -> Books:
    """Three papers, a payment, a received invoice, all in November 2026."""
    first = books.issued()
    billing_service.record_payment(CALLER, first, PaymentDraft(amount=10_000, paid_on=TODAY), TODAY)
    books.issued(lines=(line("1", "100.00", "19"),))
    books.sent(lines=(line("2", "50.00", "19"),))
    return books


def names(path: Path) -> list[str]:
    with ZipFile(path) as archive:
        return archive.namelist()


def read(path: Path, name: str) -> bytes:
    with ZipFile(path) as archive:
        return archive.read(name)


def test_it_holds_every_paper_with_its_stored_bytes_and_the_tables_of_the_books(
    month: Books, out: Path
) -> None:
    made = hand_over(out / "march.zip")
    found = names(made.path)
    assert check_sealed(made.path).seal == made.seal
    assert not check_sealed(made.path).flaws
    assert found[-1] == sealed.MANIFEST
    for document in billing.issued_between(CALLER, MONTH.starts_on, MONTH.ends_on):
        content = billing.stored_pdf(CALLER, document)
        number = billing.get_row(CALLER, document, TODAY).number
        (name,) = [each for each in found if f"/{number} " in each and each.endswith(".pdf")]
        assert read(made.path, name) == content
    for table in (
        "journal", "vat", "vat-report", "vat-papers", "sales-list", "oss", "papers",
        "payments", "money-in", "open-items", "numbers", "bank-statements",
        "bank-lines", "reminders", "received", "expenses", "cash-book", "vat-ids",
        "closed-periods", "changes",
    ):  # fmt: skip
        assert f"tables/{table}.csv" in found, table
        assert f"tables/{table}.xlsx" in found, table
    page = read(made.path, "index.html").decode()
    assert "Atelier Lima" in page
    assert billing.chain_heads(CALLER)["invoice"] in page


def test_its_sums_are_those_of_the_journal_to_the_cent(month: Books, out: Path) -> None:
    made = hand_over(out / "march.zip", MONTH, "datev", "ventes", "gobd")
    rows = billing.journal_rows(CALLER, MONTH.starts_on, MONTH.ends_on)
    assert made.sums == journals.sums_of(rows)
    for ending in ("csv", "xlsx"):
        back = reading.read_rows(
            read(made.path, f"tables/journal.{ending}"), f"journal.{ending}", journals.JOURNAL
        )
        base, tax = (sum(D(str(row[place])) for row in back) for place in (11, 12))
        assert (base, tax) == tuple(D(each) / 100 for each in made.sums["EUR"])
    vat = reading.read_rows(read(made.path, "tables/vat.csv"), "vat.csv", journals.VAT)
    assert sum(row[5] for row in vat) == D(made.sums["EUR"][1]) / 100  # type: ignore[misc,operator]
    about = check_sealed(made.path).about
    assert about["sums"]["EUR"]["vat"] == f"{D(made.sums['EUR'][1]) / 100:.2f}"


def test_open_items_are_those_of_the_last_day_whatever_was_paid_later(month: Books, out: Path) -> None:
    first = billing.issued_between(CALLER, MONTH.starts_on, MONTH.ends_on)[0]
    before = money.open_items_table(CALLER, MONTH)
    owed = {row[0]: row[8] for row in before.rows}
    number = billing.get_row(CALLER, first, TODAY)
    assert owed[number.number] == D(number.open) / 100
    later = date(2026, 12, 2)
    billing_service.record_payment(CALLER, first, PaymentDraft(amount=number.open, paid_on=later), later)
    assert money.open_items_table(CALLER, MONTH).rows == before.rows
    december = money.open_items_table(CALLER, period_of("2026-12"))
    assert number.number not in {row[0] for row in december.rows}


def test_open_items_of_today_are_what_the_papers_say_is_open(month: Books) -> None:
    rows = money.open_items_table(CALLER, PeriodDraft(MONTH.starts_on, date(2100, 1, 1))).rows
    (open_sum,) = raw().execute("SELECT sum(open) FROM document WHERE kind = 'invoice'").fetchone()
    assert sum(row[8] for row in rows) == D(int(open_sum)) / 100  # type: ignore[misc]


def test_received_invoices_statements_and_reminders_come_with_their_files(month: Books, out: Path) -> None:
    invoice = replace(samples.invoice(), issued_on=TODAY)
    expenses.take_in(CALLER, "../x/Bill.xml", write_cii(invoice))
    receivables.import_statements(CALLER, "bank.csv", BANK, TODAY, MAPPING)
    receivables.book_certain(CALLER, TODAY)
    made = hand_over(out / "march.zip")
    found = names(made.path)
    assert "received/Bill.xml" in found
    assert "bank/bank.csv" in found
    assert read(made.path, "bank/bank.csv") == BANK
    lines = read(made.path, "tables/bank-lines.csv").decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert made.counts["received"] == 1
    assert made.counts["bank-statements"] == 1
    [head, told] = list(csv.reader(io.StringIO(read(made.path, "tables/received.csv").decode("utf-8-sig"))))
    assert told[head.index("supplier_vat_id")] == invoice.seller.vat_id != ""


def test_open_days_of_the_cash_book_and_papers_without_a_rate_are_named_first(
    month: Books, out: Path
) -> None:
    whole = hand_over(out / "whole.zip")
    assert whole.notes == () and b"To be known first" not in read(whole.path, "index.html")
    for day in (20, 21, 22):
        draft = CashDraft(amount=500, booked_on=TODAY.replace(day=day), kind="other", text="x")
        receivables.enter_cash(CALLER, draft, TODAY)
    receivables.close_cash(CALLER, TODAY.replace(day=20), TODAY)
    foreign = month.issued(currency="USD", lines=(line("1", "10.00", "0", category="Z"),))
    number = billing.get_row(CALLER, foreign, TODAY).number
    made = hand_over(out / "open.zip")
    said = [str(each) for each in made.notes]
    assert said == [
        f"1 paper is in no sum: no rate into EUR is known for {number} (USD). Enter it in Settings, Exchange"
        " rates, for its day",
        "2 days of the cash book are open and not in its table: 2026-11-21, 2026-11-22. Close them and make"
        " the package again",
    ]
    page = read(made.path, "index.html").decode()
    assert page.index("To be known first") < page.index("What was invoiced")
    assert "2026-11-21" in page and number in page
    assert check_sealed(made.path).about["notes"] == said
    assert made.counts["cash-book"] == 1


def test_missing_numbers_are_told(month: Books) -> None:
    table = papers.numbers_of(CALLER, MONTH)
    series = {row[0]: row for row in table.rows}
    assert series["invoice"][2:6] == (1, 2, 2, "")
    assert series["quote"][4] == 1


def test_an_empty_period_is_refused_or_said(books: Books, out: Path) -> None:
    target = out / "empty.zip"
    with pytest.raises(UserError, match="Nothing was issued") as refused:
        hand_over(target)
    assert refused.value.field == "start"
    assert not target.exists()
    assert handovers.list_handovers(CALLER) == []
    made = hand_over(target, even_if_empty=True)
    assert "Nothing was invoiced" in read(made.path, "index.html").decode()
    assert made.counts["journal"] == 0


def test_it_replaces_no_file_and_leaves_nothing_when_it_fails(
    month: Books, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = out / "march.zip"
    target.write_bytes(b"mine")
    with pytest.raises(UserError, match="already a file") as refused:
        hand_over(target)
    assert refused.value.field == "OUT"
    assert target.read_bytes() == b"mine"
    target.unlink()
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def add(*_args: object) -> str:
        raise full

    monkeypatch.setattr(sealed.SealedWriter, "add", add)
    with pytest.raises(UserError, match="disk is full"):
        hand_over(target)
    assert list(out.iterdir()) == []
    assert handovers.list_handovers(CALLER) == []
    with pytest.raises(UserError, match="cannot be written"):
        hand_over(out / "missing" / "march.zip")


def test_cancelled_at_any_step_it_leaves_nothing(month: Books, out: Path) -> None:
    class Stop:
        def __init__(self, after: int) -> None:
            self.left = after

        def step(self, done: int, total: int | None = None, what: object = None) -> None:
            self.left -= 1
            if self.left < 0:
                raise Cancelled

    class Count:
        steps = 0

        def step(self, done: int, total: int | None = None, what: object = None) -> None:
            self.steps += 1

    count = Count()
    progress: Progress = count
    service.hand_over(CALLER, wanted(), out / "whole.zip", TODAY, progress=progress)
    (out / "whole.zip").unlink()
    stride = 4 if current().is_on_server else 1  # the steps are the same on both
    for after in range(0, count.steps, stride):
        with pytest.raises(Cancelled):
            service.hand_over(CALLER, wanted(), out / "march.zip", TODAY, progress=Stop(after))
        assert list(out.iterdir()) == []
    assert len(handovers.list_handovers(CALLER)) == 1


@pytest.mark.file
def test_killed_while_writing_no_half_package_has_the_name(
    month: Books, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a kill leaves is a part under another name; the next run a day later takes it away."""
    target = out / "march.zip"

    def die(*_args: object) -> None:
        raise SystemExit

    monkeypatch.setattr(placing, "put_in_place", die)
    monkeypatch.setattr(placing, "clear_away", lambda *_parts: None)
    with pytest.raises(SystemExit):
        hand_over(target)
    (part,) = out.iterdir()
    assert part.name.startswith(".march.zip.")
    monkeypatch.undo()
    os.utime(part, (0, 0))
    hand_over(target)
    assert [each.name for each in out.iterdir()] == ["march.zip"]


def test_what_was_handed_over_stays_on_record(month: Books, out: Path) -> None:
    made = hand_over(out / "march.zip", MONTH, "datev")
    (row,) = handovers.list_handovers(CALLER)
    assert (row.span, row.layouts, row.name, row.seal) == (MONTH, ("datev",), "march.zip", made.seal)
    assert (row.papers, row.changes, row.by) == (3, 0, "ana")
    (items,) = raw().execute("SELECT items FROM handover").fetchone()
    assert "Konserven" not in items  # no names: erasing a person needs to find nothing here
    for sql in ("UPDATE handover SET papers = 0", "DELETE FROM handover"):
        with pytest.raises(Exception, match="stays on record"):
            raw().execute(sql)


def test_what_changed_since_is_told_once(month: Books, out: Path) -> None:
    hand_over(out / "november.zip")
    assert handovers.changed_since(CALLER, MONTH).changes == ()
    first = billing.issued_between(CALLER, MONTH.starts_on, MONTH.ends_on)[0]
    number = billing.get_row(CALLER, first, TODAY).number
    billing_service.record_payment(CALLER, first, PaymentDraft(amount=500, paid_on=TODAY), TODAY)
    late = month.issued(on=date(2026, 11, 25), lines=(line("1", "1.00", "19"),))
    late_number = billing.get_row(CALLER, late, TODAY).number
    december = period_of("2026-12")
    month.issued(on=date(2026, 12, 3), lines=(line("1", "7.00", "19"),))
    told = hand_over(out / "december.zip", december)
    assert set(told.since.changes) == {
        Change("added", "payment", number, TODAY),
        Change("added", "document", late_number, date(2026, 11, 25)),
    }
    assert late_number in read(told.path, "tables/changes.csv").decode("utf-8-sig")
    assert late_number in read(told.path, "index.html").decode()
    assert hand_over(out / "again.zip", december).since.changes == ()  # told already
    again = hand_over(out / "november again.zip")
    assert again.since.changes == ()
    assert [row.changes for row in handovers.list_handovers(CALLER)] == [0, 0, 2, 0]


def test_a_write_off_that_was_handed_over_is_not_gone_when_its_invoice_is_credited(
    month: Books, out: Path
) -> None:
    invoice = month.issued(lines=(line("1", "100.00", "19"),))
    billing_service.record_payment(CALLER, invoice, PaymentDraft(amount=1_900, paid_on=TODAY), TODAY)
    version = billing.get_row(CALLER, invoice, TODAY).version
    billing_service.write_off(CALLER, invoice, version, TODAY)
    hand_over(out / "november.zip")
    later = date(2026, 12, 1)
    billing_service.cancel_invoice(CALLER, invoice, today=later)
    assert billing.get_row(CALLER, invoice, later).open == -1_900
    assert handovers.changed_since(CALLER, MONTH).changes == ()


def test_a_payment_that_moves_on_changes_nothing_of_its_month(month: Books, out: Path) -> None:
    invoice = month.issued(lines=(line("1", "100.00", "19"),))
    billing_service.record_payment(CALLER, invoice, PaymentDraft(amount=1_900, paid_on=TODAY), TODAY)
    hand_over(out / "november.zip")
    later = date(2026, 12, 1)
    month.issue(billing_service.correct_invoice(CALLER, invoice, today=later).draft.id, on=later)
    assert "payment" not in {each.kind for each in handovers.changed_since(CALLER, MONTH).changes}


def test_a_payment_that_comes_late_is_told_by_the_fiscal_number(books: Books, out: Path) -> None:
    move_firm("PT")
    made = books.issued(delivered_on=TODAY, lines=(line("1", "100", "0", category="Z"),))
    billing_service.take_in_fiscal(CALLER, made, FiscalDraft(number="FT A/12", issued_on=TODAY), TODAY)
    hand_over(out / "november.zip")
    billing_service.record_payment(CALLER, made, PaymentDraft(amount=500, paid_on=TODAY), TODAY)
    since = handovers.changed_since(CALLER, MONTH)
    assert since.changes == (Change("added", "payment", "FT A/12", TODAY),)


def test_what_is_gone_is_told(month: Books, out: Path) -> None:
    expenses.take_in(CALLER, "Bill.xml", write_cii(replace(samples.invoice(), issued_on=TODAY)))
    hand_over(out / "november.zip")
    (row,) = received.list_received(CALLER, ListView()).rows(0, 10)
    expenses.remove_received(CALLER, row.id)
    since = handovers.changed_since(CALLER, MONTH)
    assert [(each.what, each.kind, each.name) for each in since.changes] == [("gone", "received", row.number)]
    hand_over(out / "again.zip")
    assert handovers.changed_since(CALLER, MONTH).changes == ()


@pytest.mark.parametrize("role", ["assistant", "member", ""])
def test_only_who_may_hands_over(month: Books, out: Path, role: str) -> None:
    with pytest.raises(Forbidden):
        hand_over(out / "march.zip", caller=Caller("tom", role, "en", "desk"))
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("role", ["owner", "accountant"])
def test_owner_and_accountant_hand_over(month: Books, out: Path, role: str) -> None:
    assert hand_over(out / "march.zip", caller=Caller("tom", role, "tr", "desk")).seal


def test_samples_are_left_out(books: Books, out: Path) -> None:
    books.issued(is_sample=True)
    with pytest.raises(UserError, match="Nothing was issued"):
        hand_over(out / "march.zip")


def test_a_layout_that_is_not_known_and_days_that_cannot_be_meant_are_refused(
    month: Books, out: Path
) -> None:
    with pytest.raises(UserError) as refused:
        hand_over(out / "march.zip", MONTH, "sage")
    assert refused.value.field == "layout"
    with pytest.raises(UserError) as refused:
        hand_over(out / "march.zip", PeriodDraft(date(2026, 2, 1), date(2026, 1, 1)))
    assert refused.value.field == "end"


def test_the_manifest_names_the_bytes_of_each_file(month: Books, out: Path) -> None:
    made = hand_over(out / "march.zip", MONTH, "datev", "gobd")
    told = json.loads(read(made.path, sealed.MANIFEST))
    files = {each["name"]: each["sha256"] for each in told["files"]}
    assert set(files) == set(names(made.path)) - {sealed.MANIFEST}
    for name, sha256 in files.items():
        assert hashlib.sha256(read(made.path, name)).hexdigest() == sha256
    assert told["about"]["from"] == "2026-11-01"
    assert hashlib.sha256(read(made.path, sealed.MANIFEST)).hexdigest() == made.seal
