"""The norm's own rules (CEN for UBL, Factur-X for CII) on what is written, and on what must fail."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from desktop_crm.billing.documents import einvoice
from desktop_crm.einvoice.checking import check, check_opened
from desktop_crm.einvoice.cii_writing import write_cii
from desktop_crm.einvoice.model import Invoice, Preceding
from desktop_crm.einvoice.opening import open_invoice
from desktop_crm.einvoice.profiles import PROFILES, XRECHNUNG_CII, Profile
from desktop_crm.einvoice.ubl_writing import write_ubl
from tests.billing.documents.test_einvoice import everything
from tests.einvoice import samples
from tests.judges import schematron

pytestmark = [pytest.mark.judge, pytest.mark.slow]
OWN_NAME = "FX-SCH-A-000556"
"""Factur-X's rules for EN 16931 know that profile's name alone; XRECHNUNG takes all the others."""


def written(invoice: Invoice, profile: Profile) -> bytes:
    return write_cii(invoice) if profile.syntax == "cii" else write_ubl(invoice)


def judged(files: dict[str, bytes]) -> dict[str, list[str]]:
    """The faults of each file that has any."""
    found = {}
    for name, faults in schematron.faults(files).items():
        german = name.startswith(XRECHNUNG_CII.key + ":")
        if rest := [fault for fault in faults if not (german and fault.startswith(OWN_NAME))]:
            found[name] = rest
    return found


def test_every_paper_of_ours_passes_in_every_format() -> None:
    files = {
        f"{key}: {name}": einvoice.write(facts, profile)
        for key, profile in PROFILES.items()
        for name, facts in everything().items()
        if key != "cii"  # judged beside its own tests
    }
    assert judged(files) == {}


def test_every_category_and_kind_passes_in_every_format() -> None:
    files = {}
    for key, profile in PROFILES.items():
        for category in samples.RATES:
            files[f"{key}: {category}"] = written(samples.invoice(category, profile), profile)
        for kind in ("381", "384", "386", "326"):
            before = (Preceding(number="R-0", issued_on=samples.invoice().issued_on),)
            invoice = samples.invoice(profile=profile, type=kind, preceding=before)
            files[f"{key}: {kind}"] = written(invoice, profile)
        rich = samples.rich()
        files[f"{key}: rich"] = written(
            replace(rich, specification=profile.specification, process=profile.process), profile
        )
    assert judged(files) == {}


def test_files_that_must_fail_do_fail_and_say_why(shared: Path) -> None:
    wanted = {
        "cii_taxbasis.xml": "BR-CO-13",
        "peppol_qty.xml": "PEPPOL-EN16931-R120",
        "qty7_line100.xml": "PEPPOL-EN16931-R120",
        "tax_off_by_090.xml": "BR-CO-17",
        "ubl_noid.xml": "BR-02",
        "ubl_payable.xml": "BR-CO-16",
    }
    folder = shared / "data/einvoice/must-fail"
    assert {path.name for path in folder.iterdir()} == wanted.keys()
    for name, rule in wanted.items():
        found = check_opened(open_invoice((folder / name).read_bytes()))
        assert rule in {each.rule for each in found if not each.is_warning}, name


def test_official_invoices_that_the_judge_passes_break_only_what_it_does_not_ask(shared: Path) -> None:
    """The judge never multiplies quantity by price: that is all that we may say more."""
    paths = {path.name: path for path in samples.official(shared)}
    opened = {name: open_invoice(path.read_bytes()) for name, path in paths.items()}
    passed = schematron.faults({name: each.xml for name, each in opened.items()})
    more = ("PEPPOL-EN16931-R120", "PEPPOL-EN16931-R040")
    for name, each in opened.items():
        rules = {found.rule for found in check_opened(each) if not found.is_warning}
        if not passed[name]:
            assert rules <= set(more), (name, rules)
    assert sum(not faults for faults in passed.values()) > 30


def test_whatever_the_judge_refuses_is_named_by_us_too() -> None:
    """Each element of a rich invoice taken out in its turn, in both syntaxes."""
    files: dict[str, bytes] = {}
    for write in (write_cii, write_ubl):
        root = etree.fromstring(write(samples.rich()))
        paths = [root.getroottree().getelementpath(node) for node in root.iter()][1:]
        for path in paths:
            copy = deepcopy(root)
            node = copy.find(path)
            node.getparent().remove(node)
            files[f"{write.__name__} {path}"] = etree.tostring(copy)
    unnamed = {
        name: faults
        for name, faults in schematron.faults(files).items()
        if any(fault.startswith("BR-") for fault in faults) and not check_opened(open_invoice(files[name]))
    }
    assert len(files) > 300
    assert unnamed == {}


def test_what_we_write_passes_our_own_rules_too() -> None:
    for key, profile in PROFILES.items():
        assert check(samples.invoice(profile=profile), profile) == (), key
