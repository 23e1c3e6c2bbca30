"""An invoice and what is wrong with it as plain records: for JSON, in the words of the model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.model import Attachment
from desktop_crm.einvoice.opening import Opened
from desktop_crm.values.messages import Translator


def opened_to_json(opened: Opened, findings: Iterable[Finding], t: Translator) -> dict[str, Any]:
    """All of a file: what it is, what it says, what it breaks. What it does not say is left out."""
    broken = findings_to_json(findings, t)
    return {
        "format": opened.format,
        "syntax": opened.syntax,
        "pdf": opened.is_pdf,
        "ok": not any(each["severity"] == "error" for each in broken),
        "invoice": _record(opened.invoice),
        "findings": broken,
    }


def findings_to_json(findings: Iterable[Finding], t: Translator) -> list[dict[str, Any]]:
    """Each broken rule with its number, its term and what it means."""
    return [
        {
            "rule": each.rule,
            "term": each.term,
            **({"line": each.line} if each.line else {}),
            "severity": "warning" if each.is_warning else "error",
            "message": t.message(each.message),
        }
        for each in findings
    ]


def _record(value: Any) -> dict[str, Any]:
    if isinstance(value, Attachment):
        return _attachment(value)
    said = ((field.name, getattr(value, field.name)) for field in fields(value))
    return {name: _plain(each) for name, each in said if each not in (None, "", ())}


def _attachment(value: Attachment) -> dict[str, Any]:
    """Without its bytes: their size and hash say which file it is."""
    record = {"id": value.id, "description": value.description, "url": value.url, "name": value.name,
              "media_type": value.media_type}  # fmt: skip
    made: dict[str, Any] = {name: text for name, text in record.items() if text}
    if value.content is not None:
        made |= {"bytes": len(value.content), "sha256": hashlib.sha256(value.content).hexdigest()}
    return made


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return _record(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value
