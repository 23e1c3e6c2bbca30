"""What can be made of an issued paper, and what undoes it: order, delivery, pro forma, stages, receipt,
cancel."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from PySide6.QtCore import QObject

from desktop_crm.billing import service
from desktop_crm.billing.rules.pricing import counts, numbered
from desktop_crm.billing.service import DocumentRef, Issued
from desktop_crm.billing.ui.line_picks import LinesDialog
from desktop_crm.billing.ui.stage_dialogs import BilledSoFar, DepositDialog, FinalDialog, billed_so_far
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.dialogs import confirm

if TYPE_CHECKING:
    from desktop_crm.billing.ui.issued_page import IssuedPage


class ChainVerbs(QObject):
    """The verbs of one open page that lead to another paper."""

    def __init__(self, page: IssuedPage) -> None:
        super().__init__(page)
        self.page, self.desk, self.t = page, page.desk, page.t

    def _run(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self.desk.tasks.run(self, work, done, self._refused)

    def _refused(self, error: UserError) -> None:
        self.desk.notices.refused(error)

    def _opens(self, kind: str) -> Callable[[DocumentRef], None]:
        return lambda ref: self.desk.go(kind, ref.id)

    # orders

    def ask_order(self) -> None:
        """Which lines of the quote were taken; options can be ticked."""
        view, t, today = self.page.view, self.t, self.desk.today()
        left = {each.line: each.ordered - each.taken - each.invoiced for each in view.progress}
        options = {n: Decimal(0) for n, line in numbered(view.draft).items() if not counts(line)}
        LinesDialog(
            self.desk,
            view,
            dict(sorted({**left, **options}.items())),
            lambda caller, wanted: service.order_quote(caller, view.row.id, today, wanted),
            self._opens("order"),
            title=t("Order of {number}", number=view.row.number),
            sentence=t("A draft order confirmation over what was taken opens. The quote counts as accepted."),
            now=t("Taken"),
            verb=t("Make draft"),
            parent=self.page,
        ).open()

    def ask_deliver(self) -> None:
        """Which lines go out now."""
        view, t, today = self.page.view, self.t, self.desk.today()
        LinesDialog(
            self.desk,
            view,
            {each.line: each.to_deliver for each in view.progress},
            lambda caller, wanted: service.deliver_order(caller, view.row.id, today, wanted),
            self._opens("delivery"),
            title=t("Deliver {number}", number=view.row.number),
            sentence=t("A draft delivery note opens. What is left stays with the order."),
            now=t("Deliver now"),
            verb=t("Make draft"),
            parent=self.page,
        ).open()

    def make_pro_forma(self) -> None:
        """The draft opens."""
        row, caller, today = self.page.view.row, self.desk.caller, self.desk.today()
        self._run(lambda: service.pro_forma_of(caller, row.id, today), self._opens("pro_forma"))

    def make_invoice(self) -> None:
        """Of an order: what was delivered, else what is left; of a delivery note: it alone."""
        row, caller, today = self.page.view.row, self.desk.caller, self.desk.today()
        if row.kind == "delivery":
            self._run(lambda: service.invoice_deliveries(caller, [row.id], today), self._opens("invoice"))
        elif row.kind == "pro_forma":
            self._run(lambda: service.duplicate(caller, row.id, today, "invoice"), self._opens("invoice"))
        else:
            self._run(lambda: service.invoice_order(caller, row.id, today), self._opens("invoice"))

    # stages

    def _with_billed(self, then: Callable[[BilledSoFar], None]) -> None:
        caller, document_id = self.desk.caller, self.page.view.row.id
        self._run(lambda: billed_so_far(caller, document_id), then)

    def ask_deposit(self) -> None:
        """A percentage or an amount."""
        self._with_billed(
            lambda billed: DepositDialog(
                self.desk, self.page.view, billed, self._opens("invoice"), parent=self.page
            ).open()
        )

    def ask_progress(self) -> None:
        """Which lines, and how much of them, are billed now."""
        view, t, today = self.page.view, self.t, self.desk.today()
        LinesDialog(
            self.desk,
            view,
            {each.line: each.not_invoiced for each in view.progress},
            partial(self._progress, view.row.id, today),
            self._opens("invoice"),
            title=t("Progress invoice for {number}", number=view.row.number),
            sentence=t("A draft invoice over a part of what was agreed opens. The final one takes it off."),
            now=t("Bill now"),
            verb=t("Make draft"),
            parent=self.page,
        ).open()

    def _progress(self, document_id: int, today: Any, caller: Any, wanted: Any) -> DocumentRef:
        if wanted is None:
            return service.progress_invoice(caller, document_id, today, percent=Decimal(100))
        return service.progress_invoice(caller, document_id, today, lines=wanted)

    def ask_final(self) -> None:
        """The remainder, or the whole with an annex."""
        self._with_billed(
            lambda billed: FinalDialog(
                self.desk, self.page.view, billed, self._opens("invoice"), parent=self.page
            ).open()
        )

    # receipts and cancellations

    def make_receipt(self) -> None:
        """For the last payment."""
        row, caller, today, key = self.page.view.row, self.desk.caller, self.desk.today(), uuid4().hex

        def issued(made: Issued) -> None:
            self.desk.notices.done(
                self.t("Receipt {number} issued", number=made.number),
                verb=self.t("Open it"),
                run=lambda: self.desk.go("receipt", made.id),
            )
            self.page.changed.emit()

        self._run(lambda: service.issue_receipt(caller, row.id, today=today, key=key), issued)

    def ask_to_cancel(self) -> None:
        """An order, delivery note or pro forma stands no longer; an invoice is cancelled by a credit note."""
        t, row = self.t, self.page.view.row
        caller, today, key = self.desk.caller, self.desk.today(), uuid4().hex
        sentence = t("It stays as it is and counts no longer.")
        if row.kind == "invoice":
            sentence = t("A credit note titled “Cancellation” takes back all that is left of it.")

        def cancelled(made: object) -> None:
            number = made.number if isinstance(made, Issued) else row.number
            words = t("{number} cancelled", number=row.number)
            if number != row.number:
                words = t("{number} cancelled by {credit}", number=row.number, credit=number)
            self.desk.notices.done(words)
            self.page.changed.emit()

        def work() -> object:
            if row.kind == "invoice":
                return service.cancel_invoice(caller, row.id, today=today, key=key)
            return service.cancel_paper(caller, row.id, None, today)

        confirm(
            self.page,
            t,
            t("Cancel {number}?", number=row.number),
            sentence,
            t("Cancel {number}", number=row.number),
            lambda: self._run(work, cancelled),
            danger=True,
        )
