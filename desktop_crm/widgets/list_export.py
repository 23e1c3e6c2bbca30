"""What a list shows, written to a file: the visible columns of all rows of the view, in a job of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.values.paging import Listing, ListView
from desktop_crm.values.progress import Progress
from desktop_crm.widgets.buttons import MenuItem
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.paged_model import Column
from desktop_crm.widgets.paged_table import PagedTable
from desktop_crm.widgets.tasks import Job

Export = Callable[[str, Path, tuple[str, ...], Iterable[tuple[Any, ...]]], None]


def menu(page: QWidget, t: Translator, name: str, export: Callable[[str, Path], None]) -> list[MenuItem]:
    """CSV or Excel; each asks for a place first."""

    def ask(kind: str) -> None:
        path, _chosen = QFileDialog.getSaveFileName(page, t("Export"), f"{name}.{kind}", f"*.{kind}")
        if path:
            export(kind, Path(path))

    return [
        MenuItem(t("As CSV…"), lambda: ask("csv"), icon="file-text"),
        MenuItem(t("As Excel sheet…"), lambda: ask("xlsx"), icon="file-spreadsheet"),
    ]


def start(
    page: QWidget,
    desk: Desk,
    table: PagedTable[Any],
    source: Callable[[ListView], Listing[Any]],
    run: Export,
    kind: str,
    path: Path,
) -> Job:
    """Begin the job; a toast says when the file lies there."""
    columns, view = table.shown_columns(), table.view
    titles = tuple(title for column in columns for title in _titles(column))
    return desk.tasks.start(
        page,
        desk.t("Export"),
        lambda progress: run(kind, path, titles, _lines(source(view), columns, progress)),
        lambda _nothing: desk.notices.done(desk.t("Saved as {name}", name=path.name)),
    )


def _titles(column: Column[Any]) -> list[str]:
    return [column.title] + ([f"{column.title} *"] if column.second else []) + (["¤"] if column.code else [])


def _lines(
    listing: Listing[Any], columns: Sequence[Column[Any]], progress: Progress
) -> Iterator[tuple[Any, ...]]:
    total, start = listing.count(), 0
    while start < total:
        rows = listing.rows(start, 500)
        if not rows:
            return
        for row in rows:
            yield tuple(
                part(row)
                for column in columns
                for part in (column.value or column.text, column.second, column.code)
                if part is not None
            )
        start += len(rows)
        progress.step(start, total)
