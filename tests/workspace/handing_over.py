"""What the verbs for the accountant are given in the prepared firm."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from desktop_crm.accounting.rules.accounts import Books
from desktop_crm.accounting.service import Wanted
from desktop_crm.company.rules.periods import year_of
from tests.faults.firms import TODAY
from tests.workspace.act import Act, adds


def target() -> Path:
    """A name in a folder of its own."""
    return Path(tempfile.mkdtemp(prefix="crm-")) / "package.zip"


ACTS: Mapping[str, Act] = {
    "accounting.hand_over": adds("refused", wanted=Wanted(span=year_of(TODAY)), target=target, today=TODAY),
    "accounting.set_books": adds("nothing", told=Books(chart="SKR04")),
}
