"""A quote over 2,000.00 net is billed in two parts; the month goes to the accountant, is read again, and one
bit of it that is turned is found.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from lxml import etree

from desktop_crm.accounting.documents import journals, reading
from desktop_crm.accounting.rules.accounts import Books, chart_for
from tests.cli.conftest import Answer, Run, crm, run
from tests.cli.test_main_job import CUSTOMER, FIRM
from tests.cli.test_stages import QUOTE

__all__ = ["crm", "run"]

LAYOUTS = ("--layout", "datev", "--layout", "ventes", "--layout", "gobd")
DAYS = "2026-01-01_2026-01-31"
PAID = ("--on", "2026-01-08", "--method", "transfer")


def done(answer: Answer) -> Any:
    assert answer.code == 0, answer.err
    return answer.json


def bill_in_two_parts(crm: Run) -> None:
    """A deposit of 30 %, paid, and the final invoice that takes it off by name."""
    done(crm("company", "set", "-", stdin=json.dumps(FIRM)))
    done(crm("contacts", "new", "-", stdin=json.dumps(CUSTOMER)))
    quote = done(crm("quote", "new", "-", stdin=json.dumps(QUOTE)))
    done(crm("quote", "send", quote["id"], "--on", "2026-01-05"))
    deposit = done(
        crm("invoice", "deposit", "Q-2026-0001", "--percent", "30", "--issue", "--on", "2026-01-06")
    )
    assert deposit["due"] == "738.00"
    done(crm("invoice", "pay", "D-2026-0001", "738.00", *PAID))
    final = done(crm("invoice", "final", "Q-2026-0001", "--on", "2026-01-12"))
    final = done(crm("invoice", "issue", final["id"], "--on", "2026-01-12"))
    assert (final["due"], final["totals"]["tax"]) == ("1722.00", "322.00")


@pytest.mark.story
def test_the_vat_of_an_order_is_the_same_everywhere_and_counted_once(crm: Run, tmp_path: Path) -> None:
    bill_in_two_parts(crm)
    vat = [vat_in_xml(crm, tmp_path, number) for number in ("D-2026-0001", "2026-0001")]
    assert sum(vat) == Decimal("460.00")
    report = done(crm("vat", "2026-01"))
    assert sum(Decimal(row["tax"]) for row in report["rows"]) == Decimal("460.00")
    assert sum(Decimal(row["base"]) for row in report["rows"]) == Decimal("2000.00")

    made = done(crm("package", "january.zip", "--period", "2026-01", *LAYOUTS))
    checked = done(crm("verify", "january.zip", "--seal", made["seal"]))
    assert checked["sums"] == made["sums"] == {"EUR": {"net": "2000.00", "vat": "460.00"}}
    with ZipFile(tmp_path / "january.zip") as archive:
        for layout, sums in sums_in(archive):
            assert sums == (Decimal("2000.00"), Decimal("460.00")), layout

    whole = (tmp_path / "january.zip").read_bytes()
    for place in range(100, len(whole), len(whole) // 6):
        changed = bytearray(whole)
        changed[place] ^= 1
        (tmp_path / "changed.zip").write_bytes(bytes(changed))
        assert crm("verify", "changed.zip", "--seal", made["seal"]).code == 1, place
    assert done(crm("verify"))["ok"]


def vat_in_xml(crm: Run, folder: Path, number: str) -> Decimal:
    """The VAT of a paper as its e-invoice states it."""
    path = folder / f"{number}.xml"
    assert crm("document", "xml", number, path).code == 0
    return Decimal(str(etree.parse(str(path)).findtext(".//{*}TaxTotalAmount")))


def sums_in(archive: ZipFile) -> Iterator[tuple[str, tuple[Decimal, Decimal]]]:
    """Net and VAT as each layout of the package says them when it is read again."""
    for ending in ("csv", "xlsx"):
        rows = reading.read_rows(archive.read(f"tables/journal.{ending}"), f"j.{ending}", journals.JOURNAL)
        yield ending, summed(rows)
    tables = reading.read_z3(lambda name: archive.read(f"gobd/{name}"))
    (z3,) = [table for table in tables if table.name == "journal"]
    yield "gobd", summed(z3.rows)
    bookings = reading.read_bookings(archive.read(f"datev/EXTF_Buchungsstapel_{DAYS}.csv"))
    net, vat = bookings.sums(chart_for(Books(), "datev"))
    yield "datev", (Decimal(net) / 100, Decimal(vat) / 100)
    lines = reading.read_ventes(archive.read(f"ventes/ventes_colonnes_FEC_{DAYS}.txt"))
    booked = {
        head: sum(each.credit - each.debit for each in lines if each.account.startswith(head))
        for head in ("4457", "411", "")
    }
    assert booked[""] == 0  # what customers owe, revenue and VAT balance
    yield "ventes", (Decimal(-booked["411"] - booked["4457"]) / 100, Decimal(booked["4457"]) / 100)


def summed(rows: Iterable[tuple[Any, ...]]) -> tuple[Decimal, Decimal]:
    """Net and VAT of the journal."""
    found = list(rows)
    base, vat = (sum((Decimal(str(row[place])) for row in found), Decimal(0)) for place in (11, 12))
    return base, vat
