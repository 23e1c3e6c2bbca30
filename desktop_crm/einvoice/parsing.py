"""Bytes of strangers to an XML tree: no DTD, no entities, no network, neither deep nor huge."""

from __future__ import annotations

from typing import Final

from lxml import etree

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

MB: Final = 1_000_000
XML_LIMIT: Final = 10 * MB
MAX_DEPTH: Final = 100
MAX_ELEMENTS: Final = 1_000_000
_CHUNK: Final = 64 * 1024
_DOCTYPE: Final = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))

Node = etree._Element


def parse(data: bytes) -> Node:
    """The root element. Raises UserError for what is empty, too large, too deep, no XML, or has a DTD."""
    if not data.strip():
        raise UserError(_("The file is empty"))
    if len(data) > XML_LIMIT:
        raise UserError(_("An e-invoice of more than {most} MB is not read", most=XML_LIMIT // MB))
    if any(mark in data for mark in _DOCTYPE):
        raise _dtd()
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        _feed(parser, data)
        root = parser.close()
    except etree.XMLSyntaxError as error:
        if "Excessive depth" in str(error):  # libxml2 gives up before our own count
            raise _deep() from None
        line, column = error.position
        raise UserError(
            _("This is no readable XML: line {line}, column {column}", line=line, column=column)
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _dtd()
    return root


def _feed(parser: etree.XMLPullParser, data: bytes) -> None:
    """In pieces, so that a tree is given up as soon as it grows too deep or too large."""
    depth = elements = 0
    for start in range(0, len(data), _CHUNK):
        parser.feed(data[start : start + _CHUNK])
        for event, _node in parser.read_events():
            if event == "end":
                depth -= 1
                continue
            depth, elements = depth + 1, elements + 1
            if depth > MAX_DEPTH:
                raise _deep()
            if elements > MAX_ELEMENTS:
                raise UserError(_("The XML has more than {most} parts: no invoice has", most=MAX_ELEMENTS))


def _deep() -> UserError:
    return UserError(_("The XML is nested more than {most} deep: no invoice is", most=MAX_DEPTH))


def _dtd() -> UserError:
    return UserError(_("The XML declares a document type (DTD), which no e-invoice may: it is not read"))
