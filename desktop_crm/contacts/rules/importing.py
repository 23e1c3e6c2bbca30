"""Contacts from another program's file: what was read, and what becomes of each record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from desktop_crm.company.rules import identifiers
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.contacts.rules.checks import check_contact
from desktop_crm.contacts.rules.consents import ConsentDraft
from desktop_crm.contacts.rules.drafts import MAIL, PHONE, WEB, ContactDraft
from desktop_crm.contacts.rules.matching import match_name
from desktop_crm.contacts.rules.points import mail_doubt, phone_doubt, point_key
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.texts import is_blank

Status = Literal["new", "duplicate", "complete", "known", "reject"]


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """One record of a file. `line` is where it begins; `raw` are its cells, for the file of rejects.

    `others` are further companies and roles; `terms` and `bank_account` are names of the firm's own.
    """

    line: int
    draft: ContactDraft
    key: str
    company: str = ""
    role: str = ""
    faults: tuple[Hint, ...] = ()
    raw: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    terms: str = ""
    bank_account: str = ""
    consents: tuple[ConsentDraft, ...] = ()

    @property
    def companies(self) -> tuple[tuple[str, str], ...]:
        """The companies of a person, each with what the person does there."""
        return ((self.company, self.role), *self.others) if self.company else self.others


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFile:
    """A file as it was understood. `mapping` (column to field) and `samples` are for the person to check."""

    name: str
    sha256: str
    dialect: Literal["google", "outlook", "table", "vcard"]
    records: Sequence[ContactRecord]
    headers: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    samples: tuple[tuple[str, ...], ...] = ()
    encoding: str = ""
    separator: str = ""
    is_ours: bool = False
    """Written by this program: a doubtful value was insisted on once and is taken without asking again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one record, and why. A duplicate names the contact it is like; `other_id` is that of a
    stored one, whose gaps a "complete" one fills.
    """

    record: ContactRecord
    status: Status
    reasons: tuple[Message, ...] = ()
    other: str = ""
    other_id: int = 0


def refusals(record: ContactRecord, *, keep_doubtful: bool) -> tuple[Message, ...]:
    """Every reason why the record is not taken; nobody sits at a screen who could insist on a doubtful value.

    With `keep_doubtful` only what cannot be kept at all refuses.
    """
    reasons = [hint.message for hint in record.faults] if not keep_doubtful else []
    draft = record.draft
    if is_blank(draft.name):
        return (*reasons, _("There is no name, company or mail address in it"))
    if not keep_doubtful:
        reasons += _doubts(draft)
    if not reasons or keep_doubtful:
        try:
            _check_fast(draft)
        except UserError as error:
            reasons.append(_("{field}: {reason}", field=error.field or "", reason=error.message))
    return tuple(reasons)


_HARMLESS: Final = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]{0,300}")


def _check_fast(draft: ContactDraft) -> None:
    """As `check_contact`, which is asked only when a cheap look does not settle it."""
    plain = not (
        draft.addresses or draft.links or draft.tags or draft.notes or draft.currency or draft.language
        or draft.vat_id or draft.tax_number or draft.iban or draft.endpoint or draft.birthday
    )  # fmt: skip
    if plain:
        texts = (draft.name, draft.given_name, draft.family_name, *(point.value for point in draft.points))
        if all(map(_HARMLESS.fullmatch, texts)) and len(draft.points) < 20:
            return
    check_contact(draft)


def _doubts(draft: ContactDraft) -> Iterable[Message]:
    if draft.vat_id and (hint := identifiers.vat_id_hint(draft.country, draft.vat_id)):
        yield hint.message
    if draft.tax_number and (hint := identifiers.tax_number_hint(draft.country, draft.tax_number)):
        yield hint.message
    if draft.iban and (hint := identifiers.iban_hint(draft.iban)):
        yield hint.message
    for point in draft.points:
        doubt: Message | None = None
        if point.kind == MAIL:
            doubt = mail_doubt(point.value)
        elif point.kind == PHONE and sum(map(str.isdigit, point.value)) < 3:
            doubt = phone_doubt(point.value)
        elif point.kind == WEB:
            continue
        if doubt is not None:
            yield doubt


def company_key(name: str) -> str:
    """What makes two writings of a company one within an import."""
    return match_name(name, "company")


_TEXTS: Final = (
    "given_name", "family_name", "title", "position", "department", "language", "vat_id", "tax_number",
    "legal_id", "iban", "order_number", "buyer_reference", "einvoice", "design",
    "paper_size", "price_notes",
)  # fmt: skip


def with_gaps_filled(stored: ContactDraft, found: ContactDraft) -> ContactDraft:
    """The stored contact with what the other one knows beyond it; nothing that is there changes."""
    values: dict[str, Any] = {
        name: getattr(found, name) for name in _TEXTS if not getattr(stored, name) and getattr(found, name)
    }
    if stored.birthday is None and found.birthday is not None:
        values["birthday"] = found.birthday
    known = {(point.kind, point_key(point.kind, point.value)) for point in stored.points}
    more = [each for each in found.points if (each.kind, point_key(each.kind, each.value)) not in known]
    if more:
        values["points"] = (*stored.points, *(replace(each, is_main=False) for each in more))
    if not stored.addresses and found.addresses:
        values["addresses"] = found.addresses
    tags = {tag.casefold() for tag in stored.tags}
    if new := tuple(tag for tag in found.tags if tag.casefold() not in tags):
        values["tags"] = (*stored.tags, *new)
    if found.notes and found.notes not in stored.notes:
        values["notes"] = f"{stored.notes}\n{found.notes}".strip()
    return replace(stored, **values)
