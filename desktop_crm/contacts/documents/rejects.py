"""The records that did not come in, as they stood in the file, with reasons: mended, they can come again."""

# catalogue: program
from __future__ import annotations

from collections.abc import Iterable

from desktop_crm.contacts.rules.importing import ContactFile, Outcome
from desktop_crm.files.csv_writing import write_csv
from desktop_crm.values.messages import Message, Translator, _

_STATUS: dict[str, Message] = {
    "reject": _("Not taken"),
    "duplicate": _("Duplicate"),
    "known": _("Imported before"),
    "new": _("New"),
}


def rejects_csv(file: ContactFile, outcomes: Iterable[Outcome], t: Translator) -> bytes:
    """A CSV with the columns of the file and, before them, the line, what became of it and why."""
    headers = [t("Line"), t("Result"), t("Reason"), *file.headers]
    separator = file.separator if file.separator in (",", ";") else ","
    return write_csv(
        headers, (_row(each, t) for each in outcomes if each.status != "new"), separator=separator
    )


def _row(outcome: Outcome, t: Translator) -> list[str | int]:
    reasons = " · ".join(t.message(reason) for reason in outcome.reasons)
    return [outcome.record.line, t.message(_STATUS[outcome.status]), reasons, *outcome.record.raw]
