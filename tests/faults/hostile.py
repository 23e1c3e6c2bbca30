"""python -m tests.faults.hostile FOLDER COUNT SEED: texts that break programs, everywhere: wrongs as JSON.

All of `words` go through every import (`hostile_imports`), then every export and search; then COUNT contacts
and printed invoices with such texts in about a quarter of their fields, down to paper, XML and mail. Refusals
in words are fine; anything else is a fault, and so is a file, connection or program that a text reached for.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules.drafts import AddressDraft, ContactDraft, PointDraft
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import finding
from tests.faults import firms, guard, hostile_exports, hostile_imports, words

_MANY = 100
"""Papers from which on each text goes every way."""


def papers(caller: Caller, count: int, rng: random.Random, told: Counter[str]) -> None:
    """So many contacts and printed invoices."""
    for number in range(count):
        try:
            contact = contacts_service.create_contact(caller, _contact(rng))
            told["contacts"] += 1
        except UserError:
            told["contacts refused"] += 1
            contact = 1
        finding.find(caller, words.one(rng))
        try:
            firms.issue(caller, f"h{number}", _draft(rng, contact), printed=True)
            told["invoices"] += 1
        except UserError:
            told["invoices refused"] += 1


def _some(rng: random.Random, plain: str) -> str:
    """Mostly harmless, so that some come through."""
    return words.one(rng) if rng.random() < 0.25 else plain


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


def _try(folder: Path, count: int, seed: int) -> tuple[list[str], Counter[str]]:
    path, rng, told = folder / "hostile.crm", random.Random(seed), Counter[str]()
    firms.make(path)
    with firms.opened(path) as caller:
        firms.issue(caller, "warm", printed=True)  # what is read once at first use is read now
    here = folder / "here"
    here.mkdir()
    os.chdir(here)  # where a name that is taken for a path would lead
    tempfile.tempdir = str(folder)
    wrong: list[str] = []
    with firms.opened(path) as caller:
        tried = guard.watch(folder)  # opening looks at what kind of place the file lies in
        wrong += hostile_imports.run(caller, folder, rng, told, thorough=count >= _MANY)
        papers(caller, count, rng, told)
        wrong += hostile_exports.run(caller, folder, told)
        for (document,) in raw().execute("SELECT id FROM document WHERE number IS NOT NULL").fetchall():
            assert billing.stored_pdf(caller, document).startswith(b"%PDF")
            assert billing_service.file_name(caller, document)
        wrong += firms.faults_of_open(caller)
    wrong += [f"it reached for {each}" for each in dict.fromkeys(tried)]
    wrong += [f"{name} was written" for name in os.listdir(here)]
    return wrong, told


def main() -> None:
    wrong, told = _try(Path(sys.argv[1]).resolve(), int(sys.argv[2]), int(sys.argv[3]))
    print(json.dumps({"wrong": wrong, "told": told}))


if __name__ == "__main__":
    main()
