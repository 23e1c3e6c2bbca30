"""What a firm's file holds, in a few figures: noted with each backup, compared by the drill, shown before a
restore. Asked of any file, open or not, also of one of an older version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from desktop_crm.billing import queries as billing
from desktop_crm.database import checks
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

RECORDS: Final = ("contact", "product", "document", "payment", "ticket", "note", "attachment")
"""The tables whose rows a person would call records."""

_SUMS: Final = {
    "documents": "SELECT currency, sum(gross) FROM document WHERE state <> 'draft' AND kind = 'invoice'"
    " GROUP BY currency",
    "credits": "SELECT currency, sum(gross) FROM document WHERE state <> 'draft' AND kind = 'credit_note'"
    " GROUP BY currency",
    "payments": "SELECT d.currency, sum(p.amount) FROM payment p JOIN document d ON d.id = p.document_id"
    " GROUP BY d.currency",
    "open": "SELECT currency, sum(open) FROM document WHERE kind = 'invoice' AND state = 'issued'"
    " AND open <> 0 GROUP BY currency",
}
_LAST: Final = """SELECT s.kind, d.number_text, d.issued_on FROM number_series s
    JOIN document d ON d.series_id = s.id
    WHERE d.link = (SELECT max(o.link) FROM document o WHERE o.series_id = s.id)"""
_LAST_PURGED: Final = """SELECT s.kind, p.number_text, p.issued_on FROM number_series s
    JOIN purged_paper p ON p.series_id = s.id
    WHERE p.link = (SELECT max(o.link) FROM purged_paper o WHERE o.series_id = s.id)
    AND NOT EXISTS (SELECT 1 FROM document d WHERE d.series_id = s.id AND d.link > p.link)"""

_LAST_LETTER: Final = """SELECT 'dunning_letter', number_text, issued_on FROM dunning_letter
    WHERE state = 'issued' ORDER BY year DESC, number DESC LIMIT 1"""


@dataclass(frozen=True, slots=True)
class LastNumber:
    """The last document of a series: its number as printed, and its day."""

    number: str
    on: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """Rows by table, sums in minor units by currency, the heads of the chains, the last numbers."""

    firm: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    sums: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)
    last: Mapping[str, LastNumber] = field(default_factory=dict)

    @property
    def records(self) -> int:
        """What a person would count: contacts, papers, payments, tickets, notes."""
        return sum(self.counts.get(table, 0) for table in RECORDS)


def take(caller: Caller, connection: Any) -> Inventory:
    """Count and add up what is in the database behind `connection`."""
    firm = connection.execute("SELECT name FROM firm").fetchone()
    last = connection.execute(_LAST).fetchall()
    if checks.has_table(connection, "purged_paper"):
        last += connection.execute(_LAST_PURGED).fetchall()
    if checks.has_table(connection, "dunning_letter"):
        last += connection.execute(_LAST_LETTER).fetchall()
    return Inventory(
        firm=str(firm[0]) if firm else "",
        counts=checks.row_counts(connection),
        sums={
            name: {currency: int(total) for currency, total in sorted(connection.execute(sql).fetchall())}
            for name, sql in _SUMS.items()
        },
        heads=billing.chain_heads(caller, connection),
        last={kind: LastNumber(number, str(on)) for kind, number, on in last},
    )


def to_json(inventory: Inventory) -> dict[str, Any]:
    """As it is noted beside a backup."""
    return {
        "firm": inventory.firm,
        "counts": dict(inventory.counts),
        "sums": {name: dict(sums) for name, sums in inventory.sums.items()},
        "heads": dict(inventory.heads),
        "last": {kind: {"number": last.number, "on": last.on} for kind, last in inventory.last.items()},
    }


def from_json(found: dict[str, Any]) -> Inventory:
    """The note again; ValueError, KeyError or TypeError for what is none."""
    return Inventory(
        firm=str(found["firm"]),
        counts={str(table): int(count) for table, count in dict(found["counts"]).items()},
        sums={
            str(name): {str(currency): int(total) for currency, total in dict(sums).items()}
            for name, sums in dict(found["sums"]).items()
        },
        heads={str(kind): str(head) for kind, head in dict(found["heads"]).items()},
        last={
            str(kind): LastNumber(str(last["number"]), str(last["on"]))
            for kind, last in dict(found["last"]).items()
        },
    )


def differences(noted: Inventory, found: Inventory) -> Iterator[Message]:
    """What of the noted figures is not found, a sentence each."""
    for table, count in noted.counts.items():
        if found.counts.get(table, 0) != count:
            yield _(
                "“{table}” has {found} rows, {noted} were noted",
                table=table,
                found=found.counts.get(table, 0),
                noted=count,
            )
    if noted.sums != found.sums:
        yield _("The sums of papers and payments are not those that were noted")
    for kind, head in noted.heads.items():
        if found.heads.get(kind) != head:
            yield _("The last seal of the series “{series}” is not the one that was noted", series=kind)


def compare(noted: Inventory, found: Inventory) -> None:
    """UserError with the first difference."""
    for difference in differences(noted, found):
        raise UserError(difference)
