"""The right column of a ticket: customer, concern, handling, files, what else is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.contacts.queries import AttachmentRow
from desktop_crm.support.queries import TicketRow, TicketView
from desktop_crm.support.rules.tickets import STATUS_WORDS
from desktop_crm.support.ui.assignee_input import assignee_input
from desktop_crm.support.ui.customer_facts import CustomerFacts, money_facts
from desktop_crm.support.ui.words import (
    category_choices,
    due_role,
    due_words,
    priority_choices,
    status_choices,
)
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.buttons import IconButton
from desktop_crm.widgets.cards import Card, FactGrid, LinkRow
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.focus_keeping import keeps_focus
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import ChoiceInput, DateInput, TextInput
from desktop_crm.widgets.labels import Avatar, ElidedLabel, Hairline, Label


class FactsPanel(QWidget):
    """`edited(name, value)` for each change; `opened(kind, id)` for links."""

    edited = Signal(str, object)
    opened = Signal(str, int)
    file_opened = Signal(int)
    attach_asked = Signal()
    change_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.t = desk, desk.t
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 16, 24, 16)
        self._layout.setSpacing(8)
        self._customer()
        change = IconButton(
            "pencil", self.t("Change subject, customer and document…"), self.change_asked.emit, compact=True
        )
        self._concern_box = self._section(self.t("Concerns"), change)
        self._handling()
        self._files()
        self._others_box = self._section(self.t("Also open"))
        self._layout.addStretch(1)

    def _section(self, title: str, action: QWidget | None = None) -> QWidget:
        """A hairline, a heading, and an empty column for what follows; hidden while empty."""
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(6)
        column.addWidget(Hairline())
        head = QHBoxLayout()
        head.addWidget(Label(title, "strong"), 1)
        if action is not None:
            head.addWidget(action)
        column.addLayout(head)
        inner = QWidget()
        inner.setObjectName("rows")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        column.addWidget(inner)
        self._layout.addWidget(whole)
        return whole

    def _customer(self) -> None:
        t = self.t
        self._avatar = Avatar("", 32)
        self._name = Label("", "strong", wrap=True)
        self._address = ElidedLabel("", "caption")
        self._open = IconButton(
            "external-link",
            t("Open the contact"),
            lambda: self.opened.emit("contact", self._contact),
            compact=True,
        )
        self._contact = 0
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._address)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._avatar)
        line.addLayout(words, 1)
        line.addWidget(self._open)
        self._money = FactGrid(label_width=96)
        self._layout.addWidget(Label(t("Customer"), "strong"))
        self._layout.addLayout(line)
        self._layout.addWidget(self._money)

    def _handling(self) -> None:
        t, desk = self.t, self.desk
        box = self._section(t("Handling"))
        self.form = form = Form(t, roomy=False)
        form.add("status", t("Status"), ChoiceInput(compact=True))
        form.add("priority", t("Priority"), ChoiceInput(priority_choices(t), compact=True), span=5)
        form.add("category", t("Category"), ChoiceInput(category_choices(t), compact=True), span=7)
        form.add("assignee", t("Assigned to"), assignee_input(desk, compact=True))
        form.add("due_on", t("Due"), DateInput(t, desk.today))
        for name in ("due_on", "assignee"):
            form[name].setFixedHeight(28)
        for name in ("status", "priority", "category"):
            form[name].changed.connect(lambda name=name: self._edit(name))
        typed = ["due_on"]
        if isinstance(form["assignee"], TextInput):
            typed.append("assignee")
        else:
            form["assignee"].changed.connect(lambda: self._edit("assignee"))
        for name in typed:
            form[name].editingFinished.connect(lambda name=name: self._edit(name))
        _rows(box).addWidget(form)

    def _files(self) -> None:
        t = self.t
        add = IconButton("paperclip", t("Attach files\u2026"), self.attach_asked.emit, compact=True)
        self._files_box = self._section(t("Files"), add)

    def _edit(self, name: str) -> None:
        try:
            value = self.form.value(name)
        except UserError as error:
            self.form.show_error(error)
            return
        self.form.clear_errors([name])
        self.edited.emit(name, value)

    # showing

    @keeps_focus
    def show_ticket(
        self,
        view: TicketView,
        customer: CustomerFacts,
        files: Sequence[AttachmentRow],
        others: Sequence[TicketRow],
    ) -> None:
        """All facts of a ticket."""
        t, draft, today = self.t, view.draft, self.desk.today()
        self._contact = draft.contact_id or 0
        self._avatar.set_name(view.contact_name)
        self._name.setText(view.contact_name)
        self._address.set_text(customer.mail)
        self._money.set_facts(money_facts(t, customer))
        self.form["status"].set_choices(status_choices(t, draft.status))
        self.form.refresh(
            status=draft.status,
            priority=draft.priority,
            category=draft.category,
            due_on=draft.due_on,
            assignee=draft.assignee,
        )
        live_due = due_words(t, draft.due_on, today) if draft.is_live else ""
        late = due_role(draft.due_on, today, live=draft.is_live) == "bad"
        self.form.field("due_on").set_help("" if late else live_due)
        self.form.field("due_on").help.set_error(live_due if late else None)
        self.form.field("due_on").help.setVisible(bool(live_due))
        self._fill(self._concern_box, self._concern(view))
        self._fill(self._files_box, [self._file(row) for row in files], keep=True)
        self._fill(self._others_box, [self._other(row) for row in others])

    def _concern(self, view: TicketView) -> list[QWidget]:
        draft = view.draft
        if draft.document_id is None:
            return [Label(self.t("No document"), "caption")]
        document, t = draft.document_id, self.t
        line = t("{number}, line {n}", number=view.document_number, n=draft.line) if draft.line else ""
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(ElidedLabel(line or view.document_number, "strong"))
        if view.line_text:
            words.addWidget(Label(view.line_text.split("\n")[0], "caption", wrap=True))
        button = IconButton(
            "external-link",
            t("Open {number}", number=view.document_number),
            lambda: self.opened.emit("invoice", document),
            compact=True,
        )
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(button)
        card = Card(padding=12)
        card.add(row)
        return [card]

    def _file(self, row: AttachmentRow) -> QWidget:
        size = self.t.formats.size(row.size)
        return LinkRow(row.name, "", size, run=lambda: self.file_opened.emit(row.id))

    def _other(self, row: TicketRow) -> QWidget:
        state = self.t.message(STATUS_WORDS[row.status])
        return LinkRow(
            row.subject, f"{row.number}  \u00b7  {state}", run=lambda: self.opened.emit("ticket", row.id)
        )

    def _fill(self, section: QWidget, widgets: Sequence[QWidget], *, keep: bool = False) -> None:
        rows = _rows(section)
        while (item := rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for widget in widgets:
            rows.addWidget(widget)
        if keep and not widgets:
            hint = Label(self.t("Drop files anywhere on this page"), "caption", wrap=True)
            rows.addWidget(hint)
        section.setVisible(keep or bool(widgets))


def _rows(section: QWidget) -> Any:
    inner = section.findChild(QWidget, "rows")
    assert inner is not None
    return inner.layout()
