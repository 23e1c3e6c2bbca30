"""The firm's profile, its pictures and its settings."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Literal

from desktop_crm.company import queries
from desktop_crm.company.models import Firm, Setting
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.checks import check_firm
from desktop_crm.company.rules.looks import USUAL_COLUMNS
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.database import blobs, trail, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.values.messages import _
from desktop_crm.values.texts import tidy_line, tidy_text

_TEXTS = ("quote_intro", "invoice_intro", "quote_notes", "invoice_notes", "paper_texts")


@rights.needs("settings.change")
def save_firm(caller: Caller, draft: FirmDraft, version: int) -> int:
    """Change the firm; version 0 creates it. Returns the new version. Doubts (`rules.checks.firm_hints`) are
    kept.

    Raises UserError naming the field, Conflict when somebody wrote first. Pictures go through `set_picture`.
    """
    draft = tidied(draft)
    check_firm(draft)
    values = _columns(draft)
    with transaction(caller) as changed:
        changed.add("firm")
        if version:
            version = writes.update_versioned(Firm, 1, version, **values)
        elif queries.firm_or_none(caller) is not None:
            raise Conflict(_("Somebody else set up the company in the meantime."))
        else:
            writes.insert(Firm, id=1, **values)
            version = 1
        return version


@rights.needs("settings.change")
def set_picture(
    caller: Caller, which: Literal["logo", "signature"], content: bytes | None, version: int
) -> int:
    """Take a picture in, guarded and re-encoded by `files.pictures`, or (None) take it off. Returns the new
    version.

    Raises UserError at `which` for what is no PNG or JPEG picture, or too large.
    """
    guarded = None if content is None else _guarded(content, which)
    with transaction(caller) as changed:
        changed.add("firm")
        digest = None if guarded is None else blobs.put(guarded)
        return writes.update_versioned(Firm, 1, version, **{which: digest})


@rights.needs("settings.change")
def set_setting(caller: Caller, key: str, value: Any) -> None:
    """Keep one setting of the firm (a JSON value); None takes it away."""
    with transaction(caller) as changed:
        changed.add("firm")
        trail.touch(Setting, key)
        raw().execute("DELETE FROM setting WHERE key = ?", (key,))
        if value is not None:
            writes.insert(Setting, key=key, value=value)


def tidied(draft: FirmDraft) -> FirmDraft:
    """Without blanks at the ends of lines and texts."""
    texts: dict[str, Any] = {
        field.name: tidy_line(getattr(draft, field.name))
        for field in fields(draft)
        if isinstance(getattr(draft, field.name), str)
    }
    return replace(draft, **texts, address=tidied_address(draft.address))


def tidied_address(address: Address) -> Address:
    lines = {
        field.name: tidy_line(getattr(address, field.name))
        for field in fields(address)
        if field.name != "street"
    }
    return Address(**lines, street=tidy_text(address.street))


def _columns(draft: FirmDraft) -> dict[str, Any]:
    values: dict[str, Any] = {field.name: getattr(draft, field.name) for field in fields(draft)}
    values["address"] = {field.name: getattr(draft.address, field.name) for field in fields(draft.address)}
    values["footer"] = list(draft.footer)
    values["columns"] = None if draft.columns == USUAL_COLUMNS else list(draft.columns)
    values["logo"], values["signature"] = draft.logo or None, draft.signature or None
    for name in _TEXTS:
        values[name] = dict(values[name])
    return values


def _guarded(content: bytes, which: str) -> bytes:
    from desktop_crm.files import pictures

    try:
        return pictures.clean_picture(content, which).png
    except UserError as error:
        raise UserError(error.message, which) from error
