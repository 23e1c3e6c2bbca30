"""E-invoices of what was issued: in any format, one by one or many at once as a folder or a ZIP."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from desktop_crm.billing import queries
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.service.sending import file_name
from desktop_crm.files.saving import check_place, save_file
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.progress import SILENT, Progress

if TYPE_CHECKING:
    from desktop_crm.einvoice.findings import Finding

OWN: Final = ""
"""As each customer wants it: the PDF with the e-invoice inside, or the XML of their format."""
PDF: Final = "pdf"
_HYBRID: Final = frozenset(("", "cii"))
"""Formats that travel inside the PDF."""


@dataclass(frozen=True, slots=True)
class EInvoiceFile:
    """One file, ready to be written. `lacks` are the rules of its format that it breaks: nobody asked for
    what another format demands when it was issued."""

    name: str
    content: bytes
    extension: Literal["pdf", "xml"]
    lacks: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Batch:
    """What was written, what was left out: (number, reason), and what lacks something that its format
    demands."""

    path: Path
    files: list[str] = field(default_factory=list)
    left_out: list[tuple[str, Message]] = field(default_factory=list)
    incomplete: list[tuple[str, tuple[Finding, ...]]] = field(default_factory=list)


@rights.needs("documents.read")
def einvoice(caller: Caller, document_id: int, key: str = OWN) -> EInvoiceFile:
    """The e-invoice of an issued paper: the bytes sealed at issue where they are of this format, else written
    from the sealed facts.

    Raises UserError for a draft, for another format than there are, and for what EN 16931 cannot express.
    """
    from desktop_crm.billing.documents import einvoice as formats

    view = queries.get_document(caller, document_id, date.max)
    if view.facts is None:
        raise UserError(_("Issue it first: a draft has no e-invoice"), "id")
    refused = _why_none(view.facts)
    if refused is not None:
        raise UserError(refused, "id")
    wanted = view.facts.einvoice if key == OWN else key
    if key == PDF or (key == OWN and wanted in _HYBRID):
        return EInvoiceFile(file_name(caller, document_id), queries.stored_pdf(caller, document_id), "pdf")
    profile = formats.profile_of(wanted)
    name = file_name(caller, document_id, "xml")
    if view.has_xml and formats.suits(view.facts, profile):
        return EInvoiceFile(name, queries.stored_xml(caller, document_id), "xml")
    formats.check_xml_sums(view.facts)
    content = formats.write(view.facts, profile)
    return EInvoiceFile(name, content, "xml", _broken_rules(content))


def _broken_rules(content: bytes) -> tuple[Finding, ...]:
    from desktop_crm.einvoice.checking import check_opened
    from desktop_crm.einvoice.opening import open_invoice

    return tuple(each for each in check_opened(open_invoice(content)) if not each.is_warning)


def _why_none(facts: DocumentFacts) -> Message | None:
    from desktop_crm.billing.documents import einvoice as formats

    if not formats.has_xml(facts):
        return formats.why_no_xml(facts) or _("This paper is no invoice: it has no e-invoice")
    return None


@rights.needs("exports.read")
def export_einvoices(
    caller: Caller,
    ids: Sequence[int],
    target: Path,
    key: str = OWN,
    *,
    progress: Progress = SILENT,
) -> Batch:
    """Write the e-invoices of these papers into a folder, or into a new ZIP where `target` ends in .zip.

    What has none is left out and named. Raises UserError where nothing is left or the place cannot be
    written; Cancelled leaves nothing behind.
    """
    if target.suffix.lower() == ".zip":
        return _zipped(caller, ids, target, key, progress)
    return _in_folder(caller, ids, target, key, progress)


def _made(
    caller: Caller, ids: Sequence[int], key: str, batch: Batch, progress: Progress
) -> Iterator[EInvoiceFile]:
    """One after the other, under names that none has twice; NotFound and refusals are noted."""
    used: set[str] = set()
    for done, document_id in enumerate(ids):
        progress.step(done, len(ids), _("Writing e-invoices"))
        try:
            made = einvoice(caller, document_id, key)
        except UserError as error:
            if error.field == "--format":
                raise
            batch.left_out.append((_number(caller, document_id), error.message))
            continue
        if made.lacks:
            batch.incomplete.append((_number(caller, document_id), made.lacks))
        name = _free(made.name, used)
        used.add(name.lower())
        batch.files.append(name)
        yield replace(made, name=name)
    progress.step(len(ids), len(ids))


def _number(caller: Caller, document_id: int) -> str:
    return queries.get_document(caller, document_id, date.max).row.number or str(document_id)


def _free(name: str, used: set[str]) -> str:
    """The name, or the first of "name (2).xml" that is not used."""
    path, number, found = Path(name), 2, name
    while found.lower() in used:
        found = f"{path.stem} ({number}){path.suffix}"
        number += 1
    return found


def _zipped(caller: Caller, ids: Sequence[int], target: Path, key: str, progress: Progress) -> Batch:
    check_place(target)
    batch, held = Batch(target), io.BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as file:
        for made in _made(caller, ids, key, batch, progress):
            entry = ZipInfo(made.name)  # without the time of day: the same papers are the same bytes
            entry.compress_type = ZIP_DEFLATED
            file.writestr(entry, made.content)
    _need_some(batch)
    batch.path = save_file(target, held.getvalue())
    return batch


def _in_folder(caller: Caller, ids: Sequence[int], target: Path, key: str, progress: Progress) -> Batch:
    try:
        target.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = _("“{path}” cannot be written: {reason}", path=str(target), reason=reason)
        raise UserError(message, "OUT") from None
    batch = Batch(target)
    undo: list[Callable[[], object]] = []
    try:
        for made in _made(caller, ids, key, batch, progress):
            path = target / made.name
            if not path.exists():
                undo.append(path.unlink)
            save_file(path, made.content)
        _need_some(batch)
    except BaseException:
        for take_back in undo:
            with suppress(OSError):
                take_back()
        raise
    return batch


def _need_some(batch: Batch) -> None:
    if not batch.files:
        reason = batch.left_out[0][1] if batch.left_out else _("Nothing was issued in this period")
        raise UserError(_("There is no e-invoice to write. {reason}", reason=reason))
