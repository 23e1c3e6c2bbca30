"""`payments receive|use|refund|undo|list|credit`: money over several invoices and credit of customers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from desktop_crm.billing import queries as billing
from desktop_crm.billing.rules.payments import METHODS
from desktop_crm.cli.contacts import find
from desktop_crm.cli.dates import day, optional_day
from desktop_crm.cli.session import Session
from desktop_crm.company import queries as company
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.contacts import queries as contacts
from desktop_crm.receivables import queries
from desktop_crm.receivables import service as receivables
from desktop_crm.receivables.queries import RemittanceRow
from desktop_crm.receivables.rules.remittances import RemittanceDraft, Share, need_currency
from desktop_crm.receivables.rules.sharing import discount_doubts
from desktop_crm.values import money
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.priced_json import decimal_from_json

_SUM: Final = frozenset({
    "contact", "amount", "currency", "paid_on", "fee", "method", "reference", "invoices",
})  # fmt: skip
_USE: Final = frozenset({"contact", "currency", "paid_on", "invoices"})
_SHARE: Final = frozenset({"invoice", "amount", "discount", "write_off"})


def receive(session: Session) -> dict[str, Any]:
    """Money that arrived in one sum, from JSON; what the invoices leave is the customer's credit."""
    given = session.input_record(session.arguments.file)
    _known(given, _SUM, "")
    today = optional_day(session.arguments.on, "--on") or session.today
    with session.writing(), _in_words_of_the_file():
        caller = session.caller
        currency = _currency(caller, given)
        draft = RemittanceDraft(
            amount=_amount(given.get("amount"), currency, "amount"),
            fee=_amount(given.get("fee", "0"), currency, "fee"),
            currency=currency,
            paid_on=day(_text(given, "paid_on") or today.isoformat(), "paid_on"),
            shares=_shares(session, given, currency),
            contact_id=_contact(caller, given),
            method=_text(given, "method") or "transfer",
            reference=_text(given, "reference"),
        )
        doubts = discount_doubts(queries.open_invoices(caller), draft.shares, draft.paid_on)
        made = receivables.receive(caller, draft, today, session.arguments.key)
        session.warn(Hint(field, why) for field, why in doubts)
        return _shown(queries.get_remittance(caller, made))


def use(session: Session) -> dict[str, Any]:
    """Pay invoices from a customer's credit, from JSON."""
    given = session.input_record(session.arguments.file)
    _known(given, _USE, "")
    today = optional_day(session.arguments.on, "--on") or session.today
    with session.writing(), _in_words_of_the_file():
        caller = session.caller
        currency = _currency(caller, given)
        contact = _contact(caller, given)
        if contact is None:
            raise UserError(_("Say whose credit is used"), "contact")
        on = day(_text(given, "paid_on") or today.isoformat(), "paid_on")
        shares = _shares(session, given, currency)
        doubts = discount_doubts(queries.open_invoices(caller), shares, on)
        made = receivables.use_credit(caller, contact, currency, shares, on, today, session.arguments.key)
        session.warn(Hint(field, why) for field, why in doubts)
        return _shown(queries.get_remittance(caller, made))


def refund(session: Session) -> dict[str, Any]:
    """Pay credit back."""
    arguments = session.arguments
    on = optional_day(arguments.on, "--on") or session.today
    if arguments.method not in METHODS:
        raise UserError(_("Write one of {choices}", choices=", ".join(METHODS)), "--method")
    with session.writing():
        caller = session.caller
        contact = find(caller, arguments.id)
        currency = arguments.currency or company.get_firm(caller).draft.currency
        amount = _amount(arguments.amount, currency, "amount")
        try:
            made = receivables.refund_credit(
                caller, contact, amount, currency, on, session.today, arguments.key, method=arguments.method
            )
        except UserError as error:
            error.field = "--on" if error.field == "paid_on" else error.field
            raise
        return _shown(queries.get_remittance(caller, made))


def undo(session: Session) -> dict[str, Any]:
    """Take a mistyped sum back as a whole."""
    today = optional_day(session.arguments.on, "--on") or session.today
    with session.writing():
        caller, key = session.caller, session.arguments.entry
        receivables.take_back(caller, key, today, session.arguments.reason)
        return _shown(queries.get_remittance(caller, key))


def list_payments(session: Session) -> list[dict[str, Any]]:
    """Sums that came in, were used of credit and paid back, the latest first."""
    with session.reading():
        return [_shown(row) for row in queries.list_remittances(session.caller, session.arguments.limit)]


def credit(session: Session) -> dict[str, Any]:
    """What a customer has to their credit, and how it came about."""
    with session.reading():
        caller = session.caller
        contact = find(caller, session.arguments.id)
        return {
            "customer": contacts.names_of(caller, [contact])[contact],
            "credit": {
                currency: money.plain(amount, currency)
                for currency, amount in queries.credit_of(caller, contact).items()
            },
            "entries": [
                {
                    "on": each.on,
                    "kind": each.kind,
                    "amount": money.plain(each.amount, each.currency),
                    "currency": each.currency,
                    "reference": each.reference,
                    "payment": each.remittance_id,
                }
                for each in queries.credit_entries(caller, contact)
            ],
        }


# -------------------------------------------------------------------------------------------------- parts


def _shown(row: RemittanceRow) -> dict[str, Any]:
    currency = row.currency
    return {
        "id": row.id,
        "kind": row.kind,
        "customer": row.customer,
        "amount": money.plain(row.amount, currency),
        "fee": money.plain(row.fee, currency),
        "credit": money.plain(row.kept, currency),
        "currency": currency,
        "paid_on": row.paid_on,
        "method": row.method,
        "reference": row.reference,
        "taken_back": row.is_taken_back,
        "invoices": [
            {
                "invoice": each.number,
                "amount": money.plain(each.amount, currency),
                "discount": money.plain(each.discount, currency),
                "written_off": money.plain(each.written_off, currency),
            }
            for each in row.shares
        ],
    }


@contextmanager
def _in_words_of_the_file() -> Iterator[None]:
    """Refusals name fields as the JSON has them."""
    try:
        yield
    except UserError as error:
        if error.field is not None:
            error.field = re.sub(r"^shares\b", "invoices", error.field).replace(".document_id", ".invoice")
        raise


def _known(given: Mapping[str, Any], known: frozenset[str], place: str) -> None:
    for key in given:
        if key not in known:
            raise UserError(_("“{key}” is not known here", key=key), f"{place}{key}")


def _text(given: Mapping[str, Any], key: str) -> str:
    value = given.get(key, "")
    if not isinstance(value, str):
        raise UserError(_("This must be text"), key)
    return value


def _amount(value: Any, currency: str, field: str) -> int:
    return money.minor(decimal_from_json(value, field), currency, field)


def _currency(caller: Caller, given: Mapping[str, Any]) -> str:
    currency = _text(given, "currency") or company.get_firm(caller).draft.currency
    money.digits(currency)
    return currency


def _contact(caller: Caller, given: Mapping[str, Any]) -> int | None:
    value = given.get("contact")
    if value is None or value == "":
        return None
    try:
        return find(caller, str(value))
    except UserError as error:
        error.field = "contact"
        raise


def _shares(session: Session, given: Mapping[str, Any], currency: str) -> tuple[Share, ...]:
    """Without an amount an invoice takes all that is open of it."""
    found = given.get("invoices", [])
    if not isinstance(found, list):
        raise UserError(_("This must be a list"), "invoices")
    return tuple(_share(session, each, currency, f"invoices[{at}]") for at, each in enumerate(found, 1))


def _share(session: Session, each: Any, currency: str, place: str) -> Share:
    if not isinstance(each, dict):
        raise UserError(_("This must be one JSON object"), place)
    _known(each, _SHARE, f"{place}.")
    try:
        document = billing.resolve(session.caller, str(each.get("invoice", "")), ("invoice",))
    except UserError as error:
        error.field = f"{place}.invoice"
        raise
    row = billing.get_row(session.caller, document, session.today)
    try:
        need_currency(row.number, row.currency, currency)
    except UserError as error:
        error.field = f"{place}.invoice"
        raise
    left, discount = row.open, _amount(each.get("discount", "0"), currency, f"{place}.discount")
    amount = _amount(each["amount"], currency, f"{place}.amount") if "amount" in each else left - discount
    write_off = each.get("write_off", False)
    if not isinstance(write_off, bool):
        raise UserError(_("Write true or false"), f"{place}.write_off")
    return Share(document_id=document, amount=amount, discount=discount, write_off=write_off)


def share_of(session: Session, number: str, most: int) -> Share:
    """All that is open of an invoice, or as much of it as there is."""
    document = billing.resolve(session.caller, number, ("invoice",))
    row = billing.get_row(session.caller, document, session.today)
    return Share(document_id=document, amount=min(row.open, most))
