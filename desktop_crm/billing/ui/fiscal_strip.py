"""On an issued paper whose invoice is made elsewhere: that it waits for it, and what was taken in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.billing.documents import portal
from desktop_crm.billing.queries import fiscal
from desktop_crm.billing.queries.fiscal import FiscalRow
from desktop_crm.billing.queries.rows import DocumentView
from desktop_crm.billing.rules.fiscal import key_name
from desktop_crm.billing.ui.fiscal_dialogs import FiscalDialog, PortalDialog
from desktop_crm.company.rules import law
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.opening import open_copy
from desktop_crm.widgets.strips import Strip


class FiscalStrip(QWidget):
    """Hidden where the paper is the invoice itself; `changed()` after the number was taken in."""

    def __init__(self, desk: Desk, changed: Callable[[], None]) -> None:
        super().__init__()
        self.desk, self.t, self._changed = desk, desk.t, changed
        self.view: DocumentView | None = None
        self.fiscal: FiscalRow | None = None
        self.strip: Strip | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_view(self, view: DocumentView) -> None:
        """Read what is known of its fiscal document."""
        self.view = view
        caller, document = self.desk.caller, view.row.id
        if view.facts is None or view.facts.is_fiscal:
            self._show(None)
            return
        self.desk.tasks.run_latest(self, "fiscal", lambda: fiscal.fiscal_of(caller, document), self._show)

    def _show(self, found: FiscalRow | None) -> None:
        if found == self.fiscal and (found is None) == (self.strip is None):
            return
        self.fiscal = found
        if self.strip is not None:
            self.strip.hide()
            self.strip.deleteLater()
            self.strip = None
        self.setVisible(found is not None)
        if found is not None:
            self.strip = self._awaited() if found.is_awaited else self._taken(found)
            self._layout.addWidget(self.strip)

    def _awaited(self) -> Strip:
        t, view = self.t, self.view
        assert view is not None
        assert view.facts is not None
        why = law.fiscal_elsewhere(view.facts.seller.address.country, view.facts.issued_on)
        strip = Strip(
            "warn", t.message(why) if why else "", title=t("Awaiting fiscal document"), icon="stamp"
        )
        strip.add_action(t("Data for the portal\u2026"), self.show_data)
        if self.desk.may("documents.issue"):
            strip.add_action(t("Take in\u2026"), self.take_in)
        return strip

    def _taken(self, found: FiscalRow) -> Strip:
        t = self.t
        parts = [t.formats.date_words(found.issued_on)] if found.issued_on else []
        if found.access_key:
            parts.append(t("{name} {key}", name=key_name(self._country()), key=found.access_key))
        title = t("Fiscal document {number}", number=found.number)
        strip = Strip("ok", "  \u00b7  ".join(parts), title=title, icon="stamp")
        for extension, digest in (("pdf", found.pdf_sha), ("xml", found.xml_sha)):
            if digest:
                strip.add_action(extension.upper(), partial(self._open, extension))
        if self.desk.may("documents.issue"):
            strip.add_action(t("Change\u2026"), self.take_in)
        return strip

    def _country(self) -> str:
        facts = self.view.facts if self.view else None
        return facts.seller.address.country if facts else ""

    def show_data(self) -> None:
        """What the portal asks for, to copy."""
        if self.view is not None and self.view.facts is not None:
            rows = portal.portal_rows(self.view.facts, self.t)
            PortalDialog(self.desk, rows, parent=self).open()

    def take_in(self) -> None:
        """Number, date, key, files."""
        if self.view is not None and self.fiscal is not None:
            FiscalDialog(
                self.desk, self.view, self.fiscal, self._country(), self._changed, parent=self
            ).open()

    def _open(self, extension: str) -> None:
        view, caller = self.view, self.desk.caller
        assert view is not None
        name = f"{view.row.number}.{extension}".replace("/", "-")
        self.desk.tasks.run(
            self,
            lambda: fiscal.fiscal_file(caller, view.row.id, extension),
            lambda data: open_copy(self.desk, name, data),
        )
