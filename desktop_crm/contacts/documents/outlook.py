"""Outlook's CSV export: fixed columns for three addresses, three mails, a dozen phones; texts of many lines.

(support.microsoft.com: "Create or edit .csv files to import into Outlook".) What has no field of its own
becomes a line of the notes with its column's name; the fillers of an empty field ("0/0/00", "Unspecified")
do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

from desktop_crm.contacts.documents import outlook_words
from desktop_crm.contacts.documents.making import (
    Making,
    address_draft,
    no_date,
    parse_date,
    puts_month_first,
)
from desktop_crm.contacts.rules.drafts import PointKind
from desktop_crm.contacts.rules.importing import ContactRecord
from desktop_crm.files.csv_writing import unguarded
from desktop_crm.files.tables import TableFile, TableRow, cell_text
from desktop_crm.values.messages import _

_LEAST: Final = 12
"""As many of its columns must be there: an export has fifty to ninety, other tables share a few."""
_OWN: Final = frozenset({"work_street", "home_street", "work_phone", "home_phone", "work_fax", "mail_2"})
_POINTS: Final[Mapping[str, tuple[PointKind, str]]] = {
    "mail": ("mail", ""), "mail_2": ("mail", ""), "mail_3": ("mail", ""),
    "primary_phone": ("phone", ""), "work_phone": ("phone", "Work"), "work_phone_2": ("phone", "Work"),
    "mobile": ("phone", "Mobile"), "mobile_2": ("phone", "Mobile"), "home_phone": ("phone", "Home"),
    "home_phone_2": ("phone", "Home"), "company_phone": ("phone", "Main"), "other_phone": ("phone", "Other"),
    "car_phone": ("phone", "Car"), "pager": ("phone", "Pager"), "work_fax": ("phone", "Work Fax"),
    "home_fax": ("phone", "Home Fax"), "other_fax": ("phone", "Fax"), "web": ("web", ""),
    "home_web": ("web", "Home"),
}  # fmt: skip
"""Kind and label, in the order of the contact's list."""
_PLACES: Final = ("work", "home", "other")
_TAGS: Final = re.compile(r"\s*[;,]\s*")
_DATES: Final = ("birthday", "anniversary")
_Order = Literal["month", "day", ""]


def is_outlook(headers: Sequence[str]) -> bool:
    """Whether these are the columns of an export of Outlook."""
    found = [outlook_words.known()[bare] for bare in map(outlook_words.bare, headers) if _is_known(bare)]
    fields = set(found)
    return len(found) >= _LEAST and {"given", "family"} <= fields and len(fields & _OWN) >= 2


def _is_known(bare: str) -> bool:
    return bare in outlook_words.known()


def records(table: TableFile) -> Iterator[ContactRecord]:
    """Every row that is not empty, as a record."""
    fields = [outlook_words.known().get(outlook_words.bare(header)) for header in table.headers]
    order = _order(table, fields)
    for row in table.rows:
        if not row.is_empty:
            yield _record(table.headers, fields, row, order)


def _order(table: TableFile, fields: Sequence[str | None]) -> _Order:
    """Which comes first in its dates: they follow the computer's region, so only the dates themselves tell;
    editions in other languages than English write the day first.
    """
    places = [place for place, field in enumerate(fields) if field in _DATES]
    cells = [cell_text(row.cells[place]) for row in table.rows for place in places if place < len(row.cells)]
    if puts_month_first(cells):
        return "month"
    is_english = {outlook_words.bare(header) for header in table.headers} >= {"first name", "last name"}
    if not is_english or any(re.match(r"\s*(1[3-9]|2\d|3[01])[./-]", cell) for cell in cells):
        return "day"
    return ""


def _record(
    headers: Sequence[str], fields: Sequence[str | None], row: TableRow, order: _Order
) -> ContactRecord:
    cells = [unguarded(cell_text(cell).strip()) for cell in row.cells]
    making = Making(row.line, tuple(cells))
    if extra := [cell for cell in cells[len(headers) :] if cell]:
        making.fault("", _("The row has more cells than there are columns: {text}", text=extra[0]))
    named: dict[str, str] = {}
    further: list[tuple[str, str]] = []
    for header, field, cell in zip(headers, fields, cells, strict=False):
        if not cell or outlook_words.bare(cell) in outlook_words.EMPTY:
            continue
        if field is None:
            further.append((header, cell))
        elif field:
            named.setdefault(field, cell)
            if field.endswith("_country"):
                making.doubt_country(header, cell)
    if notes := named.get("notes"):
        making.notes.append(notes)
    _take_who(making, named)
    _take_points(making, named)
    for place in _PLACES:
        _take_address(making, named, place)
    for field, header in (("birthday", "Birthday"), ("anniversary", "Anniversary")):
        _take_date(making, field, header, named.get(field, ""), order)
    making.tags += [tag for tag in _TAGS.split(named.get("tags", "")) if tag]
    making.add_note("Nickname", named.get("nickname", ""))
    making.add_note("Office", named.get("office", ""))
    for header, cell in further:
        making.add_note(header, cell)
    return making.record()


def _take_who(making: Making, named: Mapping[str, str]) -> None:
    given, family = named.get("given", ""), named.get("family", "")
    parts = (given, named.get("middle", ""), family, named.get("suffix", ""))
    name = " ".join(part for part in parts if part)
    making.plain |= {
        "given_name": given,
        "family_name": family,
        "title": named.get("title", ""),
        "name": name,
    }
    making.plain["department"] = named.get("department", "")
    making.plain["position"] = making.role = named.get("position", "")
    making.company = named.get("company", "")
    if not name and making.company:
        making.kind = "company"


def _take_points(making: Making, named: Mapping[str, str]) -> None:
    seen: set[str] = set()
    for field, (kind, label) in _POINTS.items():
        value = named.get(field, "")
        if kind == "mail" and (
            named.get(field.replace("mail", "mail_type"), "") == "EX" or value[:3] == "/o="
        ):
            making.add_note("Exchange", value)  # an address inside the sender's own server
        elif value and value not in seen:
            seen.add(value)
            making.add_point(kind, value, label)


def _take_address(making: Making, named: Mapping[str, str], place: str) -> None:
    lines = [named.get(f"{place}_{part}", "") for part in ("street", "street_2", "street_3")]
    first = not any(each.purpose == "invoice" for each in making.addresses)
    made = address_draft(
        purpose="invoice" if first else "other",
        street="\n".join(line for line in lines if line),
        po_box=named.get(f"{place}_box", ""),
        city=named.get(f"{place}_city", ""),
        region=named.get(f"{place}_region", ""),
        postal_code=named.get(f"{place}_code", ""),
        country=named.get(f"{place}_country", ""),
    )
    if made is not None:
        making.addresses.append(made)


def _take_date(making: Making, field: str, header: str, text: str, order: _Order) -> None:
    if not text:
        return
    day = parse_date(text, order == "month")
    other = parse_date(text, order != "month")
    if day is None and other is None:
        making.fault(field, no_date(header, text))
    elif field != "birthday" or (order == "" and day != other):
        making.add_note(header, text)  # which of the two is the month nothing in the file tells
    else:
        making.plain["birthday"] = day or other
