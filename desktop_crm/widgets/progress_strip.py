"""Progress of long jobs: a bar with words and Cancel, in a dialog or in the status line."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.values.messages import Message, Translator
from desktop_crm.widgets.buttons import IconButton
from desktop_crm.widgets.labels import ElidedLabel, IconMark, Label
from desktop_crm.widgets.painting import draw_box
from desktop_crm.widgets.tasks import Job, Tasks
from desktop_crm.widgets.theme import tokens


class ProgressBar(QWidget):
    """A bar 6 high; without a total it is half filled and still, which is honest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share: float | None = 0.0
        self.setFixedHeight(6)
        self.setMinimumWidth(80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_progress(self, done: int, total: int | None) -> None:
        """`done` of `total`."""
        self._share = min(1.0, done / total) if total else None
        self.setAccessibleDescription("" if self._share is None else f"{round(self._share * 100)} %")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        draw_box(painter, rect, fill=tokens().fill, radius=3)
        share = 0.5 if self._share is None else self._share
        if share > 0:
            draw_box(painter, QRectF(0, 0, max(6.0, rect.width() * share), 6), fill=tokens().accent, radius=3)


class JobPanel(QWidget):
    """What a job does, how far it is; follows the job's signals."""

    def __init__(self, t: Translator, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t, self.job = t, job
        self.what = ElidedLabel(job.title)
        self.count = Label("", "caption")
        self.bar = ProgressBar()
        self.bar.setAccessibleName(job.title)
        line = QHBoxLayout()
        line.addWidget(self.what, 1)
        line.addWidget(self.count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(line)
        layout.addWidget(self.bar)
        job.progressed.connect(self._show)

    def _show(self, done: int, total: int | None, what: Message | None) -> None:
        if what is not None:
            self.what.set_text(self.t.message(what))
        self.count.setText(
            self.t("{done} of {total}", done=done, total=total) if total else self.t.formats.number(done)
        )
        self.bar.set_progress(done, total)


class JobsLine(QWidget):
    """The status line's word about background jobs: none, or the oldest with its progress and Cancel."""

    changed = Signal()

    def __init__(self, t: Translator, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t, self._tasks = t, tasks
        self._job: Job | None = None
        self._mark = IconMark("check", "muted")
        self._words = Label("", "caption")
        self._bar = ProgressBar()
        self._bar.setFixedWidth(120)
        self._cancel = IconButton("x", t("Cancel"), self._cancel_job, compact=True)
        self._cancel.setFixedSize(22, 22)
        self._line = layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self._mark, self._words, self._bar, self._cancel):
            layout.addWidget(widget)
        tasks.jobs_changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        running = self._tasks.running
        job = running[0] if running else None
        if job is not None and job is not self._job:
            job.progressed.connect(self._progress)
            self._bar.set_progress(job.done, job.total)
        self._job = job
        more = f" +{len(running) - 1}" if len(running) > 1 else ""
        self._words.setText(job.title + more if job else self.t("No background jobs"))
        self._mark.set_icon("loader-circle" if job else "check")
        self._bar.setVisible(job is not None)
        self._cancel.setVisible(job is not None)
        self._line.activate()  # at once: the words are not to stand cut off until the next event
        self.changed.emit()

    def _progress(self, done: int, total: int | None, _what: Message | None) -> None:
        if self.sender() is self._job:
            self._bar.set_progress(done, total)

    def _cancel_job(self) -> None:
        if self._job is not None:
            self._job.cancel()
