"""The demo does the whole main job twice with the same result and leaves strangers' files alone."""

from pathlib import Path

import pytest

from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import demo, opening
from tests.judges import schematron, verapdf


def test_it_does_the_main_job_and_again(tmp_path: Path, caller: Caller) -> None:
    done = demo.run(caller, tmp_path)
    steps = {step["step"]: step for step in done.steps}
    assert steps["import contacts"] | {"file": ""} == {
        "step": "import contacts", "added": 8, "duplicates": 1, "rejects": 2, "file": "",
    }  # fmt: skip
    assert steps["invoice issued"]["gross"] == "1572.01"
    assert steps["credit note issued"]["open_of_invoice"] == "750.22"
    assert steps["verified"]["findings"] == 0
    assert all(Path(file).stat().st_size for file in done.files)
    assert [path.name for path in tmp_path.iterdir() if path.suffix in (".crm", ".db")] == [demo.FILE]
    pdfs = {path.name: path.read_bytes() for path in tmp_path.glob("*.pdf")}
    again = demo.run(caller, tmp_path)
    assert again.steps == done.steps
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.pdf")} == pdfs


def test_a_firms_file_of_that_name_is_left_alone(tmp_path: Path, caller: Caller) -> None:
    path = tmp_path / demo.FILE
    opening.create(path)
    before = path.read_bytes()
    with pytest.raises(UserError):
        demo.run(caller, tmp_path)
    assert path.read_bytes() == before


@pytest.mark.judge
def test_its_papers_satisfy_the_judges(tmp_path: Path, caller: Caller) -> None:
    demo.run(caller, tmp_path)
    papers = {path.name: path.read_bytes() for path in tmp_path.glob("*.pdf")}
    assert len(papers) == 3
    assert {name: faults for name, faults in verapdf.faults(papers).items() if faults} == {}
    invoices = {path.name: path.read_bytes() for path in tmp_path.glob("*.xml")}
    assert {name: faults for name, faults in schematron.faults(invoices).items() if faults} == {}
