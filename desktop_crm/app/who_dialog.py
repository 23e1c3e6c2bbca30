"""Who is in, since when, where the file lies, and whether locks and reads reach everybody."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.database.presence import Person
from desktop_crm.values.dates import utc_now
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.cards import Card, SettingRow
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.labels import Hairline, Label
from desktop_crm.widgets.strips import Strip, Tone
from desktop_crm.workspace.opening import FolderState, Workspace

EVERY = 1_000


class WhoDialog(ModalDialog):
    """Stays as it was opened, but for those who come and go."""

    def __init__(self, t: Translator, workspace: Workspace, parent: QWidget) -> None:
        profile = workspace.database.profile
        super().__init__(t, t("Who is in"), workspace.name, primary=t("Close"), width=560, parent=parent)
        self.cancel_button.hide()
        self._workspace = workspace
        self._shown: FolderState | None = None
        self.people = QVBoxLayout()
        self.people.setSpacing(0)
        self.check = QVBoxLayout()
        self.add(self.people)
        self.add(self.check)
        place = Label(t.message(profile.title), "muted")
        where = t("Database") if workspace.is_on_server else t("Where the file lies")
        self.add(_card(SettingRow(where, str(workspace.place), place)))
        self.add(Label(t.message(profile.reason), "muted", wrap=True))
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self.refresh()

    def accept_primary(self) -> None:
        self.accept()

    def refresh(self) -> None:
        """Take what is known now."""
        self._show(self._workspace.folder)

    def _show(self, folder: FolderState) -> None:
        if folder == self._shown:
            return
        self._shown = folder
        _clear(self.people)
        _clear(self.check)
        rows: list[QWidget] = []
        for person in folder.people:
            if rows:
                rows.append(Hairline())
            rows.append(self._row(person))
        if rows:
            self.people.addWidget(_card(*rows))
        tone, text = self._verdict(folder)
        if text:
            self.check.addWidget(Strip(tone, text))

    def _row(self, person: Person) -> SettingRow:
        t = self.t
        since = Label(_since(t, person.since) if person.since else "", "muted")
        name = t("{name} (you)", name=person.name) if person.here else person.name
        return SettingRow(name, person.computer, since)

    def _verdict(self, folder: FolderState) -> tuple[Tone, str]:
        t = self.t
        if folder.refusal is not None:
            return ("warn" if folder.state == "gone" else "bad"), t.message(folder.refusal)
        if folder.state == "unclear":
            return "info", t("Somebody has just come in: whether locks and reads reach them is being tried.")
        others = len(folder.people) > 1
        if self._workspace.is_on_server:
            return "info", "" if others or not folder.people else t("Nobody else is in.")
        if others:
            return "ok", t("Locks and reads reach everybody who is in.")
        return "info", t("Nobody else has this file open.") if folder.people else ""


def _card(*rows: QWidget) -> Card:
    """Rows that bring their own room above and below."""
    card = Card(*rows, gap=0)
    card.body.setContentsMargins(16, 4, 16, 4)
    return card


def _since(t: Translator, written: str) -> str:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:  # somebody else wrote it
        return t("since {when}", when=written)
    if moment.astimezone().date() == utc_now().astimezone().date():
        return t("since {time}", time=t.formats.time(moment))
    return t("since {when}", when=t.formats.moment(moment))


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
