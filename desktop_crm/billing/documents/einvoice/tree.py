"""Small words for writing CII: elements in their namespaces, dates, amounts, decimals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from lxml import etree

from desktop_crm.billing.documents.wrapping import SOFT_HYPHEN, clean

RSM: Final = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
RAM: Final = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
UDT: Final = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
QDT: Final = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100"
SPACES: Final = {"rsm": RSM, "ram": RAM, "udt": UDT, "qdt": QDT}

Node = etree._Element


def under(parent: Node, *names: str) -> Node:
    """New elements in `ram`, one below the other; the last is returned."""
    for name in names:
        parent = etree.SubElement(parent, f"{{{RAM}}}{name}")
    return parent


def say(parent: Node, path: str, text: str, **attributes: str) -> None:
    """Write a text at `path` ("A/B") below `parent`; an empty one writes nothing."""
    if not (text := shown(text)):
        return
    node = under(parent, *path.split("/"))
    node.text = text
    for name, value in attributes.items():
        node.set(name, value)


def shown(text: str) -> str:
    """A text as XML may hold it: no control characters, no marks of direction, no optional hyphens."""
    return clean(text).replace(SOFT_HYPHEN, "").strip()


def say_date(parent: Node, path: str, day: date | None, space: str = UDT) -> None:
    """A day in format 102 (yyyymmdd)."""
    if day is not None:
        node = etree.SubElement(under(parent, *path.split("/")), f"{{{space}}}DateTimeString", format="102")
        node.text = f"{day:%Y%m%d}"


def decimal(value: Decimal) -> str:
    """Without exponent and idle zeros."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
