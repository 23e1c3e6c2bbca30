"""All of `words` through every import: contacts (CSV, XLSX, vCard, JSON), prices, open items, tickets."""

from __future__ import annotations

import csv
import io
import random
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from desktop_crm.billing import service as billing
from desktop_crm.catalog import service as catalog
from desktop_crm.catalog.documents import product_json, product_tables
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.documents import contact_json
from desktop_crm.contacts.documents.reading import contacts_of
from desktop_crm.support import service as support
from desktop_crm.support.documents import ticket_json
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import translator_for
from tests.faults import firms
from tests.faults.words import TEXTS

_CONTACT = {
    "Name": "Somebody {n}", "E-mail": "p{n}@example.org", "Phone": "+353 1 555 0100", "Notes": "Well",
    "Tags": "a", "Street": "1 Quay", "City": "Dublin", "Postal code": "D04", "Country": "IE", "VAT ID": "",
    "Birthday": "",
    "Company": "Firm", "Language": "en", "Currency": "EUR", "Website": "example.org", "Category": "customer",
}  # fmt: skip
_PRODUCT = {
    "Code": "P-{n}",
    "Name": "Thing {n}",
    "Price": "1.50",
    "Unit": "pcs",
    "VAT": "23",
    "Description": "x",
}
_ITEM = {
    "number": "A-{n}", "customer": "Somebody {n}", "date": "2026-10-01", "due": "2026-10-15",
    "total": "100.00", "open": "40.00", "pdf": "",
}  # fmt: skip


def run(
    caller: Caller, folder: Path, rng: random.Random, told: Counter[str], *, thorough: bool = False
) -> list[str]:
    """What was neither taken nor refused in words. Unless `thorough`, each text goes one way."""
    trials = _Trials(caller, folder, rng, told, thorough)
    wrong: list[str] = []
    for trial in (
        trials.contact_tables, trials.whole_files, trials.vcards, trials.json, trials.prices,
        trials.open_items, trials.tickets, trials.attachments,
    ):  # fmt: skip
        for what, work in trial():
            told["imports"] += 1
            try:
                work()
            except UserError as refusal:
                told["imports refused"] += 1
                str(refusal)
            except Exception:  # noqa: BLE001 - whatever it is, it is the finding
                wrong.append(f"{what}: {traceback.format_exc(limit=-3)}")
    return wrong


Trial = Iterator[tuple[str, Callable[[], object]]]


class _Trials:
    def __init__(
        self, caller: Caller, folder: Path, rng: random.Random, told: Counter[str], thorough: bool
    ) -> None:
        self.caller, self.folder, self.rng, self.told, self.thorough = caller, folder, rng, told, thorough

    def ways(self, *ways: Any) -> Sequence[Any]:
        return ways if self.thorough else (self.rng.choice(ways),)

    def rows(self, plain: dict[str, str]) -> list[list[str]]:
        """A row for each text, which stands in one column; its header row, too, once with a text in it."""
        made = []
        for n, text in enumerate(TEXTS):
            row = [value.format(n=n) for value in plain.values()]
            row[n % len(row)] = text
            made.append(row)
        return made

    def contact_tables(self) -> Trial:
        for shift in range(len(_CONTACT)):
            names = [*_CONTACT][shift:] + [*_CONTACT][:shift]
            rows = self.rows({name: _CONTACT[name] for name in names})
            yield (
                f"contacts.csv, turned by {shift}",
                lambda names=names, rows=rows: self.contacts(_csv(names, rows), "contacts.csv"),
            )
        rows = self.rows(_CONTACT)
        yield "contacts.xlsx", lambda: self.contacts(_xlsx([*_CONTACT], rows), "contacts.xlsx")
        for text in TEXTS:
            headers = [text, *[*_CONTACT][1:]]
            yield (
                f"a header {text[:40]!r}",
                lambda headers=headers: self.contacts(_csv(headers, rows[:3]), "contacts.csv"),
            )

    def contacts(self, data: bytes, name: str) -> None:
        report = contacts.import_contacts(
            self.caller, contacts_of(data, name), keep_doubtful=True, pause=lambda _s: None
        )
        self.told["contacts taken in"] += report.added

    def whole_files(self) -> Trial:
        """A text that is the whole file, or its name."""
        for text in TEXTS:
            data = text.encode("utf-8", "surrogatepass")
            for name in self.ways("x.csv", "x.xlsx", "x.vcf", text):
                yield (
                    f"a file of {text[:40]!r} as {name[:40]!r}",
                    lambda data=data, name=name: self.contacts(data, name),
                )

    def vcards(self) -> Trial:
        for text in TEXTS:
            for version in self.ways("2.1", "3.0", "4.0"):
                yield (
                    f"a vCard {version} with {text[:40]!r}",
                    lambda text=text, version=version: self.contacts(_vcard(text, version), "cards.vcf"),
                )

    def json(self) -> Trial:
        for text in TEXTS:
            for value in self.ways(
                {"name": text}, {"name": "x", "notes": text, "tags": [text]}, {"name": "x", "kind": text},
                {text: text}, {"name": "x", "birthday": text},
                {"name": "x", "points": [{"kind": "mail", "value": text}]}, text,
                {"name": "x", "addresses": [{"street": text, "country": text}]},
            ):  # fmt: skip
                yield (
                    f"a contact of {str(value)[:60]!r}",
                    lambda value=value: contacts.create_contact(self.caller, contact_json.from_json(value)),
                )
            line = {"description": text, "qty": "1", "price": "1.00", "rate": "23"}
            for value in self.ways(
                {"customer": text, "lines": [line]}, {"customer": 1, "currency": text, "lines": [line]},
                {"customer": 1, "lines": [line], "notes": text, "intro": text},
                {"customer": 1, "lines": [{**line, "price": text}]},
                {"customer": 1, "lines": [{**line, "unit": text}], "order_number": text},
            ):  # fmt: skip
                yield (
                    f"an invoice of {str(value)[:80]!r}",
                    lambda value=value: billing.create_draft(
                        self.caller,
                        billing.draft_from_json(self.caller, "invoice", value, firms.TODAY),
                        firms.TODAY,
                    ),
                )
            yield (
                f"a product {text[:40]!r}",
                lambda text=text: catalog.create_product(
                    self.caller, product_json.product_from_json({"name": text, "price": "1"})
                ),
            )

    def prices(self) -> Trial:
        for data, name in (
            (_csv([*_PRODUCT], self.rows(_PRODUCT)), "prices.csv"),
            (_xlsx([*_PRODUCT], self.rows(_PRODUCT)), "prices.xlsx"),
        ):
            yield (
                name,
                lambda data=data, name=name: catalog.import_products(
                    self.caller, product_tables.plan_import(data, name, t=translator_for("en")), firms.TODAY
                ),
            )

    def open_items(self) -> Trial:
        for shift in range(len(_ITEM)):
            names = [*_ITEM][shift:] + [*_ITEM][:shift]
            path = self.folder / f"items-{shift}.csv"
            path.write_bytes(_csv(names, self.rows({name: _ITEM[name] for name in names})))
            yield (
                path.name,
                lambda path=path: billing.import_external(
                    self.caller, billing.plan_external(self.caller, path), firms.TODAY
                ),
            )

    def tickets(self) -> Trial:
        for text in TEXTS:
            for value in self.ways(
                {"customer": "1", "subject": text, "text": text},
                {"customer": text, "subject": "x", "text": "x"},
                {"customer": "1", "subject": "x", "text": "x", "document": text, "assignee": text},
            ):  # fmt: skip
                yield (
                    f"a ticket of {str(value)[:60]!r}",
                    lambda value=value: support.open_ticket(
                        self.caller,
                        support.settle(self.caller, ticket_json.ticket_from_json(value)),
                        firms.TODAY,
                    ),
                )

        def answer(text: str) -> None:
            ticket = support.open_ticket(
                self.caller, TicketDraft(contact_id=1, subject="Question", text="x"), firms.TODAY
            )
            support.reply(self.caller, ticket, text, firms.TODAY)

        for text in TEXTS:
            yield f"a reply {text[:40]!r}", lambda text=text: answer(text)

    def attachments(self) -> Trial:
        for text in TEXTS:
            yield (
                f"a file called {text[:40]!r}",
                lambda text=text: contacts.attach_file(
                    self.caller, "contact", 1, text, text.encode("utf-8", "replace") or b"x"
                ),
            )


def _csv(headers: list[str], rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, escapechar="\\")
    writer.writerow(headers)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def _xlsx(headers: list[str], rows: list[list[str]]) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate([headers, *rows]):
            for column, value in enumerate(row):
                page.write_string(number, column, value.encode("utf-8", "replace").decode()[:32_000])
    return data.getvalue()


def _vcard(text: str, version: str) -> bytes:
    """The text unescaped in each property in turn: what another program may have written."""
    lines = ["BEGIN:VCARD", f"VERSION:{version}", f"FN:{text}", f"N:{text};Given;;;", f"ORG:{text}"]
    lines += [f"NOTE:{text}", f"EMAIL;TYPE={text}:{text}", f"ADR;TYPE=work:;;{text};City;;D04;IE"]
    lines += [f"{text}:x", f"TEL:{text}", f"PHOTO;VALUE=URI:{text}", f"CATEGORIES:{text}", "END:VCARD", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogatepass")
