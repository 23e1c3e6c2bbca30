"""A file of a stranger to an invoice: Factur-X PDF, CII or UBL, found out by what is inside.

Only what cannot be read at all is refused; what is merely wrong is named by `checking`.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pikepdf
from pikepdf.settings import set_qpdf_limits

from desktop_crm.einvoice import cii_reading, ubl_reading
from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.model import Invoice
from desktop_crm.einvoice.parsing import MB, XML_LIMIT, Node, parse
from desktop_crm.einvoice.profiles import Syntax, name_of
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

PDF_LIMIT: Final = 25 * MB
NAMES: Final = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml", "order-x.xml", "cii.xml")
"""How the invoice inside a PDF is called (Factur-X 1.0, ZUGFeRD 2), the likeliest first."""
EMPTY: Final = "PEPPOL-EN16931-R008"
_MAY_BE_EMPTY: Final = f"{{{cii_reading.RAM}}}ApplicableHeaderTradeDelivery"
_MOST_EMPTY: Final = 20
_UNPACKED: Final = 64 * MB
"""Bytes to which any packed stream may grow that opening a PDF needs: its objects and where they lie."""
_MOST_FILES: Final = 100
_VIRUS_TEST: Final = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
_PACKED: Final = (pikepdf.PdfError, zlib.error, ValueError, TypeError, KeyError, AttributeError)

# For the whole process, as the reader of PDFs has it: a file of 150 kB took 570 MB of memory before. Set
# while this is imported, before any other thread opens a PDF.
set_qpdf_limits(flate_max_memory=_UNPACKED, run_length_max_memory=_UNPACKED, max_stream_filters=4)


class NoInvoice(UserError):
    """A sound file that is no e-invoice: a PDF to look at."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What came in. `findings` are what could not be read; the rules are asked separately."""

    invoice: Invoice
    syntax: Syntax
    is_pdf: bool
    xml: bytes
    findings: tuple[Finding, ...]

    @property
    def format(self) -> str:
        """What the file says that it is."""
        return name_of(self.invoice.specification, self.syntax)


def open_invoice(data: bytes) -> Opened:
    """The invoice in the bytes of a file. Raises UserError for what is no e-invoice or unsafe to read."""
    if not data.strip():
        raise UserError(_("The file is empty"))
    _refuse_virus_test(data)
    is_pdf = data[:1024].lstrip().startswith(b"%PDF-")
    xml = _embedded(data) if is_pdf else data
    _refuse_virus_test(xml)
    root = parse(xml)
    findings: list[Finding] = []
    if root.tag == cii_reading.TAG:
        syntax: Syntax = "cii"
        invoice = cii_reading.read_cii(root, findings)
    elif root.tag in (ubl_reading.INVOICE_TAG, ubl_reading.CREDIT_NOTE_TAG):
        syntax = "ubl"
        invoice = ubl_reading.read_ubl(root, findings)
    else:
        raise _unknown(root)
    for each in invoice.attachments:
        _refuse_virus_test(each.content or b"")
    findings += _empty(root)
    return Opened(invoice, syntax, is_pdf, xml, tuple(findings))


def _empty(root: Node) -> Iterator[Finding]:
    """Elements that say nothing (PEPPOL-EN16931-R008)."""
    found = 0
    for node in root.iter():
        if len(node) or (node.text or "").strip() or node.tag == _MAY_BE_EMPTY:
            continue
        found += 1
        if found > _MOST_EMPTY:
            return
        name = str(node.tag).rpartition("}")[2][:60]
        yield Finding(EMPTY, "", _("An element of the file is empty: {name}", name=name))


def _unknown(root: Node) -> UserError:
    tag = str(root.tag).rpartition("}")[2][:60]
    if tag == "CrossIndustryDocument":
        return UserError(_("This is ZUGFeRD 1, which is older than the European norm: ask for ZUGFeRD 2"))
    return UserError(
        _("This is XML, but no e-invoice: its root is “{tag}”, not an invoice of CII or UBL", tag=tag)
    )


def _refuse_virus_test(data: bytes) -> None:
    """A virus scanner that finds this pattern in the firm's file would lock the file away."""
    if _VIRUS_TEST in data:
        raise UserError(_("The file holds the test pattern of virus scanners (EICAR): it is not taken in"))


def _embedded(data: bytes) -> bytes:
    """The XML inside a PDF."""
    if len(data) > PDF_LIMIT:
        raise UserError(_("A PDF of more than {most} MB is not read", most=PDF_LIMIT // MB))
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return _attached(pdf)
    except pikepdf.PasswordError:
        raise UserError(_("This PDF is locked by a password: ask for one without")) from None
    except _PACKED:
        raise UserError(_("This PDF is damaged and cannot be read")) from None


def _attached(pdf: pikepdf.Pdf) -> bytes:
    files = pdf.attachments
    names = list(files)[:_MOST_FILES]
    names.sort(key=_likeliness)
    for name in names:
        if not name.lower().endswith(".xml"):
            continue
        content = _unpacked(files[name].get_file().obj)
        if name.lower() in NAMES or b"CrossIndustryInvoice" in content or b"oasis:names" in content:
            return content
    raise NoInvoice(_("This PDF carries no e-invoice: it is only a picture of one"))


def _likeliness(name: str) -> tuple[int, str]:
    lower = name.lower()
    return (NAMES.index(lower) if lower in NAMES else len(NAMES), lower)


def _unpacked(stream: pikepdf.Object) -> bytes:
    """The bytes of an embedded file; what would unpack to more than an invoice is never unpacked."""
    raw, filters = stream.read_raw_bytes(), stream.get("/Filter")
    names = [] if filters is None else [filters] if isinstance(filters, pikepdf.Name) else list(filters)
    for name in names:
        if name != pikepdf.Name.FlateDecode or "/DecodeParms" in stream:
            raise UserError(_("The e-invoice inside this PDF is packed in a way that is not read"))
        packer = zlib.decompressobj()
        raw = packer.decompress(raw, XML_LIMIT + 1)
        if packer.unconsumed_tail:
            raise UserError(_("An e-invoice of more than {most} MB is not read", most=XML_LIMIT // MB))
    return raw
