"""Papers whose keep time is over: counts and sums by year before anything goes, the record afterwards."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.app.listed import listed
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.labels import Label
from desktop_crm.workspace import purge_report
from desktop_crm.workspace.paper_purging import PaperPlan

_YEARS = 24
"""Lines of the list: eight years with three kinds of papers."""


class PapersDialog(ModalDialog):
    """What would go; the primary deletes it for good."""

    confirmed = Signal()

    def __init__(self, desk: Desk, plan: PaperPlan, parent: QWidget) -> None:
        t = desk.t
        super().__init__(
            t,
            t("Papers after their keep time"),
            t("No law makes you keep these papers any longer. They go for good: this cannot be taken back."),
            primary=t("Delete for good"),
            width=768,
            danger=True,
            parent=parent,
        )
        self.primary.setDefault(False)
        self.primary.setAutoDefault(False)
        self.primary.setEnabled(bool(plan.due))
        title = t.plural("{n} paper would go", "{n} papers would go", plan.count)
        self.add(listed(t, title, _by_year(t, plan), _YEARS))
        rules = sorted({t.message(case.time.reason) for case in plan.due})
        if rules:
            self.add(Label(t("Kept by: {rules}", rules="; ".join(rules)), "muted", wrap=True))
        if plan.staying:
            rows = [(t.message(words), t.formats.number(count)) for words, count in plan.staying.items()]
            self.add(listed(t, t("Old enough, but they stay"), rows))
        self.add(
            Label(
                t(
                    "Number, date, amounts and seals of each paper stay, so that the chain can be checked. "
                    "Gone are the papers with their files, payments and history. "
                    "A paper that you still need: on its page, More, Keep longer."
                ),
                "caption",
                wrap=True,
            )
        )
        self.blocks.addStretch(1)

    def first_focus(self) -> QWidget:
        """Cancel: Enter alone deletes nothing."""
        return self.cancel_button

    def accept_primary(self) -> None:
        """Yes, for good."""
        self.accept()
        self.confirmed.emit()


def _by_year(t: Translator, plan: PaperPlan) -> list[tuple[str, ...]]:
    return [
        (
            str(each.year),
            t.message(purge_report.counted(each.kind, each.count)),
            purge_report.gross_words(each, t),
        )
        for each in plan.sums
    ]


class PurgedDialog(ModalDialog):
    """What went, to be kept as the proof."""

    save_asked = Signal()

    def __init__(self, desk: Desk, papers: int, is_scrubbed: bool, parent: QWidget) -> None:
        t = desk.t
        super().__init__(
            t,
            t.plural("{n} paper deleted for good", "{n} papers deleted for good", papers),
            t("The record says which papers went by which rule. It names no customer."),
            primary=t("Save the record…"),
            cancel=t("Close"),
            parent=parent,
        )
        if not is_scrubbed:
            self.strip.set_text(
                t("The file could not be written anew yet; the next daily backup tries again.")
            )
            self.strip.show()
        self.add(
            Label(
                t(
                    "Backups made before still hold them until they are rotated out; "
                    "what is restored from one is purged again."
                ),
                "muted",
                wrap=True,
            )
        )
        self.blocks.addStretch(1)

    def accept_primary(self) -> None:
        """Ask where to write the record; the dialog stays until it is closed."""
        self.save_asked.emit()
