"""The second pass: structure tree, XMP, colour profile and XML go into the drawn page in one parse and one
save.

ISO 19005-3 (PDF/A-3, conformance A), ISO 14289-1 (PDF/UA-1) and Factur-X 1.0 for the attachment. The bytes
depend on the facts alone: dates come from the paper, the file's id from its contents.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from desktop_crm.billing.documents import xmp
from desktop_crm.billing.documents.tagged import Element, TaggedCanvas


@dataclass(frozen=True, slots=True)
class Embedded:
    """The e-invoice inside a paper: CII, by the rules of Factur-X or by those of XRechnung."""

    xml: bytes
    is_german: bool = False

    @property
    def name(self) -> str:
        return xmp.XRECHNUNG.file_name if self.is_german else xmp.FACTUR_X.file_name

    @property
    def claim(self) -> xmp.Claim:
        return xmp.XRECHNUNG if self.is_german else xmp.FACTUR_X


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file says about itself. `day` stands for the time of creation, so that the same facts are
    the same bytes.
    """

    title: str
    author: str
    subject: str
    language: str
    day: date


@dataclass(frozen=True, slots=True)
class Supplement:
    """A file that goes along with the paper."""

    name: str
    media_type: str
    content: bytes


def finish(
    canvas: TaggedCanvas,
    properties: Properties,
    inside: Embedded | None,
    supplements: Sequence[Supplement] = (),
) -> bytes:
    """The drawn document as PDF/A-3a and PDF/UA-1, with the e-invoice attached as its machine-readable
    alternative.
    """
    with Pdf.open(io.BytesIO(canvas.finish())) as pdf:
        _write_structure(pdf, canvas)
        _write_catalog(pdf, properties)
        _attach(pdf, inside, supplements, properties.day)
        _write_metadata(pdf, properties, inside)
        out = io.BytesIO()
        pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            force_version="1.7",
            compress_streams=True,
            fix_metadata_version=False,
        )
    return out.getvalue()


def _write_structure(pdf: Pdf, canvas: TaggedCanvas) -> None:
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    pages: list[pikepdf.Object] = [page.obj for page in pdf.pages]
    made: dict[int, pikepdf.Object] = {}
    root.K = _element(pdf, canvas.root, root, pages, made)
    numbers = Array()
    for index, (page, marks) in enumerate(zip(pages, canvas.marks, strict=True)):
        page.StructParents = index
        page.Tabs = Name.S
        if "/Trans" in page:
            del page["/Trans"]
        numbers.append(index)
        numbers.append(pdf.make_indirect(Array([made[id(element)] for element in marks])))
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(pages)
    pdf.Root.StructTreeRoot = root


def _element(
    pdf: Pdf,
    element: Element,
    parent: pikepdf.Object,
    pages: list[pikepdf.Object],
    made: dict[int, pikepdf.Object],
) -> pikepdf.Object:
    entries: dict[str, object] = {"/S": Name("/" + element.tag), "/P": parent}
    if element.alt:
        entries["/Alt"] = String(element.alt)
    if element.language:
        entries["/Lang"] = String(element.language)
    attributes = _attributes(element)
    if attributes is not None:
        entries["/A"] = attributes
    item = pdf.make_indirect(Dictionary(entries))
    made[id(element)] = item
    kids = element.kids
    if kids and isinstance(kids[0], tuple):
        item.Pg = pages[kids[0][0]]
    if len(kids) == 1 and isinstance(kids[0], tuple):
        item.K = kids[0][1]
    elif kids:
        item.K = Array([_kid(pdf, kid, item, pages, made) for kid in kids])
    return item


def _kid(
    pdf: Pdf,
    kid: Element | tuple[int, int],
    item: pikepdf.Object,
    pages: list[pikepdf.Object],
    made: dict[int, pikepdf.Object],
) -> pikepdf.Object:
    if isinstance(kid, Element):
        return _element(pdf, kid, item, pages, made)
    return Dictionary(Type=Name.MCR, Pg=pages[kid[0]], MCID=kid[1])


def _attributes(element: Element) -> pikepdf.Object | None:
    if element.box is not None:
        return Dictionary(
            O=Name.Layout, Placement=Name.Block, BBox=Array([round(side, 2) for side in element.box])
        )
    if not (element.scope or element.summary or element.span > 1):
        return None
    table = Dictionary(O=Name.Table)
    if element.scope:
        table.Scope = Name("/" + element.scope)
    if element.span > 1:
        table.ColSpan = element.span
    if element.summary:
        table.Summary = String(element.summary)
    return table


def _write_catalog(pdf: Pdf, properties: Properties) -> None:
    root = pdf.Root
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.Lang = String(properties.language.replace("_", "-"))
    profile = pdf.make_stream(_profile(), N=3, Filter=Name.FlateDecode)
    root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
                Info=String("sRGB IEC61966-2.1"),
                DestOutputProfile=profile,
            )
        ]
    )


@lru_cache(maxsize=1)
def _profile() -> bytes:
    """The sRGB profile that pikepdf ships (zlib licence), compressed."""
    path = Path(pikepdf.__file__).parent / "pdfa" / "data" / "sRGB.icc"
    return zlib.compress(path.read_bytes(), 9)


def _attach(pdf: Pdf, inside: Embedded | None, supplements: Sequence[Supplement], day: date) -> None:
    """The e-invoice as the paper's other form, files that were appended as supplements; sorted by name."""
    specs: dict[str, pikepdf.Object] = {}
    if inside is not None:
        specs[inside.name] = _file(pdf, inside.name, "text/xml", inside.xml, day, Name.Alternative,
                                   "Factur-X/ZUGFeRD invoice")  # fmt: skip
    for number, each in enumerate(supplements, start=1):
        name = each.name if each.name not in specs else f"{number} {each.name}"
        specs[name] = _file(pdf, name, each.media_type, each.content, day, Name.Supplement, each.name)
    if not specs:
        return
    pdf.Root.AF = Array(list(specs.values()))
    listed = [part for name in sorted(specs) for part in (String(name), specs[name])]
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array(listed)))


def _file(
    pdf: Pdf, name: str, media_type: str, content: bytes, day: date, relation: pikepdf.Object, words: str
) -> pikepdf.Object:
    moment = String(f"D:{day:%Y%m%d}000000Z")
    file = pdf.make_stream(
        zlib.compress(content, 6),
        Type=Name.EmbeddedFile,
        Subtype=Name("/" + media_type),
        Filter=Name.FlateDecode,
        Params=Dictionary(Size=len(content), ModDate=moment, CreationDate=moment),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(name),
            UF=String(name),
            AFRelationship=relation,
            Desc=String(words),
            EF=Dictionary(F=file, UF=file),
        )
    )


def _write_metadata(pdf: Pdf, properties: Properties, inside: Embedded | None) -> None:
    moment = String(f"D:{properties.day:%Y%m%d}000000Z")
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=String(properties.title),
            Author=String(properties.author),
            Subject=String(properties.subject),
            Creator=String(xmp.CREATOR),
            Producer=String(xmp.PRODUCER),
            CreationDate=moment,
            ModDate=moment,
        )
    )
    packet = xmp.packet(
        properties.title,
        properties.author,
        properties.subject,
        properties.language,
        properties.day,
        None if inside is None else inside.claim,
    )
    pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
