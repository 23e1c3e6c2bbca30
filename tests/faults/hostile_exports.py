"""What came in with `words` goes out again: tables, vCards, mails, papers, a person's file; and searches."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import re
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.documents import journal
from desktop_crm.catalog import queries as catalog
from desktop_crm.catalog.documents import product_tables
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts.documents import exporting, vcard_writing
from desktop_crm.contacts.documents.reading import contacts_of
from desktop_crm.database.connection import raw
from desktop_crm.support import queries as support
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import translator_for
from desktop_crm.values.paging import ListView
from desktop_crm.workspace import exporting as person
from desktop_crm.workspace import finding
from tests.faults import firms
from tests.faults.words import TEXTS

T = translator_for("en")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PERSONS = 25


def run(caller: Caller, folder: Path, told: Counter[str]) -> list[str]:
    """What broke, and what would break another program."""
    wrong: list[str] = []
    for work in (_contacts, _products, _journal, _papers, _mails, _persons, _searches):
        try:
            wrong += work(caller, folder, told)
        except Exception:  # noqa: BLE001 - whatever it is, it is the finding
            wrong.append(f"{work.__name__}: {traceback.format_exc(limit=-4)}")
    return wrong


def _formulas(data: bytes) -> list[str]:
    """Cells that a spreadsheet would run."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    cells = [cell for row in rows for cell in row if cell.startswith(_FORMULA)]
    return [f"a cell would run: {cell[:60]!r}" for cell in cells if not _is_number(cell)][:3]


def _is_number(cell: str) -> bool:
    return cell[1:].replace(".", "", 1).isdigit()


def _is_formula(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        found = [name for name in sheets if b"<f>" in book.read(name)]
        links = [name for name in book.namelist() if "externalLink" in name or "hyperlink" in name.lower()]
        for name in book.namelist():
            if name.endswith(".xml"):
                etree.fromstring(book.read(name), etree.XMLParser(resolve_entities=False, huge_tree=True))
    return [f"{name} would run or reach out" for name in found + links]


def _contacts(caller: Caller, _folder: Path, told: Counter[str]) -> list[str]:
    def all_of_them() -> list[contacts.ExportedContact]:
        return list(contacts.drafts_of(caller, ListView()))

    count = len(all_of_them())
    told["contacts written"] = count
    table, cards = exporting.contacts_csv(all_of_them(), T), vcard_writing.contacts_vcard(all_of_them())
    book = exporting.contacts_xlsx(all_of_them(), T)
    wrong = _formulas(table) + _is_formula(book)
    if (found := len(re.findall(rb"^(?:BEGIN|END):VCARD\r?$", cards, re.MULTILINE))) != 2 * count:
        wrong.append(f"{found} ends of vCards for {count} contacts")
    for data, name in ((table, "out.csv"), (book, "out.xlsx"), (cards, "out.vcf")):
        read = contacts_of(data, name)
        if len(read.records) != count:
            wrong.append(f"{name} holds {len(read.records)} of {count} contacts")
        names = {each.draft.name for each in read.records}
        if lost := [each.draft.name for each in all_of_them() if each.draft.name not in names]:
            wrong.append(f"{name} lost {len(lost)} names: {lost[:3]!r}")
    return wrong


def _products(caller: Caller, _folder: Path, told: Counter[str]) -> list[str]:
    rows = catalog.list_products(caller, ListView()).rows(0, 5_000)
    told["products written"] = len(rows)
    out = [product_tables.ExportRow(row.draft, row.rate, row.is_archived) for row in rows]
    return _formulas(product_tables.export_products(out, T, "csv")) + _is_formula(
        product_tables.export_products(out, T, "xlsx")
    )


def _journal(caller: Caller, _folder: Path, _told: Counter[str]) -> list[str]:
    return _formulas(journal.journal_csv(billing.journal_rows(caller, firms.TODAY, firms.TODAY)))


def _papers(caller: Caller, _folder: Path, told: Counter[str]) -> list[str]:
    """Nothing active in a PDF, and XML that a strict reader takes."""
    wrong = []
    for number, pdf, xml in raw().execute(
        "SELECT d.number_text, p.bytes, x.bytes FROM document d JOIN blob p ON p.sha256 = d.pdf_sha"
        " LEFT JOIN blob x ON x.sha256 = d.xml_sha"
    ):
        told["papers looked at"] += 1
        for active in (b"/JavaScript", b"/JS", b"/Launch", b"/GoToR", b"/SubmitForm", b"/OpenAction"):
            if active in pdf:
                wrong.append(f"{number}: {active.decode()} in the PDF")
        if xml:
            etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
            if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
                wrong.append(f"{number}: a document type in the XML")
    return wrong


_HEADERS = {
    "x-unsent", "to", "from", "subject", "date", "message-id", "mime-version", "content-type", "reply-to",
    "content-transfer-encoding", "in-reply-to", "references", "content-language",
}  # fmt: skip


def _mails(caller: Caller, _folder: Path, told: Counter[str]) -> list[str]:
    """One receiver at most, no header that a text made, no Bcc."""
    wrong, mails = [], list[tuple[str, bytes]]()
    issued = raw().execute("SELECT id FROM document WHERE pdf_sha IS NOT NULL ORDER BY id").fetchall()
    for (document,) in issued[:60]:
        try:
            mails.append((f"document {document}", billing_service.write_mail(caller, document, firms.TODAY)))
        except UserError:
            told["mails refused"] += 1
    replies = raw().execute("SELECT m.id, b.bytes FROM ticket_message m JOIN blob b ON b.sha256 = m.mail_sha")
    mails += [(f"reply {reply}", content) for reply, content in replies.fetchall()]
    for name, content in mails:
        told["mails"] += 1
        message = email.message_from_bytes(content, policy=email.policy.default)
        if strange := {header.lower() for header in message.keys()} - _HEADERS:  # noqa: SIM118
            wrong.append(f"{name}: headers {sorted(strange)[:3]}")
        if message["to"] and len(message["to"].addresses) > 1:
            wrong.append(f"{name}: goes to {message['to']}")
    return wrong


def _persons(caller: Caller, folder: Path, told: Counter[str]) -> list[str]:
    """The file of all about a person: names that lead nowhere, a page without anything active."""
    wrong = []
    rows = contacts.list_contacts(caller, ListView(sort="created", descending=True)).rows(0, _PERSONS)
    for contact in [1, *(row.id for row in rows)]:
        target = folder / f"person-{contact}.zip"
        person.export_person(caller, contact, target, firms.TODAY)
        told["persons written"] += 1
        with zipfile.ZipFile(target) as file:
            for name in file.namelist():
                parts = name.replace("\\", "/").split("/")
                if name.startswith("/") or ".." in parts or ":" in name or "\x00" in name:
                    wrong.append(f"person {contact}: a file called {name!r}")
            pages = [file.read(name).decode() for name in file.namelist() if name.endswith(".html")]
        for text in ("<script", "<img src=x", "<svg onload", "<link href", "<onDraw"):
            if any(text in page for page in pages):
                wrong.append(f"person {contact}: {text} on the page")
    return wrong


def _searches(caller: Caller, _folder: Path, told: Counter[str]) -> list[str]:
    wrong: list[str] = []
    lists: tuple[Callable[[ListView], object], ...] = (
        lambda view: contacts.list_contacts(caller, view).rows(0, 20),
        lambda view: billing.list_invoices(caller, view, firms.TODAY).rows(0, 20),
        lambda view: support.list_tickets(caller, view).rows(0, 20),
        lambda view: catalog.list_products(caller, view).rows(0, 20),
    )
    for text in TEXTS:
        told["searches"] += 1
        for look in (lambda text=text: finding.find(caller, text), *(
            lambda text=text, rows=rows: rows(ListView(search=text)) for rows in lists
        )):  # fmt: skip
            try:
                look()
            except UserError:
                told["searches refused"] += 1
            except Exception:  # noqa: BLE001
                wrong.append(f"searching {text[:40]!r}: {traceback.format_exc(limit=-3)}")
    return wrong
