"""The import on a real database, from the file to taking it back."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_crm.contacts import queries
from desktop_crm.contacts import service as contact_service
from desktop_crm.contacts.ui.import_page import ImportPage
from desktop_crm.values.paging import ListView
from desktop_crm.values.progress import Progress
from desktop_crm.widgets.cards import LinkRow
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.kept_dialog import KeptDialog
from desktop_crm.widgets.labels import ElidedLabel
from tests.contacts.ui.conftest import CALLER, Went, settle, write

TABLE = """Firma;E-Mail;Telefon;Ort
Müller Werkzeugbau GmbH;info@mueller.example;+49 7031 000 12;Böblingen
Otto Großmann;otto@grossmann.example;;Berlin
Kaputt GmbH;keine-mail;;Ulm
São Bento Conservas;geral@sbento.example;239 000 118;Coimbra
"""


def names() -> list[str]:
    return [row.name for row in queries.list_contacts(CALLER, ListView()).rows(0, 100)]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write(tmp_path / "kunden.csv", TABLE)


def test_the_trial_run_counts_every_row_and_writes_nothing(
    qtbot: QtBot, desk: Desk, people: dict[str, int], table: Path
) -> None:
    page = ImportPage(desk, table)
    settle(qtbot, page)
    assert page.preview is not None
    plan = page.preview.plan
    counts = [plan.count(status) for status in ("new", "duplicate", "known", "reject")]
    assert counts == [2, 1, 0, 1]
    assert sum(counts) == len(plan.file.records)
    assert page.primary.text() == "Import 2 contacts"
    assert len(names()) == 4


def test_the_import_takes_in_what_is_new_and_is_taken_back(
    qtbot: QtBot, desk: Desk, people: dict[str, int], table: Path, went: Went
) -> None:
    page = ImportPage(desk, table)
    settle(qtbot, page)
    page.primary.click()
    assert {"Müller Werkzeugbau GmbH", "São Bento Conservas"} <= set(names())
    assert page.report is not None
    assert page.report.added == 2
    page.primary.click()
    assert went == [("contacts", None)]
    assert page.report.job_id is not None
    page.undo(page.report.job_id)
    assert len(names()) == 4


def test_the_same_file_again_adds_nothing(
    qtbot: QtBot, desk: Desk, people: dict[str, int], table: Path
) -> None:
    for _turn in range(2):
        page = ImportPage(desk, table)
        settle(qtbot, page)
        page.start()
    assert len(names()) == 6
    assert not page.primary.isEnabled()
    assert page.preview is not None
    assert page.preview.plan.count("known") == 2


def test_another_column_goes_elsewhere_and_counts_follow(qtbot: QtBot, desk: Desk, table: Path) -> None:
    page = ImportPage(desk, table)
    settle(qtbot, page)
    assert page.preview is not None
    assert page.preview.mapping is not None
    control = page.preview.mapping.inputs["E-Mail"]
    assert control.value() == "mail"
    control.set_value("")
    control.changed.emit()
    assert page.preview.plan.count("reject") == 0
    assert page.preview.plan.count("new") == 4


def test_the_trial_run_shows_the_rows_as_they_will_stand(qtbot: QtBot, desk: Desk, table: Path) -> None:
    page = ImportPage(desk, table)
    settle(qtbot, page)
    assert page.preview is not None
    new = [each.record for each in page.preview.plan.outcomes if each.status == "new"]
    shown = [label.text for label in page.preview.coming.findChildren(ElidedLabel)]
    assert new
    assert all(record.draft.name in shown for record in new)
    assert all(record.draft.mail in shown for record in new if record.draft.mail)


def test_likely_duplicates_and_doubtful_values_come_in_on_request(
    qtbot: QtBot, desk: Desk, people: dict[str, int], table: Path
) -> None:
    page = ImportPage(desk, table)
    settle(qtbot, page)
    assert page.preview is not None
    for choice in (page.preview.duplicates, page.preview.doubtful):
        choice.set_value(True)
        choice.changed.emit()
    assert page.preview.plan.count("new") == 4
    page.start()
    assert names().count("Otto Großmann") == 2


def test_rejects_are_saved_with_their_reasons(
    qtbot: QtBot, desk: Desk, people: dict[str, int], table: Path, tmp_path: Path
) -> None:
    page = ImportPage(desk, table)
    settle(qtbot, page)
    page.save_rejects(tmp_path / "rejects.csv")
    text = (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    assert len(rows) == 3
    assert any("keine-mail" in cell for cell in rows[2])


def test_cancel_takes_everything_back(
    qtbot: QtBot, desk: Desk, people: dict[str, int], table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ImportPage(desk, table)
    settle(qtbot, page)
    from desktop_crm.widgets import tasks

    steps: list[int] = []
    step = tasks.JobProgress.step

    def stop_while_saving(self: Progress, done: int, total: int | None = None, what: object = None) -> None:
        steps.append(done)
        if len(steps) > 1:
            self._job.cancel()  # type: ignore[attr-defined]
        step(self, done, total, what)  # type: ignore[arg-type]

    monkeypatch.setattr(tasks.JobProgress, "step", stop_while_saving)
    page.start()
    assert len(steps) > 1
    assert page.report is None
    assert len(names()) == 4


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.csv", b""), ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(64)), ("half.xlsx", b"PK\x03\x04cut")],
    ids=["empty", "picture", "truncated"],
)
def test_a_file_that_is_none_is_refused_in_words(
    qtbot: QtBot, desk: Desk, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    page = ImportPage(desk, path)
    settle(qtbot, page)
    assert page.trouble.isVisible()
    assert page.trouble.text
    assert page.preview is None
    assert page.choose_button.isVisible()


def test_an_earlier_import_can_be_taken_back(qtbot: QtBot, desk: Desk, table: Path) -> None:
    first = ImportPage(desk, table)
    settle(qtbot, first)
    first.start()
    page = ImportPage(desk)
    settle(qtbot, page)
    rows = [row for row in page.findChildren(LinkRow) if row.isVisible()]
    assert len(rows) == 1
    assert "kunden.csv" in rows[0].accessibleName()


def test_vcards_need_no_columns(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ada Lopes\nEMAIL:ada@lopes.example\nEND:VCARD\n"
    page = ImportPage(desk, write(tmp_path / "ada.vcf", card))
    settle(qtbot, page)
    assert page.preview is not None
    assert page.preview.mapping is None
    page.start()
    assert names() == ["Ada Lopes"]


def test_gaps_of_known_contacts_are_filled_when_wished_and_what_stays_is_listed(
    qtbot: QtBot, desk: Desk, people: dict[str, int], tmp_path: Path
) -> None:
    more = write(tmp_path / "more.csv", TABLE.replace("example;;Berlin", "example;030 555 777;Berlin"))
    page = ImportPage(desk, more)
    settle(qtbot, page)
    assert page.preview is not None
    page.preview.complete.click()
    settle(qtbot, page)
    assert [page.preview.plan.count(status) for status in ("new", "complete", "duplicate")] == [2, 1, 0]
    assert page.primary.text() == "Import 3 contacts"
    page.start()
    settle(qtbot, page)
    assert page.report is not None
    assert (page.report.added, page.report.completed) == (2, 1)
    otto = queries.get_contact(CALLER, next(row.id for row in rows() if row.name == "Otto Großmann"))
    assert otto.draft.phone == "030 555 777"
    contact_service.save_contact(CALLER, otto.id, otto.version, replace(otto.draft, points=()))
    assert page.report.job_id is not None
    page.undo(page.report.job_id)
    settle(qtbot, page)
    kept = page.window().findChild(KeptDialog)
    assert kept is not None
    assert [(name, str(reason)) for name, reason in kept.kept] == [("Otto Großmann", "It was changed since")]
    assert len(names()) == 4


def rows() -> list[queries.ContactRow]:
    return queries.list_contacts(CALLER, ListView()).rows(0, 100)
