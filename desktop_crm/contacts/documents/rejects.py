"""The records that did not come in, as they stood in the file, with reasons: mended, they can come again."""

# catalogue: program
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop_crm.contacts.documents.exporting import table_headers, table_row
from desktop_crm.contacts.documents.mapping import REJECT_WORDS
from desktop_crm.contacts.rules.consents import ConsentDraft
from desktop_crm.contacts.rules.drafts import ContactDraft
from desktop_crm.contacts.rules.importing import ContactFile, ContactRecord, Outcome
from desktop_crm.files.csv_writing import Value, write_csv
from desktop_crm.values.messages import Message, Translator, _

_STATUS: dict[str, Message] = {
    "reject": _("Not taken"),
    "duplicate": _("Duplicate"),
    "complete": _("Fills gaps"),
    "known": _("Imported before"),
    "new": _("New"),
}


def rejects_csv(file: ContactFile, outcomes: Iterable[Outcome], t: Translator) -> bytes:
    """A CSV with the columns of the file and, before them, the line, what became of it and why.

    Cards have no columns: theirs are those of our own export, so that every value of a card is in it.
    """
    own = file.headers or tuple(table_headers(t))
    headers = [*(t.message(word) for word in REJECT_WORDS), *own]
    separator = file.separator if file.separator in (",", ";") else ","
    rows = (_row(each, bool(file.headers), t) for each in outcomes if each.status not in ("new", "complete"))
    return write_csv(headers, rows, separator=separator)


def _row(outcome: Outcome, has_columns: bool, t: Translator) -> list[Value]:
    reasons = " · ".join(t.message(reason) for reason in outcome.reasons)
    record = outcome.record
    cells: Sequence[Value] = record.raw if has_columns else table_row(_Read(record), t)
    return [record.line, t.message(_STATUS[outcome.status]), reasons, *cells]


@dataclass(frozen=True, slots=True)
class _Read:
    """A record as a contact that is written."""

    record: ContactRecord

    @property
    def id(self) -> int:
        return 0

    @property
    def draft(self) -> ContactDraft:
        return self.record.draft

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        return self.record.companies

    @property
    def terms(self) -> str:
        return self.record.terms

    @property
    def bank_account(self) -> str:
        return self.record.bank_account

    @property
    def consents(self) -> tuple[ConsentDraft, ...]:
        return self.record.consents
