"""The first and the last view of an import: a file is wanted; what came in, and how it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.contacts.queries import JobRow
from desktop_crm.contacts.service import ImportReport
from desktop_crm.contacts.ui.words import local_day
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import EmptyState, LinkRow, SectionHead, Stat, StatStrip
from desktop_crm.widgets.page import row


class ImportStart(QWidget):
    """Drop or choose a file; below, earlier imports that can still be taken back."""

    def __init__(self, t: Translator, choose: Callable[[], None], undo: Callable[[int], None]) -> None:
        super().__init__()
        self.t, self._undo = t, undo
        self.choose_button = Button(t("Choose a file…"), choose, kind="primary", icon="folder-open")
        state = EmptyState(
            "upload",
            t("Drop a file here"),
            t("Google Contacts, Outlook, any CSV or Excel table, or vCard. First comes a trial run."),
            self.choose_button,
            note=t("Nothing is written until you press Import."),
        )
        self._earlier = QVBoxLayout()
        self._earlier.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(state, 1)
        layout.addLayout(self._earlier)

    def show_jobs(self, jobs: list[JobRow]) -> None:
        """Those of which something is left."""
        t = self.t
        live = [job for job in jobs if job.state == "done" and job.remaining]
        if live:
            self._earlier.addWidget(SectionHead(t("Earlier imports"), count=len(live), small=True))
        for job in live:
            words = t.plural("{n} contact", "{n} contacts", job.remaining)
            day = t.formats.date_words(local_day(job.started_at))
            run = partial(self._undo, job.id)
            self._earlier.addWidget(LinkRow(job.name, words, day, t("Take back…"), run=run))


class ImportResult(QWidget):
    """What came in; `undo` is None when nothing did."""

    def __init__(
        self,
        t: Translator,
        report: ImportReport,
        undo: Callable[[], None] | None,
        another: Callable[[], None],
    ) -> None:
        super().__init__()
        number = t.formats.number
        left_out = len(report.of("duplicate")) + len(report.of("known"))
        rejected = len(report.of("reject"))
        completed = [Stat(t("Completed"), number(report.completed), t("there already, with gaps"), role="ok")]
        strip = StatStrip(
            [
                Stat(t("Added"), number(report.added), t("contacts from the file"), role="ok"),
                *(completed if report.completed else []),
                Stat(t("Companies"), number(report.companies), t("made for their people")),
                Stat(t("Left out"), number(left_out), t("duplicates and known ones")),
                Stat(t("Rejected"), number(rejected), t("with reasons"), role="bad" if rejected else None),
            ]
        )
        other = Button(t("Import another file"), another, kind="link", icon="upload")
        acts = [other]
        if undo is not None:
            acts.insert(0, Button(t("Take the import back…"), undo, icon="undo-2"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(strip)
        layout.addWidget(row(*acts, None))
        layout.addStretch(1)
