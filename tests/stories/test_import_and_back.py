"""A thousand customers out of a spreadsheet, looked at, taken in, and taken back without a trace."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Answer, Run, crm, run
from tests.cli.test_main_job import CUSTOMER, FIRM, PAPER

__all__ = ["crm", "run"]

ROWS, TWICE, BAD = 1000, 12, 5


def spreadsheet() -> bytes:
    """A thousand rows as Excel writes them where the comma is decimal: semicolons, BOM, quotes, breaks.

    Twelve repeat an earlier customer (another spelling of the name, the same mail); five cannot be right.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Nome", "E-mail", "Telefone", "Rua", "Cidade", "País", "Limite", "Cliente desde", "Obs"])
    good = ROWS - TWICE - BAD
    for n in range(good):
        note = 'Prefere "e-mail"; não telefona\nàs segundas' if n % 50 == 0 else ""
        writer.writerow([
            f"Cliente Número {n} Ltda", f"cliente{n}@exemplo.example", f"(11) 3{n:07d}", f"Rua {n}; casa 2",
            "São Paulo", "Brasil", f"{n}.{n % 1000:03d},50" if n > 999 else f"{n},50", "03/02/2019", note,
        ])  # fmt: skip
    for n in range(TWICE):
        writer.writerow(
            [f"CLIENTE NÚMERO {n} LTDA.", f"cliente{n}@exemplo.example", "", "", "", "", "", "", ""]
        )
    writer.writerow(["", "", "", "Rua sem dono", "São Paulo", "Brasil", "1,50", "", ""])
    writer.writerow(["Sem Arroba Ltda", "sem-arroba", "", "", "", "Brasil", "", "", ""])
    writer.writerow(["Sem Dia Ltda", "dia@exemplo.example", "", "", "", "Brasil", "", "31/02/2020", ""])
    writer.writerow(["Sem Valor Ltda", "valor@exemplo.example", "", "", "", "Brasil", "muito", "", ""])
    writer.writerow(
        ["Demais Ltda", "demais@exemplo.example", "", "", "", "Brasil", "", "", "", "uma célula a mais"]
    )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def done(answer: Answer) -> Any:
    assert answer.code == 0, answer.err
    return answer.json


def exported(crm: Run, folder: Path, name: str) -> bytes:
    done(crm("contacts", "export", folder / name))
    return (folder / name).read_bytes()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "clientes.csv"
    path.write_bytes(spreadsheet())
    return path


def test_a_thousand_rows_come_in_as_foreseen_and_go_again_without_a_trace(
    crm: Run, sheet: Path, tmp_path: Path
) -> None:
    done(crm("company", "set", "-", stdin='{"name": "Harbour Lane", "country": "IE"}'))
    done(crm("contacts", "new", "-", stdin='{"kind": "company", "name": "Kestrel", "mail": "k@k.example"}'))
    before = exported(crm, tmp_path, "before.csv")

    foreseen = done(crm("contacts", "import", sheet, "--dry-run"))
    assert (foreseen["added"], len(foreseen["duplicates"]), len(foreseen["rejects"])) == (983, TWICE, BAD)
    assert exported(crm, tmp_path, "looked.csv") == before  # looking wrote nothing

    rejects = tmp_path / "rejects.csv"
    came = done(crm("contacts", "import", sheet, "--rejects", rejects))
    for key in ("added", "duplicates", "known", "rejects"):
        assert came[key] == foreseen[key], key
    assert all(each["reasons"] for each in came["rejects"])
    reasons = " ".join(reason for each in came["rejects"] for reason in each["reasons"])
    for word in ("no name", "sem-arroba", "31/02/2020", "muito", "uma célula a mais"):
        assert word in reasons, word
    left = list(csv.reader(io.StringIO(rejects.read_text(encoding="utf-8-sig"), newline=""), delimiter=";"))
    assert len(left) == 1 + TWICE + BAD
    assert all(line[2] for line in left[1:])

    (job,) = done(crm("import", "list"))
    assert (job["id"], job["kind"], job["file"], job["added"], job["remaining"]) == (
        came["job"], "contacts", "clientes.csv", 983, 983,
    )  # fmt: skip
    assert done(crm("contacts", "import", sheet))["added"] == 0  # the same file once more adds nothing

    report = done(crm("import", "undo", came["job"]))
    assert report == {"removed": 983, "restored": 0, "kept": []}
    assert exported(crm, tmp_path, "after.csv") == before
    assert crm("import", "undo", came["job"]).code == 1
    assert done(crm("verify"))["ok"]
    told = [each["act"] for each in done(crm("trail", "list", "--kind", "import"))]
    assert told == ["import_undone", "imported"]


def test_what_was_changed_or_used_since_stays_and_is_listed(crm: Run, sheet: Path, tmp_path: Path) -> None:
    done(crm("company", "set", "-", stdin='{"name": "Harbour Lane", "country": "IE"}'))
    job = done(crm("contacts", "import", sheet))["job"]
    done(crm("ticket", "new", "-", stdin=json.dumps(
        {"customer": "Cliente Número 7 Ltda", "subject": "Late", "text": "Where?"})))  # fmt: skip
    report = done(crm("import", "undo", job))
    assert report["removed"] == 982
    (kept,) = report["kept"]
    assert kept["name"] == "Cliente Número 7 Ltda"
    assert kept["reason"]
    assert [row["name"] for row in done(crm("contacts", "list"))] == ["Cliente Número 7 Ltda"]


def sums(crm: Run) -> list[tuple[str, ...]]:
    """What every paper comes to: number, state, total, open."""
    rows = done(crm("invoice", "list"))
    assert len(rows) == 3
    return [(row["number"], row["state"], row["gross"], row["open"]) for row in rows]


@pytest.mark.file  # a server's disk is the server's
def test_a_damaged_file_is_refused_and_its_backup_has_the_same_counts_and_sums(
    crm: Run, run: Run, sheet: Path, tmp_path: Path
) -> None:
    done(crm("company", "set", "-", stdin=json.dumps(FIRM)))
    done(crm("contacts", "import", sheet))
    done(crm("contacts", "new", "-", stdin=json.dumps(CUSTOMER)))
    for amount in ("19.99", "1249.90", "0.05"):
        lines = [{"description": "Work", "qty": "1", "price": amount, "category": "S", "rate": "23"}]
        draft = done(crm("invoice", "new", "-", stdin=json.dumps({**PAPER, "lines": lines})))
        done(crm("invoice", "issue", draft["id"]))
    before, papers = exported(crm, tmp_path, "before.csv"), sums(crm)
    done(crm("backup", tmp_path / "copy.crm"))

    firm = tmp_path / "firm.crm"
    content = bytearray(firm.read_bytes())
    for at in range(4096, len(content), 4096):  # every page but the first says something else
        content[at : at + 8] = b"\xff" * 8
    firm.write_bytes(content)
    told = crm("contacts", "list")
    assert (told.code, told.out) == (1, "")
    assert "damaged" in told.err
    assert firm.read_bytes() == content  # looked at, not touched

    restored = tmp_path / "restored.crm"
    done(crm("restore", tmp_path / "copy.crm", "--to", restored, "--last-invoice", papers[0][0]))

    def there(*words: object, **options: Any) -> Answer:
        return run("--database", restored, "--json", *words, **options)

    assert exported(there, tmp_path, "after.csv") == before
    assert sums(there) == papers
    assert done(there("verify"))["ok"]
