"""Papers at random: invoices, stages of orders, credit notes, corrections."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, ExtraTaxDraft, WithholdingDraft
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.database.connection import raw
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from tests.accounting.plain_ledger import Invoice
from tests.accounting.random_start import Beginning, D
from tests.billing.conftest import CALLER, PlainPaper, line

PAPER: Final = PlainPaper()


class Papers(Beginning):
    """A firm that writes papers."""

    def price(self) -> str:
        return str(
            D(self.random.choice([5, 10, 5, 95, *(self.random.randint(1, 99_999) for _n in range(6))])) / 100
        )

    def values(self) -> dict[str, Any]:
        pick = self.random.choice
        (key, kind, country), land = pick(self.customers), self.land
        abroad, special = country != land.country, {}
        rates: list[tuple[str, str]] = [(rate, "S" if rate != "0" else "E") for rate in land.rates]
        if land.country == "BR" or dict(land.more).get("small_business"):
            rates = [("0", "O" if land.country == "BR" else "E")]
        elif abroad and country == "AT" and land.is_eu:
            rates = [("20", "S")] if kind == "person" else [("0", pick(["AE", "K"]))]
            special = {"vat_unchecked": True}
        elif abroad:
            rates = [("0", "G")]
        currency = pick([land.currency] * 4 + ["USD", "JPY", "KWD", "EUR"])
        lines = []
        for _line in range(self.random.randint(1, 4)):
            rate, category = pick(rates)
            less = (AdjustmentDraft(percent=D(pick([5, 10, 33]))),) if self.random.random() < 0.2 else ()
            price = D(self.price()) if currency != "JPY" else D(self.random.randint(1, 99_999))
            lines.append(
                line(
                    str(pick([1, 2, 3, "0.5", "1.25", 7])),
                    str(price),
                    rate,
                    category=category,
                    adjustments=less,
                )
            )
        values: dict[str, Any] = {
            "contact_id": key, "lines": tuple(lines), "price_mode": pick(["net", "net", "gross"]),
            "currency": currency, "delivered_on": self.day, **special,
        }  # fmt: skip
        if self.random.random() < 0.3:
            values |= {"early_percent": D(pick([2, 3])), "early_days": 30}
        if self.random.random() < 0.2:
            adjustment = AdjustmentDraft(is_charge=pick([True, False]), percent=D(pick([1, 5])), reason="All")
            values["adjustments"] = (adjustment,)
        if land.country == "ES" and self.random.random() < 0.3 and rates[0][1] == "S":
            values |= {"withholdings": (WithholdingDraft(code="IRPF", rate=D(15)),)}
        elif land.country == "ES" and self.random.random() < 0.4 and rates[0][1] == "S":
            values |= {"extra_taxes": (ExtraTaxDraft(code="RE", rate=D("5.2"), category="S", on_rate=D(21)),)}
        if currency == "CHF" and self.random.random() < 0.5:
            values["round_due_to"] = 5
        return values

    def draft(self, **values: Any) -> int:
        return service.create_draft(CALLER, DocumentDraft(**{**self.values(), **values}), self.day).id

    def issue(self, document: int, **more: Any) -> int:
        done = service.issue_invoice(
            CALLER, document, today=self.day, issued_on=self.day, render=PAPER, **more
        )
        self.write_down(done.id)
        return done.id

    def write_down(self, document: int, *, is_replaced: bool = False) -> None:
        row = queries.get_row(CALLER, document, self.day)
        kind, contact, corrects, due_on = (
            raw()
            .execute("SELECT kind, contact_id, corrects_id, due_on FROM document WHERE id = ?", (document,))
            .fetchone()
        )
        facts = queries.get_document(CALLER, document, self.day).facts
        assert facts is not None
        due = facts.totals.due
        if kind == "credit_note":
            self.ledger.credit_note(document, corrects, due, self.day)
            of = self.ledger.invoices[corrects]
            if not is_replaced and sum(each for _on, each, _key in of.credits) >= of.due:
                self.ledger.end_discounts(corrects, self.day)
            return
        day = date.fromisoformat(due_on) if due_on else self.day
        self.ledger.invoices[document] = Invoice(contact, row.currency, self.day, day, due)
        if corrects is not None:
            self.ledger.move(corrects, document, self.day)
            if facts.is_corrected:
                self.ledger.invoices[corrects].replaced_on = self.day

    def invoice(self) -> None:
        self.issue(self.draft())

    def stages(self) -> None:
        quote = service.send_quote(CALLER, self.draft(kind="quote"), today=self.day, render=PAPER).id
        for _stage in range(self.random.randint(1, 2)):
            if self.random.random() < 0.3:
                ref = service.progress_invoice(CALLER, quote, self.day, percent=D(self.random.randint(5, 40)))
            elif self.random.random() < 0.3:
                due = queries.get_row(CALLER, quote, self.day).gross
                ref = service.deposit_invoice(
                    CALLER, quote, self.day, amount=max(1, due // self.random.randint(3, 9))
                )
            else:
                ref = service.deposit_invoice(CALLER, quote, self.day, percent=D(self.random.randint(5, 40)))
            stage = self.issue(ref.id)
            if self.random.random() < 0.6:
                self.paid(stage, self.ledger.open(stage, self.day))
        if self.random.random() < 0.8:
            self.issue(service.final_invoice(CALLER, quote, self.day, is_full=self.random.random() < 0.4).id)

    def order(self) -> None:
        quote = service.send_quote(CALLER, self.draft(kind="quote"), today=self.day, render=PAPER).id
        order = service.issue_paper(
            CALLER, service.order_quote(CALLER, quote, self.day).id, today=self.day, render=PAPER
        ).id
        if self.random.random() < 0.7:
            note = service.deliver_order(CALLER, order, self.day)
            service.issue_paper(CALLER, note.id, today=self.day, render=PAPER)
        self.issue(service.invoice_order(CALLER, order, self.day).id)

    def some(self, *, is_open: bool = True) -> int:
        known = [
            each
            for each, it in self.ledger.invoices.items()
            if not is_open or self.ledger.open(each, self.day) > 0
        ]
        if not known:
            raise UserError(_("Nothing is open of {number}", number=""), "id")
        return self.random.choice(known[-12:])

    def credit(self) -> None:
        invoice = self.some(is_open=self.random.random() < 0.6)
        left, how = self.ledger.open(invoice, self.day), self.random.choice(["whole", "line", "amount"])
        lines = (CreditLine(1, None if self.random.random() < 0.3 else D("0.5")),) if how == "line" else None
        amount = max(1, left // 3) if how == "amount" else None
        done = service.credit_invoice(
            CALLER, invoice, lines, today=self.day, issued_on=self.day, amount=amount, render=PAPER
        )
        self.write_down(done.id)

    def cancel(self) -> None:
        done = service.cancel_invoice(
            CALLER, self.some(is_open=False), today=self.day, issued_on=self.day, render=PAPER
        )
        self.write_down(done.id)

    def correct(self) -> None:
        done = service.correct_invoice(CALLER, self.some(is_open=False), today=self.day, render=PAPER)
        self.write_down(done.credit.id, is_replaced=True)
        self.day = min(self.end, self.day + timedelta(days=self.random.choice([0, 0, 1])))
        stored = queries.get_document(CALLER, done.draft.id, self.day)
        lines = (
            line(
                "1",
                self.price() if stored.draft.currency != "JPY" else "900",
                str(stored.draft.lines[0].rate),
                category=stored.draft.lines[0].category,
            ),
            *stored.draft.lines[1:],
        )
        if not stored.draft.settles:
            service.save_draft(
                CALLER, done.draft.id, stored.row.version, replace(stored.draft, lines=lines), self.day
            )
        self.issue(done.draft.id)

    def correct_text(self) -> None:
        self.issue(service.correct_text(CALLER, self.some(is_open=False), today=self.day).id)

    def how(self) -> str:
        return self.random.choice(["transfer", "transfer", "cash"])

    def paid(self, invoice: int, amount: int, on: date | None = None, discount: int = 0) -> None:
        day = on or self.day
        draft = PaymentDraft(amount=amount, paid_on=day, method=self.how())
        key = service.record_payment(CALLER, invoice, draft, self.day, discount=discount)
        self.ledger.pay(key, invoice, amount, day)
        if day < self.day:
            self.ledger.rewritten = min(self.ledger.rewritten, day)
        if discount:
            self.ledger.pay(key + 1, invoice, discount, day, is_discount=True)
