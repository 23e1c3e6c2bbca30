"""A contact as JSON: what is shown is what can be given back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts.rules.drafts import (
    AddressDraft,
    Category,
    ContactDraft,
    ContactKind,
    LinkDraft,
    PointDraft,
    PointKind,
)
from desktop_crm.values.errors import UserError
from desktop_crm.values.json_keys import check_keys
from desktop_crm.values.messages import _

ItemT = TypeVar("ItemT")

_TEXTS: Final = (
    "name", "given_name", "family_name", "title", "position", "department", "language", "currency",
    "vat_id", "tax_number", "legal_id", "iban", "customer_number", "order_number", "buyer_reference",
    "einvoice", "design", "paper_size", "price_notes", "notes",
)  # fmt: skip
_ADDRESS: Final = ("attention", "street", "district", "postal_code", "city", "region", "country")
_SHORT: Final[Mapping[str, PointKind]] = {"mail": "mail", "email": "mail", "phone": "phone", "website": "web"}
_SHOWN_ONLY: Final = frozenset(
    {"id", "number", "version", "archived", "created_at", "last_at", "timeline", "files"}
)


def to_json(
    contact_id: int | None, draft: ContactDraft, links: Sequence[tuple[int, str, str]] = ()
) -> dict[str, Any]:
    """All of a contact; `links` are (id, name, role). Empty texts stay, so that every key can be seen."""
    names = {other: name for other, name, _role in links}
    value: dict[str, Any] = {"id": contact_id} if contact_id is not None else {}
    value |= {"kind": draft.kind, "category": draft.category}
    value |= {name: getattr(draft, name) for name in _TEXTS}
    value |= {
        "terms_id": draft.terms_id,
        "bank_account_id": draft.bank_account_id,
        "endpoint": list(draft.endpoint) if draft.endpoint else None,
        "birthday": draft.birthday.isoformat() if draft.birthday else None,
        "mail": draft.mail,
        "phone": draft.phone,
        "website": draft.website,
        "tags": list(draft.tags),
        "points": [
            {"kind": point.kind, "value": point.value, "label": point.label, "main": point.is_main}
            for point in draft.points
        ],
        "addresses": [
            {"purpose": each.purpose, **{name: getattr(each.address, name) for name in _ADDRESS}}
            for each in draft.addresses
        ],
        "links": [
            {"id": link.other_id, "name": names.get(link.other_id, ""), "role": link.role}
            for link in draft.links
        ],
    }
    return value


def from_json(value: Any) -> ContactDraft:
    """A draft of the same keys; also "mail", "phone", "website" as texts and one "address" as an object.

    Raises UserError at the key that is unknown or of another kind, as "points[2].kind" counted from 1.
    """
    whole = _object(value, "")
    known = {*_TEXTS, *_SHORT, *_SHOWN_ONLY, "kind", "category", "terms_id", "bank_account_id",
             "endpoint", "birthday", "tags", "points", "addresses", "address", "links"}  # fmt: skip
    check_keys(whole, known)
    draft = ContactDraft(
        kind=_kind(whole),
        category=_category(whole),
        **{name: _text(whole, name, name) for name in _TEXTS if name in whole},
        terms_id=_id(whole.get("terms_id"), "terms_id", optional=True),
        bank_account_id=_id(whole.get("bank_account_id"), "bank_account_id", optional=True),
        endpoint=_endpoint(whole.get("endpoint")),
        birthday=_date(whole.get("birthday"), "birthday"),
        tags=tuple(_list(whole, "tags", _tag)),
        points=_points(whole),
        addresses=_addresses(whole),
        links=tuple(_list(whole, "links", _link)),
    )
    return draft


def _category(whole: Mapping[str, Any]) -> Category:
    """As it was typed; the rules refuse what is none."""
    given: Any = whole.get("category")
    chosen: Category = "contact" if given in (None, "") else given
    return chosen


def _kind(whole: Mapping[str, Any]) -> ContactKind:
    kind = whole.get("kind") or "person"
    if kind not in ("person", "company"):
        _refuse(kind, "person, company", "kind")
    chosen: Any = kind
    return chosen  # type: ignore[no-any-return]


def _points(whole: Mapping[str, Any]) -> tuple[PointDraft, ...]:
    points = _list(whole, "points", _point)
    for key, kind in _SHORT.items():
        value = _text(whole, key, key)
        if value and not any(point.kind == kind and point.value == value for point in points):
            points.append(PointDraft(kind, value))
    return tuple(points)


def _addresses(whole: Mapping[str, Any]) -> tuple[AddressDraft, ...]:
    addresses = _list(whole, "addresses", _address)
    if whole.get("address") is not None:
        addresses.insert(0, _address(whole["address"], "address"))
    return tuple(addresses)


def _point(value: Any, field: str) -> PointDraft:
    given = _object(value, field, {"kind", "value", "label", "main"})
    kind: Any = given.get("kind")
    if kind not in ("phone", "mail", "web"):
        _refuse(kind, "phone, mail, web", f"{field}.kind")
    main = given.get("main", False)
    if not isinstance(main, bool):
        _refuse(main, "true, false", f"{field}.main")
    return PointDraft(
        kind, _text(given, "value", f"{field}.value"), _text(given, "label", f"{field}.label"), main
    )


def _address(value: Any, field: str) -> AddressDraft:
    given = _object(value, field, {"purpose", *_ADDRESS})
    purpose: Any = given.get("purpose") or "invoice"
    if purpose not in ("invoice", "delivery", "other"):
        _refuse(purpose, "invoice, delivery, other", f"{field}.purpose")
    texts = {name: _text(given, name, f"{field}.{name}") for name in _ADDRESS}
    return AddressDraft(purpose, Address(**texts))


def _link(value: Any, field: str) -> LinkDraft:
    given = _object(value, field, {"id", "name", "role"})
    other = _id(given.get("id"), f"{field}.id", optional=False)
    return LinkDraft(other or 0, _text(given, "role", f"{field}.role"))


def _tag(value: Any, field: str) -> str:
    return value if isinstance(value, str) else _refuse(value, _("a text"), field)


def _object(value: Any, field: str, known: set[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        return _refuse(value, _("an object"), field or None)  # type: ignore[no-any-return]
    if known is not None:
        check_keys(value, known, field)
    return value


def _list(whole: Mapping[str, Any], key: str, read: Callable[[Any, str], ItemT]) -> list[ItemT]:
    values = whole.get(key)
    if values is None:
        return []
    if not isinstance(values, list):
        _refuse(values, _("a list"), key)
    return [read(each, f"{key}[{n}]") for n, each in enumerate(values, start=1)]


def _text(given: Mapping[str, Any], key: str, field: str) -> str:
    value = given.get(key)
    if value is None:
        return ""
    return value if isinstance(value, str) else _refuse(value, _("a text"), field)


def _id(value: Any, field: str, *, optional: bool) -> int | None:
    if value is None and optional:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        _refuse(value, _("a whole number"), field)
    return int(value)


def _date(value: Any, field: str) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return _refuse(value, "2026-11-22", field)  # type: ignore[no-any-return]


def _endpoint(value: Any) -> tuple[str, str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(part, str) for part in value):
        _refuse(value, '["0204", "04011000-12345-06"]', "endpoint")
    return value[0], value[1]


def _refuse(value: Any, wanted: Any, field: str | None) -> Any:
    raise UserError(_("“{value}” is not {wanted}", value=str(value)[:60], wanted=wanted), field)
