"""One sum of money over several invoices, the rest kept as credit; credit used later or paid back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from desktop_crm.billing import service as billing
from desktop_crm.billing.queries import moves
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.billing.service import records
from desktop_crm.billing.service.payments import need_owed, need_payable, take_back_write_off
from desktop_crm.company.queries import periods
from desktop_crm.contacts import service as contacts_service
from desktop_crm.database import writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.receivables.models import Allocation, CustomerCredit, Remittance
from desktop_crm.receivables.rules.remittances import (
    MOST_SHARES,
    RemittanceDraft,
    Share,
    check_remittance,
    check_sum,
    need_currency,
    shared,
)
from desktop_crm.values import money, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import Message, _

CREDIT_METHOD: Final = "other"
"""How an invoice was paid that was paid from credit: no money moved that day."""
_CHANGED: Final = ("payment", "invoice", "remittance")
_BALANCE: Final = "SELECT coalesce(sum(amount), 0) FROM customer_credit WHERE contact_id = ? AND currency = ?"
_CONTACT: Final = "SELECT 1 FROM contact WHERE id = ?"
_REMITTANCE: Final = "SELECT currency, version, voided_at, paid_on FROM remittance WHERE id = ?"
_PAYMENTS: Final = (
    "SELECT payment_id, discount_payment_id, written_off FROM allocation WHERE remittance_id = ? ORDER BY id"
)
_CREDITS: Final = "SELECT contact_id, amount FROM customer_credit WHERE remittance_id = ? ORDER BY id"
_LINE_WAITS_AGAIN: Final = (
    "UPDATE bank_line SET state = 'open', remittance_id = NULL WHERE remittance_id = ? AND state = 'booked'"
)
_NEWEST: Final = "SELECT max(id) FROM payment WHERE document_id = ?"


@rights.needs("payments.record")
def receive(caller: Caller, draft: RemittanceDraft, today: date, key: str | None = None) -> int:
    """Book money that arrived in one sum; returns its id. All of it or nothing.

    Raises UserError naming "amount", "contact_id", "shares[2].amount"... With a `key` that was used before
    the first answer is returned and nothing is booked.
    """

    def book() -> int:
        check_sum(draft.amount, draft.currency, draft.paid_on, draft.method, draft.reference, today)
        _check_papers(draft)
        check_remittance(draft, today)
        _need_contact(draft.contact_id)
        remittance = _insert(caller, "received", draft)
        _allocate(caller, remittance, draft, today)
        if draft.kept:
            _credit(remittance, draft.contact_id, draft.currency, draft.kept, draft.paid_on)
            _tell(caller, draft.contact_id, _("Kept as credit"), draft.kept, draft.currency, draft.reference)
        return remittance

    return _once(caller, f"receive:{key}" if key else None, book)


@rights.needs("payments.record")
def use_credit(
    caller: Caller,
    contact_id: int,
    currency: str,
    shares: Sequence[Share],
    on: date,
    today: date,
    key: str | None = None,
) -> int:
    """Pay invoices with what the customer has to their credit; the entry's id. Raises as `receive`."""

    def book() -> int:
        draft = RemittanceDraft(
            amount=shared(shares), currency=currency, paid_on=on, shares=tuple(shares),
            contact_id=contact_id, method=CREDIT_METHOD,
        )  # fmt: skip
        _check_papers(draft)
        check_remittance(draft, today)
        _need_contact(contact_id)
        _need_credit(contact_id, currency, draft.amount)
        remittance = _insert(caller, "credit", draft)
        _allocate(caller, remittance, draft, today)
        _credit(remittance, contact_id, currency, -draft.amount, on)
        _tell(caller, contact_id, _("Credit used"), -draft.amount, currency)
        return remittance

    return _once(caller, f"credit:{key}" if key else None, book)


@rights.needs("payments.record")
def refund_credit(
    caller: Caller,
    contact_id: int,
    amount: int,
    currency: str,
    on: date,
    today: date,
    key: str | None = None,
    *,
    method: str = "transfer",
    reference: str = "",
) -> int:
    """Pay back what a customer has to their credit, all or a part of it; the entry's id."""

    def book() -> int:
        check_sum(amount, currency, on, method, reference, today)
        _need_contact(contact_id)
        _need_credit(contact_id, currency, amount)
        draft = RemittanceDraft(
            amount=amount, currency=currency, paid_on=on, shares=(), contact_id=contact_id, method=method,
            reference=reference,
        )  # fmt: skip
        remittance = _insert(caller, "refund", draft)
        _credit(remittance, contact_id, currency, -amount, on)
        _tell(caller, contact_id, _("Credit paid back"), -amount, currency, reference)
        return remittance

    return _once(caller, f"refund:{key}" if key else None, book)


@rights.needs("payments.record")
def take_back(caller: Caller, remittance_id: int, today: date, reason: str = "") -> None:
    """Undo a sum that was mistyped: its payments are reversed, the credit goes back, and a bank line that was
    booked by it waits again. Once only.

    What was given up with it is open again. Refused where credit that came of it was used since, where one of
    its payments was reversed already, and where its own day, that of giving up or today lies in a closed
    period.
    """
    with transaction(caller) as changed:
        row = raw().execute(_REMITTANCE, (remittance_id,)).fetchone()
        if row is None:
            raise NotFound(_("There is no incoming payment {id}", id=str(remittance_id)), "id")
        currency, version, voided_at, paid_on = row
        periods.need_open(caller, today, "id")
        if voided_at is not None:
            raise UserError(_("This payment has been reversed already"), "id")
        on = date.fromisoformat(paid_on)
        periods.need_open(caller, on, "paid_on")
        for contact_id, amount in raw().execute(_CREDITS, (remittance_id,)).fetchall():
            if amount > 0:
                _need_credit(contact_id, currency, amount)
            _credit(remittance_id, contact_id, currency, -amount, on)
            _tell(caller, contact_id, _("Credit taken back"), -amount, currency, reason)
        for payment, discount, given_up in raw().execute(_PAYMENTS, (remittance_id,)).fetchall():
            if given_up and payment is not None:
                take_back_write_off(caller, moves.stands_as(payment).document_id)
            for each in (discount, payment):
                now = None if each is None else moves.stands_as(each)
                if now is None or (each == discount and now.is_taken_back):
                    continue  # a discount ends with the invoice that was credited wholly
                billing.void_payment(caller, now.payment_id, today, reason)
        writes.update_versioned(
            Remittance, remittance_id, version, voided_at=utc_now(), voided_by=caller.user, reason=reason
        )
        raw().execute(_LINE_WAITS_AGAIN, (remittance_id,))
        changed.update((*_CHANGED, "bank_line"))


# -------------------------------------------------------------------------------------------------- parts


def _once(caller: Caller, key: str | None, book: Callable[[], int]) -> int:
    with transaction(caller) as changed:
        answer = book() if key is None else writes.once(key, book)
        changed.update(_CHANGED)
    return answer


def _insert(caller: Caller, kind: str, draft: RemittanceDraft) -> int:
    periods.need_open(caller, draft.paid_on, "paid_on")
    return writes.insert(
        Remittance,
        kind=kind,
        contact=draft.contact_id,
        currency=draft.currency,
        amount=draft.amount,
        fee=draft.fee,
        paid_on=draft.paid_on,
        method=draft.method,
        bank_account=draft.bank_account_id,
        reference=draft.reference,
        user=caller.user,
        at=utc_now(),
    )


def _allocate(caller: Caller, remittance: int, draft: RemittanceDraft, today: date) -> None:
    for place, share in enumerate(draft.shares, 1):
        try:
            _pay(caller, remittance, draft, share, today)
        except UserError as error:
            error.field = f"shares[{place}].{error.field or 'document_id'}"
            raise


def _check_papers(draft: RemittanceDraft) -> None:
    """Raise UserError at "shares[2].document_id" for what this money cannot pay: said before any sum, which
    would compare amounts of two currencies."""
    if len(draft.shares) > MOST_SHARES:
        return  # refused as a whole
    for place, share in enumerate(draft.shares, 1):
        try:
            stored = records.read(share.document_id)
            need_currency(stored.number, stored.currency, draft.currency)
            need_payable(stored)
            need_owed(stored)
        except UserError as error:
            error.field = f"shares[{place}].document_id"
            raise


def _pay(caller: Caller, remittance: int, draft: RemittanceDraft, share: Share, today: date) -> None:
    """One share: the payment, the discount kept back, what is given up, and the row that joins them."""
    payment = PaymentDraft(
        amount=share.amount,
        paid_on=draft.paid_on,
        method=draft.method,
        reference=draft.reference,
        bank_account_id=draft.bank_account_id,
    )
    paid = billing.record_payment(caller, share.document_id, payment, today, discount=share.discount)
    kept = int(raw().execute(_NEWEST, (share.document_id,)).fetchone()[0]) if share.discount else None
    given_up = 0
    after = records.read(share.document_id)
    if share.write_off and after.open > 0:
        given_up = after.open
        billing.write_off(caller, after.id, after.version, today)
    writes.insert_unseen(
        Allocation,
        remittance=remittance,
        document=share.document_id,
        payment=paid,
        discount_payment=kept,
        amount=share.amount,
        discount=share.discount,
        written_off=given_up,
    )


def _credit(remittance: int, contact_id: int | None, currency: str, amount: int, on: date) -> None:
    writes.insert_unseen(
        CustomerCredit,
        contact=contact_id,
        currency=currency,
        amount=amount,
        booked_on=on,
        remittance=remittance,
        at=utc_now(),
    )


def _need_contact(contact_id: int | None) -> None:
    if contact_id is not None and raw().execute(_CONTACT, (contact_id,)).fetchone() is None:
        raise NotFound(_("There is no contact {id}", id=str(contact_id)), "contact_id")


def _need_credit(contact_id: int | None, currency: str, amount: int) -> None:
    """Raise UserError at "amount" where the customer's credit is smaller. Writers queue: nobody uses it
    meanwhile."""
    balance = int(raw().execute(_BALANCE, (contact_id, currency)).fetchone()[0])
    if balance < amount:
        shown = f"{money.plain(balance, currency)} {currency}"
        raise UserError(_("The credit is no more than {balance}", balance=shown), "amount")


def _tell(
    caller: Caller, contact_id: int | None, what: Message, amount: int, currency: str, summary: str = ""
) -> None:
    if contact_id is not None:
        contacts_service.write_timeline(
            contact_id, "payment", what, summary, at=utc_now(), entity="contact", entity_id=contact_id,
            amount=amount, currency=currency, by=caller.user,
        )  # fmt: skip
