"""Files that are dropped or chosen come in as received invoices; what is none says so and changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.einvoice.opening import NoInvoice
from desktop_crm.expenses import service
from desktop_crm.files.guards import ATTACHMENT_LIMIT, read_limited
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message
from desktop_crm.values.progress import Progress
from desktop_crm.widgets.desk import Desk

_ENDINGS: Final = (".pdf", ".xml")


@dataclass(slots=True)
class Outcome:
    """What became of some files: ids of the new ones and of those that were there, refusals by file, PDFs
    that are no e-invoices."""

    new: list[int] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    refused: list[tuple[str, Message]] = field(default_factory=list)
    receipts: list[Path] = field(default_factory=list)
    not_ours: list[tuple[str, Message]] = field(default_factory=list)


def invoices_in(data: QMimeData) -> list[Path]:
    """The files among what is dragged that may be e-invoices."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in _ENDINGS]


def ask_files(desk: Desk, owner: QWidget) -> None:
    """Choose files and take them in."""
    kinds = desk.t("E-invoices (*.pdf *.xml)")
    paths, _kind = QFileDialog.getOpenFileNames(owner, desk.t("Take in e-invoices"), "", kinds)
    if paths:
        take_files(desk, owner, [Path(path) for path in paths])


def take_files(desk: Desk, owner: QWidget, paths: Sequence[Path]) -> None:
    """Take these in as a job that can be cancelled; then open the one, or tell how many there were."""
    if not desk.may("received.take_in") or not paths:
        return
    caller, title = desk.caller, desk.t("Take in e-invoices")
    desk.tasks.start(
        owner, title, lambda progress: _take_all(caller, paths, progress), lambda done: _told(desk, done)
    )


def _take_all(caller: Caller, paths: Sequence[Path], progress: Progress) -> Outcome:
    """Each file is whole for itself: what came in before a refusal or Cancel stays."""
    outcome = Outcome()
    for done, path in enumerate(paths):
        progress.step(done, len(paths))
        try:
            taken = service.take_in(caller, path.name, read_limited(path, ATTACHMENT_LIMIT))
        except UserError as error:
            if isinstance(error, NoInvoice) and path.suffix.lower() == ".pdf":
                outcome.receipts.append(path)
            outcome.refused.append((path.name, error.message))
            continue
        (outcome.new if taken.is_new else outcome.known).append(taken.id)
        if taken.not_ours is not None:
            outcome.not_ours.append((path.name, taken.not_ours))
    progress.step(len(paths), len(paths))
    return outcome


def _told(desk: Desk, outcome: Outcome) -> None:
    t, taken = desk.t, [*outcome.new, *outcome.known]
    are_receipts = bool(outcome.receipts) and len(outcome.receipts) == len(outcome.refused)
    if are_receipts and not taken and desk.may("expenses.change"):
        desk.go("expense:new", {"files": outcome.receipts})
        return
    if outcome.refused:
        name, message = outcome.refused[0]
        desk.notices.refused(f"{name}: {t.message(message)}")
    if len(taken) == 1:
        desk.go("received_invoice", taken[0])
        if outcome.known and not outcome.refused:
            desk.notices.done(t("This file was taken in before"))
    elif taken:
        desk.go("received", None)
        if outcome.not_ours and not outcome.refused:
            name, message = outcome.not_ours[0]
            others = len(outcome.not_ours) - 1
            more = f", {t.plural('and {n} more', 'and {n} more', others)}" if others else ""
            desk.notices.refused(f"{name}: {t.message(message)}{more}")
        elif not outcome.refused:
            count = len(outcome.new)
            desk.notices.done(t.plural("{n} e-invoice taken in", "{n} e-invoices taken in", count))
