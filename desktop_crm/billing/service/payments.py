"""Money received: recorded, paid back, and reversed where it was mistyped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from desktop_crm.billing.models import Document, Payment
from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.billing.rules.chain import START, booked
from desktop_crm.billing.rules.payments import METHOD_WORDS, PaymentDraft, check_paid_on, check_payment
from desktop_crm.billing.service import records, searching
from desktop_crm.billing.service.confirmations import cancel_receipt
from desktop_crm.billing.service.records import Stored
from desktop_crm.company.queries import periods
from desktop_crm.database import trail, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.fields import stamp
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _

DISCOUNT: Final = "early_discount"
"""The method of an entry that is no money: what an early payer kept back."""
_ADD: Final = (
    "UPDATE document SET paid = paid + ?, open = CASE state WHEN 'issued' THEN open - ? ELSE open END,"
    " version = version + 1, updated_at = ? WHERE id = ?"
)
_PAYMENT: Final = (
    "SELECT p.document_id, p.amount, p.paid_on, p.method, p.bank_account_id, p.reverses_id, r.id"
    " FROM payment p"
    " LEFT JOIN payment r ON r.reverses_id = p.id WHERE p.id = ?"
)
_STANDING: Final = (
    "SELECT p.id, p.amount, p.paid_on, p.method, p.bank_account_id, p.reference FROM payment p"
    " WHERE p.document_id = ? AND p.reverses_id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM payment r WHERE r.reverses_id = p.id) ORDER BY p.id"
)
_IN_ITS_PLACE: Final = (
    f"SELECT {FISCAL_NUMBER}"
    " FROM document d WHERE d.corrects_id = ? AND d.kind = 'invoice' AND d.state <> 'draft'"
)
_GIVEN_UP: Final = (
    "SELECT coalesce(answered_on, issued_on) FROM document WHERE id = ?"
    " AND (state = 'written_off' OR answered_on IS NOT NULL)"
)
"""The day; also of one that was credited beyond what was given up, and is owed back."""
_LIFT: Final = (
    "UPDATE document SET state = 'issued', open = due - paid - credited, answer = '', answered_on = NULL,"
    " version = version + 1, updated_at = ? WHERE id = ?"
)
_LAST_SEAL: Final = "SELECT hash FROM payment WHERE document_id = ? ORDER BY id DESC LIMIT 1"


@rights.needs("payments.record")
def record_payment(
    caller: Caller,
    document_id: int,
    draft: PaymentDraft,
    today: date,
    key: str | None = None,
    *,
    may_overpay: bool = False,
    discount: int = 0,
) -> int:
    """Book money received for an invoice (negative: paid back); returns the payment's id.

    `discount` is what an early payer kept back as the invoice promised: an entry of its own. Raises UserError
    at "amount" for more than is open, unless `may_overpay`. With a `key` used before the first payment's id
    is returned and nothing is booked.
    """

    def book() -> int:
        check_paid_on(draft.paid_on, today)
        payment_id = _record(caller, document_id, draft, may_overpay=may_overpay)
        if discount:
            kept = PaymentDraft(amount=discount, paid_on=draft.paid_on, method=DISCOUNT)
            _record(caller, document_id, kept, may_overpay=False)
        return payment_id

    with transaction(caller) as changed:
        if key is None:
            payment_id = book()
        else:
            answer = writes.once(f"pay:{key}", lambda: [document_id, book()])
            if answer[0] != document_id:
                raise UserError(_("This key was used for another document"), "key")
            payment_id = answer[1]
        changed.update(("payment", "invoice"))
    return payment_id


def _record(caller: Caller, document_id: int, draft: PaymentDraft, *, may_overpay: bool) -> int:
    stored = records.read(document_id)
    need_payable(stored)
    if draft.amount > 0 and not may_overpay:
        need_owed(stored)
    _need_open_day(caller, stored, draft.paid_on, "paid_on")
    check_payment(draft, stored.currency, stored.open, may_overpay=may_overpay)
    payment_id = book(caller, document_id, draft)
    trail.touch(Document, document_id, parts=False)
    raw().execute(_ADD, (draft.amount, draft.amount, stamp(utc_now()), document_id))
    what = _("Payment for {number}", number=stored.number)
    if draft.amount < 0:
        what = _("Paid back for {number}", number=stored.number)
    summary = METHOD_WORDS[draft.method]
    if draft.reference:
        summary = _("{method}, {reference}", method=summary, reference=draft.reference)
    records.write_timeline(caller, stored, "payment", what, amount=draft.amount, summary=summary)
    searching.reindex(stored)
    return payment_id


def book(caller: Caller, document_id: int, draft: PaymentDraft, reverses: int | None = None) -> int:
    """The row alone, sealed behind the last one of its document; what is paid and open is for the caller."""
    last = raw().execute(_LAST_SEAL, (document_id,)).fetchone()
    values = row(caller, document_id, draft, utc_now(), START if last is None else last[0], reverses)
    return writes.insert(Payment, **values)


def row(
    caller: Caller,
    document_id: int,
    draft: PaymentDraft,
    at: datetime,
    previous: str,
    reverses: int | None = None,
) -> dict[str, Any]:
    """The columns of a payment, sealed after the one with the seal `previous`."""
    values: dict[str, Any] = {
        "document": document_id,
        "amount": draft.amount,
        "paid_on": draft.paid_on,
        "method": draft.method,
        "bank_account_id": draft.bank_account_id,
        "reference": draft.reference,
        "reverses": reverses,
        "user": caller.user,
        "at": at,
    }
    stored = values | {"paid_on": draft.paid_on.isoformat(), "at": stamp(at)}
    return values | {"hash": booked(previous, tuple(stored.values()))}


def _need_open_day(caller: Caller, stored: Stored, day: date, field: str) -> None:
    """Raise UserError at `field` where the books of this day are closed; samples stand in no books."""
    if not stored.is_sample:
        periods.need_open(caller, day, field)


def need_payable(stored: Stored) -> None:
    """Raise UserError for what nobody pays: quotes, credit notes, drafts, what was written off."""
    if stored.kind != "invoice":
        raise UserError(_("Only an invoice is paid"), "id")
    if stored.state == "draft":
        raise UserError(_("This invoice has not been issued yet"), "id")
    if stored.state == "replaced":
        found = raw().execute(_IN_ITS_PLACE, (stored.id,)).fetchone()
        raise UserError(
            _(
                "{number} was replaced: {other} is in its place",
                number=stored.number,
                other=found and found[0],
            ),
            "id",
        )
    if stored.state != "issued":
        raise UserError(_("{number} was written off", number=stored.number), "id")


def need_owed(stored: Stored) -> None:
    """Raise UserError at "amount" where nothing is open any more, saying how that came."""
    if stored.open > 0:
        return
    if stored.credited > 0 and stored.credited >= stored.due:
        raise UserError(_("{number} was credited: nothing is open", number=stored.number), "amount")
    raise UserError(_("{number} is paid already", number=stored.number), "amount")


@rights.needs("payments.record")
def void_payment(caller: Caller, payment_id: int, today: date, reason: str = "") -> int:
    """Reverse a mistyped payment by an entry of its own; returns that entry's id. Once only."""
    with transaction(caller) as changed:
        row = raw().execute(_PAYMENT, (payment_id,)).fetchone()
        if row is None:
            raise NotFound(_("There is no payment {id}", id=str(payment_id)))
        document_id, amount, paid_on, method, account, reverses, reversed_by = row
        if reverses is not None:
            raise UserError(_("This entry reverses another one: it cannot be reversed itself"))
        if reversed_by is not None:
            raise UserError(_("This payment has been reversed already"))
        stored = records.read(document_id)
        need_payable(stored)
        _need_open_day(caller, stored, date.fromisoformat(paid_on), "paid_on")
        opposite = PaymentDraft(
            amount=-amount,
            paid_on=date.fromisoformat(paid_on),
            method=method,
            bank_account_id=account,
            reference=reason,
        )
        entry = book(caller, document_id, opposite, reverses=payment_id)
        trail.touch(Document, document_id, parts=False)
        raw().execute(_ADD, (-amount, -amount, stamp(utc_now()), document_id))
        what = _("Payment for {number} reversed", number=stored.number)
        records.write_timeline(caller, stored, "payment", what, amount=-amount, summary=reason)
        searching.reindex(stored)
        if cancel_receipt(document_id, payment_id):
            changed.add("receipt")
        changed.update(("payment", "invoice"))
    return entry


def move(caller: Caller, from_id: int, to_id: int, today: date) -> int:
    """Take every payment that stands off one invoice and book it on the one in its place, the same day and
    reference; how many there were. Inside the running transaction.

    Where the books of its day are closed both entries are of today: what was handed in stays as it is.
    """
    found = raw().execute(_STANDING, (from_id,)).fetchall()
    for payment_id, amount, paid_on, method, account, reference in found:
        day = date.fromisoformat(paid_on)
        if periods.closed_period_of(caller, day) is not None:
            day = today
        payment = PaymentDraft(
            amount=amount,
            paid_on=day,
            method=method,
            bank_account_id=account,
            reference=reference,
        )
        book(caller, from_id, replace(payment, amount=-amount), reverses=payment_id)
        book(caller, to_id, payment)
        for document_id, change in ((from_id, -amount), (to_id, amount)):
            trail.touch(Document, document_id, parts=False)
            raw().execute(_ADD, (change, change, stamp(utc_now()), document_id))
    if found:
        for document_id in (from_id, to_id):
            searching.reindex(records.read(document_id))
    return len(found)


def end_discounts(caller: Caller, document_id: int, on: date) -> int:
    """Reverse what early payers kept back of an invoice that is credited wholly: nobody pays that back, and
    the VAT that it lowered is credited with the invoice. How many there were. Inside the running transaction.
    """
    found = [row for row in raw().execute(_STANDING, (document_id,)).fetchall() if row[3] == DISCOUNT]
    for payment_id, amount, paid_on, method, account, reference in found:
        back = PaymentDraft(
            amount=-amount,
            paid_on=max(on, date.fromisoformat(paid_on)),
            method=method,
            bank_account_id=account,
            reference=reference,
        )
        book(caller, document_id, back, reverses=payment_id)
        raw().execute(_ADD, (-amount, -amount, stamp(utc_now()), document_id))
    return len(found)


def take_back_write_off(caller: Caller, document_id: int) -> None:
    """What was given up of an invoice is open again, as when the payment that settled it is taken back; for
    any other nothing happens. Inside the running transaction. Raises UserError at "id" where the books of the
    day of the write-off are closed.
    """
    found = raw().execute(_GIVEN_UP, (document_id,)).fetchone()
    if found is None:
        return
    stored, day = records.read(document_id), date.fromisoformat(found[0])
    if not stored.is_sample and periods.closed_period_of(caller, day) is not None:
        raise UserError(
            _(
                "{number} was written off on {day}, and those books are closed: let the period be reopened",
                number=stored.number,
                day=day,
            ),
            "id",
        )
    trail.touch(Document, document_id, parts=False)
    raw().execute(_LIFT, (stamp(utc_now()), document_id))
    what = _("{number} is open again", number=stored.number)
    records.write_timeline(caller, stored, "invoice", what, amount=stored.due - stored.paid - stored.credited)


@rights.needs("payments.record")
def write_off(caller: Caller, document_id: int, version: int, today: date, reason: str = "") -> int:
    """Give up what is open of an invoice; the paper stays. Returns the new version."""
    with transaction(caller) as changed:
        stored = records.read_version(document_id, version)
        need_payable(stored)
        if stored.open <= 0:
            raise UserError(_("Nothing is open of {number}", number=stored.number))
        _need_open_day(caller, stored, today, "answered_on")
        new_version = writes.update_versioned(
            Document, document_id, version, state="written_off", open=0, answer=reason, answered_on=today
        )
        what = _("{number} written off", number=stored.number)
        records.write_timeline(caller, stored, "invoice", what, amount=stored.open, summary=reason)
        changed.add("invoice")
    return new_version


@rights.needs("payments.record")
def lift_write_off(caller: Caller, document_id: int, version: int, today: date) -> int:
    """Open again what was given up of an invoice: something comes after all. Returns the new version.

    UserError at "id" for an invoice of which nothing was given up, or where the books of that day are closed;
    at "answered_on" where those of today are.
    """
    with transaction(caller) as changed:
        stored = records.read_version(document_id, version)
        if stored.state != "written_off":
            raise UserError(_("Nothing of {number} was written off", number=stored.number), "id")
        _need_open_day(caller, stored, today, "answered_on")
        take_back_write_off(caller, document_id)
        changed.add("invoice")
    return records.read(document_id).version
