"""What other programs make of our tables: LibreOffice opens CSV and sheets as they were meant."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from desktop_crm.accounting.documents import generic
from desktop_crm.accounting.rules.tables import Cell, Table, columns
from desktop_crm.values.messages import _, translator_for
from tests.conftest import OFFICE_IS_ABSENT

pytestmark = pytest.mark.slow
COLUMNS = columns(
    ("number", "text", _("Number")),
    ("day", "date", _("Day")),
    ("amount", "amount", _("Amount")),
    ("customer", "text", _("Customer")),
)
ROWS: list[Sequence[Cell]] = [
    ("2026-0001", date(2026, 3, 2), Decimal("1234.50"), 'Müller, "Söhne"; Şişli'),
    ("0042", date(2026, 12, 31), Decimal("-0.05"), '=HYPERLINK("http://x")'),
]


@pytest.fixture
def office() -> str:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip(OFFICE_IS_ABSENT)
    return found


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_libreoffice_reads_what_was_meant(office: str, ending: str, tmp_path: Path) -> None:
    table = Table("journal", _("Sales journal"), COLUMNS, ROWS)
    made = generic.table_csv(table) if ending == "csv" else generic.table_xlsx(table, translator_for("en"))
    source = tmp_path / f"journal.{ending}"
    source.write_bytes(made)
    out = tmp_path / "out"
    given = ["--infilter=CSV:44,34,UTF8,1,1/2/2/5/3/1/4/2"] if ending == "csv" else []
    subprocess.run(
        [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", *given, "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,UTF8,1,,0,false,false", "--outdir", str(out), str(source)],
        check=True, timeout=180, capture_output=True,
    )  # fmt: skip
    rows = list(csv.reader((out / "journal.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["number", "day", "amount", "customer"]
    # Cells as they are, not as they are shown: dates are days and amounts numbers, whatever the language.
    first, second = rows[1], rows[2]
    assert (first[1], second[1]) == ("2026-03-02", "2026-12-31")
    assert (Decimal(first[2]), Decimal(second[2])) == (Decimal("1234.5"), Decimal("-0.05"))
    assert (first[0], second[0]) == ("2026-0001", "0042")  # no number: its zeros stay
    assert first[3] == 'Müller, "Söhne"; Şişli'
    assert second[3].lstrip("'").startswith("=HYPERLINK")  # a text, not a link
