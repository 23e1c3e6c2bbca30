"""Texts that break programs, in every text of a contact and an invoice, down to the paper, XML and search."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.documents import journal
from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules.drafts import AddressDraft, ContactDraft, PointDraft
from desktop_crm.database.connection import raw
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import finding
from tests.faults import firms

TEXTS = (
    "", " ", "\t\n", "'", '"', "''", '""', "';--", "\\", "%", "_", "%s", "{0}", "{number}", "{period}",
    "${x}", "null", "NaN", "-0", "1e999", "<b>x</b>", "</Invoice>", "<!--", "]]>", "&amp;", "&#0;", "=1+1",
    "@SUM(A1)", "+1", "-1", "\x00", "\x1b[31m", "\x7f", "\u0085", "\u200b", "\u202etxt", "\ufeff", "\ud7ff",
    "\ufffe", "\uffff", "e\u0301", "שלום עולם", "مرحبا", "नमस्ते", "日本語", "ไทย", "👩‍👩‍👧‍👦", "🏳️‍🌈", "İıŞşĞğ",
    "ẞß",
    "ﬁ", "Ω≈ç√", "½", "𝔘𝔫𝔦", "a" * 10_000, "word " * 2_000, "\n" * 500, "x\r\ny", "AND OR NOT NEAR",
    '"unbalanced', "*", "col:x", "^a", "(((", "../../etc", "CON",
)  # fmt: skip


def run(folder: Path, count: int, seed: int) -> tuple[list[str], Counter[str]]:
    """`count` invoices with hostile texts in every field; refusals are fine, anything else is a fault."""
    path, rng = folder / "hostile.crm", random.Random(seed)
    firms.make(path)
    told: Counter[str] = Counter()
    with firms.opened(path) as caller:
        for number in range(count):
            try:
                contact = contacts_service.create_contact(caller, _contact(rng))
                told["contacts"] += 1
            except UserError:
                told["contacts refused"] += 1
                contact = 1
            finding.find(caller, _text(rng))
            try:
                firms.issue(caller, f"h{number}", _draft(rng, contact), printed=True)
                told["invoices"] += 1
            except UserError:
                told["invoices refused"] += 1
            finding.find(caller, _text(rng))
        for (document,) in raw().execute("SELECT id FROM document WHERE number IS NOT NULL").fetchall():
            assert billing.stored_pdf(caller, document).startswith(b"%PDF")
            assert billing_service.file_name(caller, document)
        journal.journal_csv(billing.journal_rows(caller, firms.TODAY, firms.TODAY))
    return firms.faults(path), told


def _text(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.5:
        return rng.choice(TEXTS)
    if kind < 0.8:
        return rng.choice(TEXTS) + rng.choice(TEXTS)[:200]
    return "".join(
        chr(rng.choice((rng.randint(0, 0x2FF), rng.randint(0, 0xD7FF)))) for _n in range(rng.randint(1, 80))
    )


def _some(rng: random.Random, plain: str) -> str:
    """Mostly harmless, so that some come through."""
    return _text(rng) if rng.random() < 0.25 else plain


def _contact(rng: random.Random) -> ContactDraft:
    address = Address(
        street=_some(rng, "Street 1"), city=_some(rng, "Dublin"), postal_code=_some(rng, "D04"), country="IE"
    )
    return ContactDraft(
        name=_some(rng, "Somebody"),
        given_name=_some(rng, "Some"),
        notes=_some(rng, ""),
        tags=(_some(rng, "tag"),),
        points=(
            PointDraft("mail", _some(rng, "a@b.example")),
            PointDraft("phone", _some(rng, "+353 1 555 0100")),
        ),
        addresses=(AddressDraft("invoice", address),),
    )


def _draft(rng: random.Random, contact: int) -> firms.DocumentDraft:
    return firms.replace(
        firms.draft(contact, _some(rng, "Work")),
        order_number=_some(rng, "PO-1"),
        project=_some(rng, "Project"),
        intro=_some(rng, "Thank you."),
        notes=_some(rng, "Well done."),
        internal_notes=_some(rng, ""),
    )
