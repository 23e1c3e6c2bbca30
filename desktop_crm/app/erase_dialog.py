"""What erasing a person does, before and after: what goes, what the law keeps until when, where else they
stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.app.listed import listed
from desktop_crm.values.messages import Translator
from desktop_crm.values.personal import Kept
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.labels import Label
from desktop_crm.workspace.erasing import ErasurePlan, Mention
from desktop_crm.workspace.erasure_report import paper_word
from desktop_crm.workspace.finding import KINDS


class EraseDialog(ModalDialog):
    """The list before anything happens; the primary erases for good."""

    confirmed = Signal()
    save_asked = Signal()

    def __init__(self, desk: Desk, plan: ErasurePlan, parent: QWidget) -> None:
        t = desk.t
        super().__init__(
            t,
            t("Erase {name}?", name=plan.name),
            t("For good: this cannot be taken back. Read what goes and what stays."),
            primary=t("Erase for good"),
            width=768,
            danger=True,
            parent=parent,
        )
        self.primary.setDefault(False)
        self.primary.setAutoDefault(False)
        self.add_side_act(Button(t("Save the list…"), self.save_asked.emit, icon="download"))
        self.add(listed(t, t("This is erased"), _going(t, plan)))
        if plan.kept:
            self.add(_papers(t, plan.kept))
        else:
            self.add(_note(t("No paper must be kept: nothing of this person stays.")))
        if plan.mentions:
            self.add(_mentions(t, plan.mentions))
        self.add(
            _note(
                t(
                    "Backups made before still hold the person until they are rotated out; "
                    "whoever is restored from one is erased again."
                )
            )
        )
        self.blocks.addStretch(1)

    def first_focus(self) -> QWidget:
        """Cancel: Enter alone erases nobody."""
        return self.cancel_button

    def accept_primary(self) -> None:
        """Yes, for good."""
        self.accept()
        self.confirmed.emit()


class ErasedDialog(ModalDialog):
    """The same list afterwards, to be kept as the proof."""

    save_asked = Signal()

    def __init__(self, desk: Desk, done: ErasurePlan, parent: QWidget) -> None:
        t = desk.t
        super().__init__(
            t,
            t("Erased"),
            t("The list is the proof that you did it. It does not name the person."),
            primary=t("Save the list…"),
            cancel=t("Close"),
            width=768,
            parent=parent,
        )
        if not done.is_scrubbed:
            self.strip.set_text(
                t("The file could not be written anew yet; the next daily backup tries again.")
            )
            self.strip.show()
        self.add(listed(t, t("This was erased"), _going(t, done)))
        if done.kept:
            self.add(_papers(t, done.kept))
        self.blocks.addStretch(1)

    def accept_primary(self) -> None:
        """Ask where to write the list; the dialog stays until it is closed."""
        self.save_asked.emit()


def _going(t: Translator, plan: ErasurePlan) -> Iterator[tuple[str, ...]]:
    yield t("The contact itself, and everything that finds it"), ""
    for what, count in plan.counts.items():
        yield t.message(what), t.formats.number(count)
    if plan.changes:
        yield t("Lines of the log of changes"), t.formats.number(plan.changes)


def _papers(t: Translator, kept: Sequence[Kept]) -> QWidget:
    title = t.plural(
        "The law keeps {n} paper, with what was printed on it",
        "The law keeps {n} papers, with what was printed on them",
        len(kept),
    )
    rows = [
        (
            f"{t.message(paper_word(each.kind))} {each.number}",
            t.formats.date_words(each.issued_on),
            t("until {day}", day=each.until),
            t.message(each.reason),
        )
        for each in kept
    ]
    return listed(t, title, rows)


def _mentions(t: Translator, mentions: Sequence[Mention]) -> QWidget:
    title = t("The name or address also stands here: decide yourself")
    return listed(t, title, ((t.message(KINDS[each.kind]), each.title) for each in mentions))


def _note(text: str) -> Label:
    return Label(text, "muted", wrap=True)
