"""Is a package as it was written? Chosen, checked in the background, the first changed file named."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.accounting.queries import handovers
from desktop_crm.accounting.queries.handovers import HandoverRow
from desktop_crm.accounting.ui.span_picker import span_words
from desktop_crm.files.seal_checking import Checked, check_sealed
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import TextInput
from desktop_crm.widgets.strips import Strip
from desktop_crm.widgets.tasks import Job


class VerifyDialog(ModalDialog):
    """A package of one's own or of anybody: it needs nothing but the file. A seal that was written down
    elsewhere is compared, also typed after the file was checked."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        t = desk.t
        super().__init__(
            t,
            t("Check a package"),
            t("Whether every file in it is as it was written. Choose it, or drop it here."),
            primary=t("Choose a package…"),
            cancel=t("Close"),
            width=560,
            parent=parent,
        )
        self.desk = desk
        self.name = ""
        self.checked: Checked | None = None
        self._known: HandoverRow | None = None
        self._job: Job | None = None
        self._turn = 0
        self.setAcceptDrops(True)
        self.form = Form(t, roomy=False)
        self.form.add("seal", t("Its seal, if it was written down"), TextInput())
        self.form.changed.connect(lambda _name: self._tell())
        self.add(self.form)
        self.good, self.bad, self.waits = Strip("ok"), Strip("bad"), Strip("info")
        for each in (self.good, self.bad, self.waits):
            each.hide()
            self.add(each)
        self.stop_button = Button(t("Stop"), self.stop, icon="x")
        self.stop_button.hide()
        self.add_side_act(self.stop_button)

    def first_focus(self) -> QWidget:
        """Enter chooses a file."""
        return self.primary

    def accept_primary(self) -> None:
        """Ask which file it is."""
        folder = Path.home() / "Documents"
        kinds = f"{self.t('ZIP files (*.zip)')};;{self.t('All files')} (*)"
        start = str(folder if folder.is_dir() else Path.home())
        chosen, _kind = QFileDialog.getOpenFileName(self, self.t("Check a package"), start, kinds)
        if chosen:
            self.check(Path(chosen))

    def check(self, path: Path) -> None:
        """Look at all of it, while the window stays free."""
        caller = self.desk.caller
        self.stop()
        turn = self._turn
        self.name, self.checked = path.name, None
        self._show(self.waits, self.t("{name} is being checked…", name=path.name))
        self.stop_button.show()
        self._job = self.desk.tasks.start(
            self,
            self.t("Checking {name}", name=path.name),
            lambda progress: (check_sealed(path, progress), handovers.list_handovers(caller, 1000)),
            lambda found: self._done(turn, *found),
            lambda error: self._refused(turn, error),
        )

    def stop(self) -> None:
        """Leave the check that runs; what it found in the same moment is not told either."""
        self._turn += 1
        if self._job is not None:
            self._job.cancel()
        self._job = None
        self.stop_button.hide()
        self._show(None, "")

    def reject(self) -> None:
        """A check that runs ends with the dialog."""
        self.stop()
        super().reject()

    def _done(self, turn: int, checked: Checked, rows: list[HandoverRow]) -> None:
        if turn != self._turn:
            return
        self._job = None
        self.stop_button.hide()
        self.checked = checked
        self._known = next((row for row in rows if row.seal == checked.seal), None)
        self._tell()

    def _refused(self, turn: int, error: UserError) -> None:
        if turn != self._turn:
            return
        self._job = None
        self.stop_button.hide()
        self._show(self.bad, self.t.message(error.message))

    def _tell(self) -> None:
        """What was found; the first changed file by its name."""
        found, t = self.checked, self.t
        if found is None:
            return
        if found.flaws:
            first, more = found.flaws[0], len(found.flaws) - 1
            words = ": ".join(filter(None, (first.name, t.message(first.message))))
            words += t.plural(" ({n} more finding)", " ({n} more findings)", more) if more else ""
            self._show(self.bad, words, self.name)
            return
        wanted = "".join(str(self.form.value("seal") or "").split()).lower()
        if wanted and wanted != found.seal:
            self._show(self.bad, t("This is another package: its seal is {seal}", seal=found.seal), self.name)
            return
        said = [t.plural("{n} file is as it was written", "{n} files are as they were written", found.files)]
        if wanted:
            said.append(t("The seal is the one that was written down"))
        if self._known is not None:
            made = t.formats.date_words(self._known.made_on)
            said.append(t("Made here on {day}: {days}", day=made, days=span_words(t, self._known.span)))
        self._show(self.good, "\n".join(said), self.name)

    def _show(self, shown: Strip | None, words: str, title: str = "") -> None:
        for each in (self.good, self.bad, self.waits):
            each.setVisible(each is shown)
        if shown is not None:
            shown.set_text(words, title)

    # files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _first(event.mimeData().urls()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _first(event.mimeData().urls())
        if path is not None:
            event.acceptProposedAction()
            self.check(path)


def _first(urls: list[QUrl]) -> Path | None:
    """The first file or folder that was dragged."""
    return next((Path(each.toLocalFile()) for each in urls if each.isLocalFile()), None)
