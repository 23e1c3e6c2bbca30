"""The XMP packet: PDF/A-3 conformance A, PDF/UA part 1 and, with an e-invoice, Factur-X, each with its
extension schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.sax.saxutils import escape

CREATOR: Final = "Desktop CRM"
PRODUCER: Final = "Desktop CRM (ReportLab, pikepdf)"
FX: Final = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>{creator}</xmp:CreatorTool><xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate></rdf:Description>
{facturx}<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag>{schemas}</rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""

_SCHEMA = (
    '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{name}</pdfaSchema:schema>'
    "<pdfaSchema:namespaceURI>{uri}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
    "<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
)
_PROPERTY = (
    '<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
    "<pdfaProperty:valueType>{kind}</pdfaProperty:valueType><pdfaProperty:category>{category}</pdfaProperty:category>"
    "<pdfaProperty:description>{text}</pdfaProperty:description></rdf:li>"
)


def _schema(name: str, uri: str, prefix: str, *properties: tuple[str, str, str, str]) -> str:
    listed = "".join(
        _PROPERTY.format(name=one, kind=kind, category=category, text=text)
        for one, kind, category, text in properties
    )
    return _SCHEMA.format(name=name, uri=uri, prefix=prefix, properties=listed)


_UA_SCHEMA: Final = _schema(
    "PDF/UA Universal Accessibility Schema",
    "http://www.aiim.org/pdfua/ns/id/",
    "pdfuaid",
    ("part", "Integer", "internal", "Indicates, which part of ISO 14289 standard is followed"),
)
_FX_SCHEMA: Final = _schema(
    "Factur-X PDFA Extension Schema",
    FX,
    "fx",
    ("DocumentFileName", "Text", "external", "name of the embedded XML invoice file"),
    ("DocumentType", "Text", "external", "INVOICE"),
    ("Version", "Text", "external", "The actual version of the Factur-X XML schema"),
    ("ConformanceLevel", "Text", "external", "The conformance level of the embedded Factur-X data"),
)
_FX: Final = (
    f'<rdf:Description rdf:about="" xmlns:fx="{FX}"><fx:DocumentType>INVOICE</fx:DocumentType>'
    "<fx:DocumentFileName>{file_name}</fx:DocumentFileName><fx:Version>{version}</fx:Version>"
    "<fx:ConformanceLevel>{level}</fx:ConformanceLevel></rdf:Description>\n"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What the file says of the e-invoice inside it."""

    file_name: str
    version: str
    level: str


FACTUR_X: Final = Claim("factur-x.xml", "1.0", "EN 16931")
XRECHNUNG: Final = Claim("xrechnung.xml", "3.0", "XRECHNUNG")


def packet(
    title: str, author: str, subject: str, language: str, day: date, claim: Claim | None = None
) -> bytes:
    """The metadata stream of a paper; `day` stands for its time of creation."""
    facturx = (
        ""
        if claim is None
        else _FX.format(file_name=claim.file_name, version=claim.version, level=claim.level)
    )
    return _PACKET.format(
        title=escape(title),
        author=escape(author),
        subject=escape(subject),
        language=language.replace("_", "-"),
        producer=PRODUCER,
        creator=CREATOR,
        moment=f"{day.isoformat()}T00:00:00Z",
        facturx=facturx,
        schemas=_UA_SCHEMA + (_FX_SCHEMA if claim else ""),
    ).encode()
