"""A declined quote and why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_crm.billing import service
from desktop_crm.billing.queries.rows import DocumentRow
from desktop_crm.billing.ui.standing import as_it_stands
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import TextInput


class DeclineDialog(ModalDialog):
    """One line for the reason; it may stay empty."""

    def __init__(
        self, desk: Desk, row: DocumentRow, declined: Callable[[], None], *, parent: QWidget
    ) -> None:
        t = desk.t
        self.desk, self.row, self._declined = desk, row, declined
        super().__init__(
            t,
            t("Quote {number} declined", number=row.number),
            t("It can still be accepted later."),
            primary=t("Mark as declined"),
            parent=parent,
        )
        self.form = Form(t, roomy=False)
        placeholder = t("Price, time, another offer\u2026")
        self.form.add("reason", t("Reason (optional)"), TextInput(placeholder=placeholder, longest=2000))
        self.add(self.form)

    def accept_primary(self) -> None:
        """Note it."""
        self.set_busy(True)
        caller, today, row, reason = self.desk.caller, self.desk.today(), self.row, self.form.value("reason")

        def decline(version: int) -> int:
            return service.decline_quote(caller, row.id, version, reason, today)

        self.desk.tasks.run(
            self,
            lambda: as_it_stands(
                caller,
                row,
                today,
                lambda version: service.decline_quote(caller, row.id, version, reason, today),
            ),
            self._done,
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)

    def _done(self, _version: int) -> None:
        self.accept()
        self._declined()
