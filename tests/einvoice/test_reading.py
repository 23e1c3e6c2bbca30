"""Official invoices are read with what they say, whatever their syntax, and written again alike."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from desktop_crm.einvoice.cii_writing import write_cii
from desktop_crm.einvoice.model import Invoice, Payment
from desktop_crm.einvoice.opening import open_invoice
from desktop_crm.einvoice.ubl_writing import write_ubl
from tests.einvoice import samples

TOTALS = {
    "CII_example1.xml": ("12115118", "229.6", "20.73", "250.33", "250.33", 20),
    "CII_example5.xml": ("TOSL110", "4000", "675.00", "4675", "2337.5", 3),
    "ubl-tc434-example2.xml": ("TOSL108", "1436.50", "365.28", "1801.78", "801.78", 5),
    "ubl-tc434-creditnote1.xml": ("018304 / 28865", "100.11", "0.00", "100.11", "100.11", 1),
    "BIS3_Invoice_negativ.XML": ("12345", "-625743.54", "-156435.89", "-782179.43", "-782179.43", 1),
    "EN16931_Betriebskostenabrechnung.pdf": ("471102", "15387.08", "2923.55", "18310.63", "502.63", 1),
    "XRECHNUNG_Einfach.pdf": ("471102", "473.00", "56.87", "529.87", "529.87", 2),
    "01.13a-INVOICE_ubl.xml": ("Rechnungsnummer", "5330", "1012.7", "6342.7", "6342.7", 11),
    "01.17a-INVOICE_uncefact.xml": ("123456XX", "314.86", "22.04", "336.9", "336.91", 2),
}
"""(number, without VAT, VAT, with VAT, due, lines) as they stand in the files."""
FORMATS = {
    "CII_example1.xml": "Factur-X / ZUGFeRD (EN 16931)",
    "ubl-tc434-example1.xml": "UBL (EN 16931)",
    "BIS3_Invoice_positive.XML": "Peppol BIS Billing 3.0 (UBL)",
    "01.01a-INVOICE_ubl.xml": "XRechnung 3.0 (UBL)",
    "01.02a-INVOICE_uncefact.xml": "XRechnung 3.0 (CII)",
    "XRECHNUNG_Einfach.pdf": "XRechnung (CII)",
}


def test_official_invoices_are_read_with_their_stated_totals(shared: Path) -> None:
    read = {path.name: open_invoice(path.read_bytes()).invoice for path in samples.official(shared)}
    assert len(read) > 55
    for name, (number, net, tax, gross, due, lines) in TOTALS.items():
        invoice, sums = read[name], read[name].totals
        assert (invoice.number, len(invoice.lines)) == (number, lines), name
        assert (sums.net, sums.tax, sums.gross, sums.due) == tuple(map(Decimal, (net, tax, gross, due))), name


def test_every_official_invoice_gives_the_sums_that_stand_in_its_xml(shared: Path) -> None:
    """The same by other means: the texts of the elements, found by their names alone."""
    for path in samples.official(shared):
        opened = open_invoice(path.read_bytes())
        root = etree.fromstring(opened.xml)
        names = ("GrandTotalAmount", "DuePayableAmount") if opened.syntax == "cii" else (
            "TaxInclusiveAmount", "PayableAmount")  # fmt: skip
        said = [Decimal(root.findtext(f".//{{*}}{name}").strip()) for name in names]
        assert [opened.invoice.totals.gross, opened.invoice.totals.due] == said, path.name
        assert opened.findings == () or {each.rule for each in opened.findings} == {"PEPPOL-EN16931-R008"}


def test_a_file_is_called_what_it_says_it_is(shared: Path) -> None:
    files = {path.name: path for path in samples.official(shared)}
    for name, words in FORMATS.items():
        assert open_invoice(files[name].read_bytes()).format == words, name


@pytest.mark.parametrize("write", [write_cii, write_ubl])
def test_everything_that_the_model_says_survives_writing_and_reading(write: object) -> None:
    wanted = samples.rich()
    _same(open_invoice(write(wanted)).invoice, wanted)  # type: ignore[operator]


@pytest.mark.parametrize("write", [write_cii, write_ubl])
@pytest.mark.parametrize("kind", ["381", "384", "386", "326", "389"])
def test_every_kind_of_invoice_survives_writing_and_reading(write: object, kind: str) -> None:
    wanted = samples.invoice(type=kind)
    _same(open_invoice(write(wanted)).invoice, wanted)  # type: ignore[operator]


@pytest.mark.parametrize("write", [write_cii, write_ubl])
def test_official_invoices_survive_being_written_again(shared: Path, write: object) -> None:
    for path in samples.official(shared):
        first = _without_gaps(open_invoice(path.read_bytes()).invoice)
        _same(open_invoice(write(first)).invoice, first, path.name)  # type: ignore[operator]


def _without_gaps(invoice: Invoice) -> Invoice:
    """Without what only one syntax can leave open: a price's discount without its price, an empty file."""
    lines = tuple(
        replace(line, gross_price=None, price_discount=None)
        if line.gross_price is None or line.price_discount is None
        else line
        for line in invoice.lines
    )
    delivery = invoice.delivery
    is_empty = delivery is not None and not (
        delivery.name or delivery.place or delivery.day or delivery.address
    )
    return replace(
        invoice,
        lines=lines,
        delivery=None if is_empty else delivery,
        attachments=tuple(each for each in invoice.attachments if each.content or not each.media_type),
    )


def _same(found: Invoice, wanted: Invoice, name: str = "") -> None:
    for field in fields(Invoice):
        pair = (_comparable(getattr(found, field.name)), _comparable(getattr(wanted, field.name)))
        assert pair[0] == pair[1], (name, field.name)


def _comparable(value: object) -> object:
    """UBL does not say whether an account is an IBAN: that is seen by its look."""
    if isinstance(value, Payment):
        return replace(value, accounts=tuple(replace(each, is_iban=True) for each in value.accounts))
    return value
