"""DATEV: bookings and debtors as EXTF files in Windows-1252, and the list that links papers to bookings.

A booking takes the gross amount on an automatic account, which finds the VAT itself. Where DATEV would find
another cent than the paper has, net and VAT are booked apart, without the automatic.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from desktop_crm.accounting.documents.extf_columns import BOOKING, DEBTOR
from desktop_crm.accounting.rules.accounts import Books, Chart
from desktop_crm.accounting.rules.bookings import Booking, Part
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.identifiers import EU_COUNTRIES
from desktop_crm.files.csv_writing import guarded
from desktop_crm.values import money
from desktop_crm.values.totals.rounding import half_away

WITHOUT_AUTOMATIC: Final = "40"
"""The tax key that switches an account's automatic off."""
_PLACE: Final = {name: place for place, name in enumerate(BOOKING)}
_DEBTOR_PLACE: Final = {name: place for place, name in enumerate(DEBTOR)}
_NUMBER: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789$&%*+-/")
_LETTERS: Final = {"ı": "i", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ẞ": "ß", "−": "-", " ": " "}
_PAPERS: Final = uuid.UUID("6a1c7c1e-4d0b-5d7e-9a0c-3b1f6a2e8d54")
"""The name space of the ids that link a paper to its booking."""
_DECIMALS: Final = 2
"""How many an amount has in these files."""
_CHART_CODES: Final = {"SKR03": "03", "SKR04": "04"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    """One customer as the accountant's program knows them."""

    account: str
    name: str
    number: str
    vat_id: str
    tax_number: str
    address: Address


def paper_id(booking: Booking) -> str:
    """The id that a paper has for ever, by its seal."""
    return str(uuid.uuid5(_PAPERS, booking.seal or f"{booking.kind} {booking.number}")).upper()


def bookings_extf(
    bookings: Sequence[Booking], books: Books, chart: Chart, year_begins_on: date, start: date, end: date,
    made_on: date,
) -> bytes:  # fmt: skip
    """The bookings of days within one fiscal year."""
    rows = [row for booking in bookings for row in _rows(booking, chart)]
    title = f"Ausgangsrechnungen {start:%Y-%m}"
    header = _header("21", "Buchungsstapel", "13", books, year_begins_on, made_on, (start, end), title)
    header[18:22] = ["1", "0", "0", _quoted(bookings[0].currency if bookings else "EUR")]
    header[26] = _quoted(_CHART_CODES[chart.name])
    return _lines([header, [_quoted(name) for name in BOOKING], *rows])


def debtors_extf(debtors: Iterable[Debtor], books: Books, year_begins_on: date, made_on: date) -> bytes:
    """The customers of these bookings, each once, by account."""
    header = _header("16", "Debitoren/Kreditoren", "5", books, year_begins_on, made_on, None, "Debitoren")
    rows = [_debtor(each) for each in sorted(debtors, key=lambda each: (len(each.account), each.account))]
    return _lines([header, [_quoted(name) for name in DEBTOR], *rows])


def papers_xml(files: Iterable[tuple[Booking, Sequence[str]]], firm: str, made_on: date) -> bytes:
    """document.xml: each paper's id with the names of its files, which lie beside it."""
    from lxml import etree

    space, xsi = "http://xml.datev.de/bedi/tps/document/v06.0", "http://www.w3.org/2001/XMLSchema-instance"
    root = etree.Element(
        f"{{{space}}}archive", nsmap={None: space, "xsi": xsi},  # type: ignore[dict-item]
        attrib={
            f"{{{xsi}}}schemaLocation": f"{space} Document_v060.xsd", "version": "6.0",
            "generatingSystem": "Desktop CRM",
        },
    )  # fmt: skip
    head = etree.SubElement(root, f"{{{space}}}header")
    etree.SubElement(head, f"{{{space}}}date").text = f"{made_on.isoformat()}T00:00:00"
    etree.SubElement(head, f"{{{space}}}description").text = _plain(firm, 255)
    content = etree.SubElement(root, f"{{{space}}}content")
    for booking, names in files:
        paper = etree.SubElement(
            content, f"{{{space}}}document", guid=paper_id(booking), type="2", processID="1"
        )
        for name in names:
            etree.SubElement(paper, f"{{{space}}}extension", attrib={f"{{{xsi}}}type": "File", "name": name})
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def ansi(text: str) -> str:
    """The text in signs that Windows-1252 has: another letter loses its mark, what is left is "?"."""
    kept = []
    for sign in unicodedata.normalize("NFC", text):
        kept.append(sign if _fits(sign) else _nearest(sign))
    return "".join(kept)


def _fits(sign: str) -> bool:
    try:
        return bool(sign.encode("cp1252"))
    except UnicodeEncodeError:
        return False


def _nearest(sign: str) -> str:
    plain = _LETTERS.get(sign) or unicodedata.normalize("NFKD", sign)[0]
    return plain if _fits(plain) else "?"


def _header(
    category: str, name: str, version: str, books: Books, year: date, made_on: date,
    span: tuple[date, date] | None, title: str,
) -> list[str]:  # fmt: skip
    """31 fields; the moment of making is the day, so that the same facts give the same bytes."""
    fields = [""] * 31
    fields[:6] = ['"EXTF"', "700", category, _quoted(name), version, f"{made_on:%Y%m%d}000000000"]
    fields[7], fields[8], fields[9] = '"RE"', _quoted("Desktop CRM"), '""'
    fields[10:14] = [books.consultant, books.client, f"{year:%Y%m%d}", str(books.account_length)]
    if span:
        fields[14:16] = [f"{day:%Y%m%d}" for day in span]
    fields[16] = _quoted(title[:30])
    return fields


def _rows(booking: Booking, chart: Chart) -> list[list[str]]:
    found = []
    for part in booking.parts:
        found += _part_rows(booking, part, chart)
    for key, amount, own in (
        ("other_taxes", booking.other_taxes, booking.paper_other_taxes),
        ("rounding", booking.rounding, booking.paper_rounding),
    ):
        if amount:
            found.append(_row(booking, chart.accounts[key][0], amount, own))
    return found


def _part_rows(booking: Booking, part: Part, chart: Chart) -> list[list[str]]:
    rule = part.rule
    finds_tax = rule.automatic or bool(rule.key)
    if not part.tax and not finds_tax:
        return [_row(booking, rule.account, part.net, part.paper_net, part)]
    if finds_tax and part.tax == included_tax(part.gross, _rate_of(part)):
        own = part.paper_net + part.paper_tax
        return [_row(booking, rule.account, part.gross, own, part, key=rule.key)]
    key = WITHOUT_AUTOMATIC if rule.automatic else ""
    tax_account = rule.vat or chart.accounts["other_taxes"][0]
    rows = [_row(booking, rule.account, part.net, part.paper_net, part, key=key)] if part.net else []
    return [*rows, _row(booking, tax_account, part.tax, part.paper_tax)] if part.tax else rows


def _rate_of(part: Part) -> Decimal:
    return part.rate if part.category in ("S", "L", "M") else Decimal(0)


def included_tax(gross: int, rate: Decimal) -> int:
    """The VAT in a gross amount, as an accountant's program finds it."""
    above, below = rate.as_integer_ratio()
    return half_away(gross * above, 100 * below + above)


def _row(
    booking: Booking, account: str, amount: int, own: int, part: Part | None = None, *, key: str = ""
) -> list[str]:
    """One line: the customer's account against another one; the side turns with the sign. `own` is the amount
    in the paper's currency."""
    cells = [""] * len(BOOKING)

    def put(name: str, value: str) -> None:
        cells[_PLACE[name]] = value

    for name, value in _amounts(booking, amount, own):
        put(name, value)
    put("Soll/Haben-Kennzeichen", '"S"' if amount > 0 else '"H"')
    put("Konto", booking.debtor)
    put("Gegenkonto (ohne BU-Schlüssel)", account)
    put("BU-Schlüssel", _quoted(key))
    put("Belegdatum", f"{booking.issued_on:%d%m}")
    put("Belegfeld 1", _quoted(paper_number(booking.number)))
    put("Buchungstext", _quoted(_plain(booking.customer, 60)))
    put("Festschreibung", "0")
    if booking.due_on:
        put("Belegfeld 2", _quoted(f"{booking.due_on:%d%m%y}"))
        put("Fälligkeit", f"{booking.due_on:%d%m%Y}")
    if booking.has_pdf:
        put("Beleglink", _quoted(f'BEDI "{paper_id(booking)}"'))
    if booking.paper_currency != booking.currency:
        shown = f"{money.plain(booking.paper_gross, booking.paper_currency)} {booking.paper_currency}"
        put("Beleginfo - Art 1", _quoted("Betrag in Belegwährung"))
        put("Beleginfo - Inhalt 1", _quoted(shown))
    if booking.delivered_on:
        put("Zusatzinformation - Art 1", _quoted("Leistungsdatum"))
        put("Zusatzinformation- Inhalt 1", _quoted(f"{booking.delivered_on:%d.%m.%Y}"))
    if part is not None and part.rule.eu:
        is_id = part.rule.eu == "id"
        put("EU-Land u. UStID (Bestimmung)", _quoted(booking.vat_id if is_id else booking.country))
        put("EU-Steuersatz (Bestimmung)", "" if is_id else f"{part.rate:.2f}".replace(".", ","))
    return cells


def _amounts(booking: Booking, amount: int, own: int) -> Iterator[tuple[str, str]]:
    """The amount in the paper's currency with the rate and what it comes to in the books; in the books'
    currency alone where the fields cannot hold the other one."""
    rate = extf_rate(booking.rate) if booking.rate else ""
    is_held = money.digits(booking.paper_currency) <= _DECIMALS and amount * own > 0
    if not rate or not is_held:
        yield BOOKING[0], _amount(abs(amount), booking.currency)
        yield "WKZ Umsatz", _quoted(booking.currency)
        return
    yield BOOKING[0], f"{money.major(abs(own), booking.paper_currency):.2f}".replace(".", ",")
    yield "WKZ Umsatz", _quoted(booking.paper_currency)
    yield "Kurs", rate
    yield "Basis-Umsatz", _amount(abs(amount), booking.currency)
    yield "WKZ Basis-Umsatz", _quoted(booking.currency)


def extf_rate(rate: Decimal) -> str:
    """How much of the other currency 1 euro is ("Kurs"), with six decimals. The field takes 1 to 9999.999999
    (developer.datev.de, Buchungsstapel, field 4); "" for a rate outside of it."""
    shown = f"{1 / rate:.6f}"
    return shown.replace(".", ",") if 1 <= Decimal(shown) < 10_000 else ""


def paper_number(number: str) -> str:
    """Our number in the signs that "Belegfeld 1" takes."""
    return "".join(sign if sign in _NUMBER else "-" for sign in number)[:36]


def _debtor(debtor: Debtor) -> list[str]:
    address, country = debtor.address, debtor.address.country
    values: Mapping[str, str] = {
        "Konto": debtor.account,
        "Name (Adressattyp Unternehmen)": _quoted(_plain(debtor.name, 50)),
        "Adressattyp": '"2"',
        "Kurzbezeichnung": _quoted(_plain(debtor.name, 15)),
        "EU-Land": _quoted(debtor.vat_id[:2] if debtor.vat_id and country in EU_COUNTRIES else ""),
        "EU-UStID": _quoted(debtor.vat_id[2:15] if country in EU_COUNTRIES else ""),
        "Adressart": '"STR"',
        "Straße": _quoted(_plain(address.street, 36)),
        "Postleitzahl": _quoted(_plain(address.postal_code, 10)),
        "Ort": _quoted(_plain(address.city, 30)),
        "Land": _quoted(country),
        "Kunden-/Lief.-Nr.": _quoted(_plain(debtor.number, 15)),
        "Steuernummer": _quoted(_plain(debtor.tax_number, 20)),
    }
    cells = [""] * len(DEBTOR)
    for name, value in values.items():
        cells[_DEBTOR_PLACE[name]] = value
    return cells


def _plain(text: str, most: int) -> str:
    """One line of text, not longer than the field takes and no formula."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return guarded(ansi(line))[:most]


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))


def _amount(minor: int, currency: str) -> str:
    return money.plain(minor, currency).replace(".", ",")


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    return "".join(f"{';'.join(row)}\r\n" for row in rows).encode("cp1252", "replace")
