"""Files of exchange rates: of the ECB, the TCMB, the Banco Central do Brasil and the BMF, and plain tables.

ECB    eurofxref-daily.xml, eurofxref-hist.xml, eurofxref.csv, eurofxref-hist.csv
TCMB   today.xml and the archive's DDMMYYYY.xml (ForexBuying, per Unit)
PTAX   the closing table of a day or a period, CSV without a header, `;` (the selling rate)
BMF    the monthly averages as a table: currency code, then a column a month ("Januar", "01/2026")
own    a table with the columns currency, date, rate (1 EUR = rate), or base as well
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from desktop_crm.company.rules.exchange import Rate, Source, check_rate, rounded
from desktop_crm.files import tables
from desktop_crm.files.guards import check_size
from desktop_crm.files.tables import Cell, TableFile, TableRow
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

MOST_BYTES: Final = 20_000_000
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "januar jan january", "februar feb february", "märz mrz mär march mar", "april apr",
            "mai may", "juni jun june", "juli jul july", "august aug", "september sep sept",
            "oktober okt oct october", "november nov", "dezember dez dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_COLUMNS: Final = {
    "currency": ("currency", "quote", "code", "währung", "waehrung", "moeda", "para birimi", "iso"),
    "base": ("base", "from"),
    "date": ("date", "day", "datum", "data", "tarih"),
    "rate": ("rate", "kurs", "taxa", "kur", "value"),
}


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that is not taken, and why."""

    line: int
    reason: Message


@dataclass(frozen=True, slots=True)
class RateFile:
    """What a file holds: rates of one source, and what of it is not taken."""

    source: Source
    rates: tuple[Rate, ...]
    rejects: tuple[Reject, ...] = ()


def read_rates(data: bytes, name: str, today: date) -> RateFile:
    """The rates of a file, whoever made it. UserError for one that is empty, too large, damaged or unknown,
    and where a date could be read in two ways.
    """
    check_size(data, name, MOST_BYTES)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        source, found = _of_xml(data, name)
    elif _is_ptax(data):
        source, found = "ptax", _ptax(data)
    else:
        source, found = _of_table(tables.table_of(data, name), name)
    rates, rejects = _checked(found, today)
    if not rates:
        reason = rejects[0].reason if rejects else _("it holds no rates")
        raise UserError(_("“{name}”: {reason}", name=name, reason=reason), "FILE")
    return RateFile(source, rates, rejects)


Found = Iterator[tuple[int, Rate | Message]]


def _checked(found: Found, today: date) -> tuple[tuple[Rate, ...], tuple[Reject, ...]]:
    rates: dict[tuple[str, str, date], Rate] = {}
    rejects: list[Reject] = []
    for line, each in found:
        if not isinstance(each, Rate):
            rejects.append(Reject(line, each))
            continue
        try:
            check_rate(each, today)
        except UserError as error:
            rejects.append(Reject(line, error.message))
            continue
        known = rates.setdefault((each.base, each.quote, each.day), each)
        if known.rate != each.rate:
            rejects.append(Reject(line, _("This currency stands twice with two rates on one day")))
    return tuple(rates.values()), tuple(rejects)


# ---------------------------------------------------------------------------------------------------- XML


def _of_xml(data: bytes, name: str) -> tuple[Source, Found]:
    root = _parsed(data, name)
    if root.tag == "Tarih_Date":
        return "tcmb", _tcmb(root, name)
    if root.tag.endswith("}Envelope"):
        return "ecb", _ecb(root)
    raise UserError(_("“{name}” is no file of rates of the ECB or the TCMB", name=name), "FILE")


def _parsed(data: bytes, name: str) -> Any:
    """The root; no entities, no network, no DTD: a file of rates needs none."""
    from lxml import etree

    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise UserError(_("“{name}” has a document type: such files are not read", name=name), "FILE")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise UserError(_("“{name}” is damaged or cut off", name=name), "FILE") from None


def _ecb(root: Any) -> Found:
    for day_node in root.iter("{*}Cube"):
        day = _iso_day(day_node.get("time", ""))
        if day is None:
            continue
        for node in day_node.iter("{*}Cube"):
            if (code := node.get("currency")) is not None:
                yield node.sourceline or 0, _rate("EUR", code, day, node.get("rate", ""), "ecb")


def _tcmb(root: Any, name: str) -> Found:
    day = _written(root.get("Tarih", ""), "%d.%m.%Y")
    if day is None:
        raise UserError(_("“{name}” does not say its day", name=name), "FILE")
    for node in root.iter("Currency"):
        code, line = node.get("CurrencyCode") or node.get("Kod") or "", node.sourceline or 0
        unit = _decimal(node.findtext("Unit", "1"), ".")
        rate = _decimal(node.findtext("ForexBuying", ""), ".")
        if code == "XDR" or (rate is None and not node.findtext("ForexBuying", "").strip()):
            continue  # special drawing rights, and currencies with a cross rate alone
        if rate is None or not unit:
            yield line, _("“{text}” is no rate", text=node.findtext("ForexBuying", ""))
        else:
            yield line, Rate(code, "TRY", day, rounded(rate / unit), "tcmb")


# ------------------------------------------------------------------------------------------------- tables


_PTAX: Final = re.compile(rb"\d{8};\d{3};[AB];[A-Z]{3};[\d,]+;[\d,]+;[\d,]+;[\d,]+\s*")


def _is_ptax(data: bytes) -> bool:
    return _PTAX.fullmatch(data.lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0]) is not None


def _ptax(data: bytes) -> Found:
    """`20112026;220;A;USD;5,1000;5,1006;1,0000;1,0000`: day, number, kind, code, bought, sold, parities."""
    for line, text in enumerate(data.decode("latin-1").splitlines(), 1):
        cells = [cell.strip() for cell in text.strip("\ufeffï»¿ ").split(";")]
        if len(cells) < 6:
            if any(cells):
                yield line, _("This line has too few columns")
            continue
        day = _written(cells[0], "%d%m%Y")
        if day is None:
            yield line, _("“{text}” is no date", text=cells[0])
            continue
        if money.is_currency(cells[3]):
            yield line, _rate(cells[3], "BRL", day, cells[5].replace(",", "."), "ptax")


def _of_table(table: TableFile, name: str) -> tuple[Source, Found]:
    headers = [header.strip().casefold() for header in table.headers]
    if headers and headers[0] in ("date", "tarih", "datum") and _codes(headers):
        return "ecb", _wide(table)
    months = _month_columns(headers, name)
    if months:
        return "bmf", _bmf(table, months)
    places = {key: next((headers.index(word) for word in words if word in headers), None)
              for key, words in _COLUMNS.items()}  # fmt: skip
    missing = [key for key in ("currency", "date", "rate") if places[key] is None]
    if missing:
        message = _("“{name}” is no file of rates that is known here: it lacks the columns {columns}",
                    name=name, columns=", ".join(missing))  # fmt: skip
        raise UserError(message, "FILE")
    return "manual", _long(table, {key: place for key, place in places.items() if place is not None})


def _codes(headers: list[str]) -> list[str]:
    return [header.upper() for header in headers[1:] if money.is_currency(header.upper())]


def _wide(table: TableFile) -> Found:
    """The ECB's CSV: a line a day, a column a currency, "N/A" where there was none."""
    codes = [header.strip().upper() for header in table.headers]
    for row in table.rows:
        day = _day(_cell(row, 0))
        if day is None:
            if not row.is_empty:
                yield row.line, _("“{text}” is no date", text=str(_cell(row, 0)))
            continue
        for place, code in enumerate(codes[1:], 1):
            text = _cell(row, place)
            if code and str(text).strip() not in ("", "N/A"):
                yield row.line, _rate("EUR", code, day, text, "ecb")


def _month_columns(headers: list[str], name: str) -> dict[int, date]:
    """Columns that are months, with the first day of each; the year out of the header or the file's name."""
    year = re.search(r"(?<!\d)(20\d\d)(?!\d)", " ".join((name, *headers)))
    found: dict[int, date] = {}
    for place, header in enumerate(headers):
        numbered = re.fullmatch(r"(0?[1-9]|1[0-2])[/.\-](20\d\d)|(20\d\d)-(0[1-9]|1[0-2])", header)
        word = re.fullmatch(r"([a-zä]+)\.?\s*(20\d\d)?", header)
        if numbered:
            month, its_year = numbered[1] or numbered[4], numbered[2] or numbered[3]
            found[place] = date(int(its_year), int(month), 1)
        elif word and word[1] in _MONTHS and (word[2] or year):
            found[place] = date(int(word[2] or year[1]), _MONTHS[word[1]], 1)  # type: ignore[index]
    return found


def _bmf(table: TableFile, months: dict[int, date]) -> Found:
    for row in table.rows:
        cells = [str(_cell(row, place)).strip().upper() for place in range(min(months))]
        code = next((cell for cell in cells if money.is_currency(cell)), "")
        if not code:
            if not row.is_empty:
                yield row.line, _("This line names no currency")
            continue
        for place, month in months.items():
            text = _cell(row, place)
            if str(text).strip() not in ("", "-", "\u2013", "N/A"):
                made = _rate("EUR", code, month, text, "bmf")
                yield row.line, made


def _long(table: TableFile, places: dict[str, int]) -> Found:
    for row in table.rows:
        if row.is_empty:
            continue
        code, day = str(_cell(row, places["currency"])).strip().upper(), _day(_cell(row, places["date"]))
        base = str(_cell(row, places["base"])).strip().upper() if "base" in places else "EUR"
        if day is None:
            text = str(_cell(row, places["date"]))
            yield row.line, _("“{text}” is no date that can be read in one way only", text=text)
        else:
            yield row.line, _rate(base, code, day, _cell(row, places["rate"]), "manual")


def _cell(row: TableRow, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else ""


def _rate(base: str, quote: str, day: date, value: Cell, source: Source) -> Rate | Message:
    rate = value if isinstance(value, Decimal) else _decimal(str(value), "")
    if rate is None:
        return _("“{text}” is no rate", text=str(value)[:60])
    return Rate(base, quote, day, rounded(rate), source, is_monthly=source == "bmf")


def _decimal(text: str, sign: str) -> Decimal | None:
    """A number with one decimal sign, point or comma; both together are not guessed at."""
    bare = text.strip()
    if not sign and "," in bare and "." not in bare:
        bare = bare.replace(",", ".")
    try:
        number = Decimal(bare) if re.fullmatch(r"\d{1,12}(\.\d{1,20})?", bare) else None
    except InvalidOperation:
        return None
    return number


def _day(value: Cell) -> date | None:
    """ISO, day.month.year with points, a sheet's own date, or "20 November 2026"; with slashes only where one
    of the two cannot be a month.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    if (iso := _iso_day(text)) is not None:
        return iso
    for pattern in ("%d.%m.%Y", "%d %B %Y"):
        if (day := _written(text, pattern)) is not None:
            return day
    found = re.fullmatch(r"(\d\d?)/(\d\d?)/(\d{4})", text)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    try:
        if first > 12:
            return date(year, second, first)
        return date(year, first, second) if second > 12 or first == second else None
    except ValueError:
        return None


def _written(text: str, pattern: str) -> date | None:
    try:
        return datetime.strptime(text, pattern).replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
