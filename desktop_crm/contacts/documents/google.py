"""Google Contacts CSV, the layout of 2024 and the one before (support.google.com/contacts/answer/1069522).

Points and addresses stand in numbered groups of columns ("Phone 2 - Value"); several values of one label
share a cell, parted by " ::: ". A label that begins with "* " marks the main one; groups that begin with it
are Google's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from desktop_crm.contacts.documents.making import Making, address_draft, no_date, parse_date
from desktop_crm.contacts.rules.drafts import PointKind
from desktop_crm.contacts.rules.importing import ContactRecord
from desktop_crm.files.tables import TableFile, TableRow, cell_text
from desktop_crm.values.messages import _

_MANY: Final = re.compile(r"\s*:::\s*")
_GROUP: Final = re.compile(
    r"(E-mail|Phone|Address|Website|Organization|Relation|Event|Custom Field|IM) (\d+) - (.+)"
)
_POINTS: Final[Mapping[str, PointKind]] = {"E-mail": "mail", "Phone": "phone", "Website": "web"}
_PLAIN: Final = {
    "First Name": "given_name", "Given Name": "given_name",
    "Last Name": "family_name", "Family Name": "family_name",
    "Name Prefix": "title", "Language": "language",
    "Organization Title": "position", "Organization Department": "department",
}  # fmt: skip
_NOTED: Final = (
    "Nickname", "Maiden Name", "Occupation", "Hobby", "Subject", "Billing Information", "Mileage", "Location",
    "Gender",
)  # fmt: skip


def is_google(headers: Sequence[str]) -> bool:
    """Whether these are the columns of Google's export."""
    names = set(headers)
    old = {"Given Name", "Family Name", "Group Membership"} <= names
    new = {"First Name", "Last Name", "Labels"} <= names
    return old or new or ("E-mail 1 - Value" in names and bool({"Name", "First Name", "Given Name"} & names))


def records(table: TableFile) -> Iterator[ContactRecord]:
    """Every row that is not empty, as a record."""
    groups = _groups(table.headers)
    for row in table.rows:
        if not row.is_empty:
            yield _record(table.headers, groups, row)


_Groups = Mapping[tuple[str, int], Mapping[str, int]]


def _groups(headers: Sequence[str]) -> _Groups:
    groups: dict[tuple[str, int], dict[str, int]] = {}
    for position, header in enumerate(headers):
        if found := _GROUP.fullmatch(header):
            part = "Label" if found[3] == "Type" else found[3]
            groups.setdefault((found[1], int(found[2])), {})[part] = position
    return groups


def _record(headers: Sequence[str], groups: _Groups, row: TableRow) -> ContactRecord:
    cells = [cell_text(cell).strip() for cell in row.cells]
    making = Making(row.line, tuple(cells))
    if extra := [cell for cell in cells[len(headers) :] if cell]:
        making.fault("", _("The row has more cells than there are columns: {text}", text=extra[0]))
    named = {header: cell for header, cell in zip(headers, cells, strict=False) if cell}
    _take_names(making, named)
    for (group, _number), columns in sorted(groups.items(), key=lambda item: item[0]):
        part = {name: cells[position] for name, position in columns.items() if position < len(cells)}
        if any(value for name, value in part.items() if name != "Label"):
            _take_group(making, group, part)
    if company := named.get("Organization Name", ""):
        making.company = making.company or company
    making.role = making.role or making.plain.get("position", "")
    _take_groups_of_people(making, named.get("Labels") or named.get("Group Membership") or "")
    return making.record()


def _take_names(making: Making, named: Mapping[str, str]) -> None:
    for header, field in _PLAIN.items():
        if value := named.get(header):
            making.plain[field] = value
    middle = named.get("Middle Name") or named.get("Additional Name") or ""
    given, family = making.plain.get("given_name", ""), making.plain.get("family_name", "")
    whole = " ".join(part for part in (given, middle, family, named.get("Name Suffix", "")) if part)
    making.plain["name"] = whole or named.get("Name") or named.get("File As") or ""
    if making.plain["name"] and making.plain["name"] == named.get("Organization Name"):
        making.kind = "company"
    if birthday := named.get("Birthday"):
        _take_birthday(making, birthday)
    if notes := named.get("Notes"):
        making.notes.append(notes)
    for header in _NOTED:
        making.add_note(header, named.get(header, ""))


def _take_birthday(making: Making, text: str) -> None:
    if re.match(r"\s*--", text):  # a day without a year
        making.add_note("Birthday", text.strip())
    elif (day := parse_date(text)) is not None:
        making.plain["birthday"] = day
    else:
        making.fault("birthday", no_date("Birthday", text))


def _take_group(making: Making, group: str, part: Mapping[str, str]) -> None:
    label = part.get("Label", "")
    is_main, label = label.startswith("*"), label.removeprefix("*").strip()
    if group in _POINTS:
        for n, value in enumerate(_MANY.split(part.get("Value", ""))):
            making.add_point(_POINTS[group], value, label, is_main and n == 0)
    elif group == "Address":
        _take_addresses(making, part, label)
    elif group == "Organization":
        names = _MANY.split(part.get("Name", ""))
        making.company = making.company or names[0]
        making.role = making.role or part.get("Title", "")
        making.plain.setdefault("position", part.get("Title", ""))
        making.plain.setdefault("department", part.get("Department", ""))
        making.others += [(other, "") for other in names[1:]]
    else:
        making.add_note(label or group, part.get("Value", ""))


def _take_addresses(making: Making, part: Mapping[str, str], label: str) -> None:
    columns = ("Street", "Extended Address", "PO Box", "City", "Region", "Postal Code", "Country")
    many = {name: _MANY.split(part.get(name, "")) for name in columns}
    structured = any(any(values) for values in many.values())
    formatted = _MANY.split(part.get("Formatted", ""))
    for n in range(max(map(len, many.values())) if structured else len(formatted)):
        of = {name: values[n] if n < len(values) else "" for name, values in many.items()}
        if not structured:
            of["Street"] = formatted[n]
        making.doubt_country("Country", of["Country"])
        first = not any(each.purpose == "invoice" for each in making.addresses)
        made = address_draft(
            purpose="invoice" if first else "other",
            street=of["Street"],
            extended=of["Extended Address"],
            po_box=of["PO Box"],
            city=of["City"],
            region=of["Region"],
            postal_code=of["Postal Code"],
            country=of["Country"],
        )
        if made is not None:
            making.addresses.append(made)


def _take_groups_of_people(making: Making, text: str) -> None:
    making.tags += [tag for tag in _MANY.split(text) if tag and not tag.startswith("*")]
