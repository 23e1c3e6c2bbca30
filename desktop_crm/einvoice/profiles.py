"""What an e-invoice claims to be: syntax and rules, told by its specification identifier (BT-24)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Syntax = Literal["cii", "ubl"]
EN16931: Final = "urn:cen.eu:en16931:2017"
XRECHNUNG: Final = f"{EN16931}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
PEPPOL: Final = f"{EN16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PEPPOL_PROCESS: Final = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One way to write an invoice. `is_german` and `is_peppol` say whose rules join those of the norm."""

    key: str
    name: str
    syntax: Syntax
    specification: str  # BT-24
    process: str = ""  # BT-23
    is_german: bool = False
    is_peppol: bool = False


CII: Final = Profile(key="cii", name="Factur-X / ZUGFeRD (EN 16931)", syntax="cii", specification=EN16931)
UBL: Final = Profile(key="ubl", name="UBL (EN 16931)", syntax="ubl", specification=EN16931)
XRECHNUNG_CII: Final = Profile(
    key="xrechnung",
    name="XRechnung 3.0 (CII)",
    syntax="cii",
    specification=XRECHNUNG,
    process=PEPPOL_PROCESS,
    is_german=True,
)
XRECHNUNG_UBL: Final = Profile(
    key="xrechnung-ubl",
    name="XRechnung 3.0 (UBL)",
    syntax="ubl",
    specification=XRECHNUNG,
    process=PEPPOL_PROCESS,
    is_german=True,
)
PEPPOL_UBL: Final = Profile(
    key="peppol",
    name="Peppol BIS Billing 3.0 (UBL)",
    syntax="ubl",
    specification=PEPPOL,
    process=PEPPOL_PROCESS,
    is_peppol=True,
)
PROFILES: Final = {each.key: each for each in (CII, XRECHNUNG_CII, XRECHNUNG_UBL, UBL, PEPPOL_UBL)}
"""By the word that commands and settings use."""

FACTUR_X: Final = {
    EN16931: "EN 16931",
    f"{EN16931}#compliant#urn:factur-x.eu:1p0:basic": "BASIC",
    "urn:factur-x.eu:1p0:basicwl": "BASIC WL",
    "urn:factur-x.eu:1p0:minimum": "MINIMUM",
    f"{EN16931}#conformant#urn:factur-x.eu:1p0:extended": "EXTENDED",
}
"""Names of Factur-X's own profiles by BT-24."""
WITHOUT_LINES: Final = frozenset(("BASIC WL", "MINIMUM"))
"""No invoice to the norm: they carry no lines."""


def is_german(specification: str) -> bool:
    """Whether BT-24 is one of XRechnung, whatever its version."""
    return "xrechnung" in specification.lower()


def is_german_since_3(specification: str) -> bool:
    """Whether it is XRechnung 3 or later, which asks for electronic addresses and the process."""
    found = re.search(r"xrechnung_(\d+)", specification.lower())
    return found is not None and int(found[1]) >= 3


def is_peppol(specification: str) -> bool:
    """Whether BT-24 is one of Peppol BIS Billing 3."""
    return "urn:fdc:peppol.eu:2017:poacc:billing:3.0" in specification


def name_of(specification: str, syntax: Syntax) -> str:
    """What a file is called that says this of itself; the identifier itself where nobody knows it."""
    for profile in PROFILES.values():
        if profile.specification == specification and profile.syntax == syntax:
            return profile.name
    if is_german(specification):
        return f"XRechnung ({syntax.upper()})"
    if specification in FACTUR_X:
        return f"Factur-X {FACTUR_X[specification]}"
    return specification
