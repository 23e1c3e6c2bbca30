"""Further sheets of the gallery: the line grid, the timeline, the palette, the preview."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs import (
    Choice,
)
from desktop_crm.widgets.line_grid import GridColumn, LineGrid
from desktop_crm.widgets.page import Page
from desktop_crm.widgets.palette_box import Command, PaletteBox
from desktop_crm.widgets.pdf_view import PdfView
from desktop_crm.widgets.timeline import Entry, Timeline
from tests.widgets.conftest import make_desk
from tests.widgets.gallery_sheets import list_sheet


@dataclass(frozen=True)
class Line:
    name: str = ""
    text: str = ""
    qty: Decimal = Decimal(1)
    unit: str = "h"
    price: Decimal = Decimal(0)
    rate: Decimal = Decimal(23)
    section: bool = False


def sample_grid(desk: Desk) -> LineGrid[Line]:
    """A grid as the invoice editor uses it."""
    units = [Choice("h", "h"), Choice("pc", "pc")]
    catalogue = [
        Choice("M-010", "Manutenção mensal", "M-010  ·  month  ·  23%", "120.00"),
        Choice("D-004", "Manual de marca", "D-004  ·  pc  ·  23%", "850.00"),
    ]
    total = desk.t.formats.number
    columns: list[GridColumn[Line]] = [
        GridColumn(
            "item",
            "Item",
            lambda line: line.name,
            lambda line, v: replace(line, name=v),
            kind="item",
            stretch=True,
            second=lambda line: line.text,
            second_set=lambda line, v: replace(line, text=v),
        ),
        GridColumn("qty", "Qty", lambda x: x.qty, lambda x, v: replace(x, qty=v), kind="decimal", width=64),
        GridColumn(
            "unit",
            "Unit",
            lambda x: x.unit,
            lambda x, v: replace(x, unit=v),
            kind="choice",
            choices=lambda: units,
            width=64,
            muted=True,
        ),
        GridColumn(
            "price",
            "Price",
            lambda x: x.price,
            lambda x, v: replace(x, price=v),
            kind="decimal",
            least=2,
            width=96,
        ),
        GridColumn(
            "rate", "VAT", lambda x: x.rate, lambda x, v: replace(x, rate=v), kind="percent", width=64
        ),
        GridColumn(
            "total", "Total", lambda x: x.qty * x.price, text=lambda x: total(x.qty * x.price, 2), right=True
        ),
    ]
    return LineGrid(
        desk,
        columns,
        new_line=Line,
        is_section=lambda line: line.section,
        new_section=lambda: Line("", section=True),
        section_sum=lambda _lines, _row: "1,224.91",
        search=lambda typed: [c for c in catalogue if c.text.casefold().startswith(typed.casefold())],
        take=lambda line, choice: replace(line, name=choice.text, price=Decimal(choice.right)),
        new_item=lambda typed: f"New item “{typed}”" if typed else "",
    )


def grid_sheet() -> QWidget:
    grid = sample_grid(make_desk())
    grid.set_lines(
        (
            Line("Site e loja online", section=True),
            Line("Programação da loja", "Integração de pagamentos", Decimal("12.5"), "h", Decimal(80)),
            Line("Licença do tema Maré", "Uso num domínio, 12 meses", Decimal(1), "pc", Decimal("249.9")),
            Line("Impressos", section=True),
            Line("Livro «Conservas do Mondego»", "", Decimal(3), "pc", Decimal("19.99")),
        )
    )
    grid.show_error(UserError(_("Needed"), "lines[5].qty"))
    page = Page("Line grid")
    page.set_body(grid)
    page.resize(860, 560)
    page.show()
    grid.edit(2, 5)
    return page


def timeline_sheet() -> QWidget:
    desk = make_desk()
    day = desk.today()
    entries = [
        Entry(
            1,
            "mail",
            "Re: Showroom aydınlatması",
            day,
            "Gülşen wrote",
            "Pirinç numuneleri çok beğendik.",
            time="09:12",
        ),
        Entry(
            2,
            "life-buoy",
            "#212 Sarkıt lamba titriyor",
            day,
            "ticket opened",
            pill="Open",
            pill_role="info",
            time="08:40",
        ),
        Entry(3, "phone", "Call", date(2026, 11, 13), "14 min, Rui", "Brass samples arrived.", time="Fri"),
        Entry(
            4,
            "banknote",
            "Payment received",
            date(2026, 11, 12),
            "FT 2026/0029",
            amount="96 400,00",
            code="TRY",
            time="Thu",
            tint="ok",
        ),
        Entry(
            5,
            "file-text",
            "Quote ORÇ 2026/0019",
            date(2026, 11, 11),
            "opened 4 times",
            pill="Sent",
            pill_role="info",
            amount="486 200,00",
            code="TRY",
            time="Wed",
        ),
        Entry(
            6,
            "notebook-pen",
            "Note",
            date(2026, 11, 11),
            "Rui",
            "Pays on the 25th of the month.",
            time="Wed",
            tint="warn",
        ),
        Entry(
            7,
            "receipt",
            "Invoice FT 2026/0033",
            date(2026, 10, 9),
            "due 23 Oct",
            pill="Overdue",
            pill_role="bad",
            amount="182 450,50",
            code="TRY",
            time="9 Oct",
            tint="bad",
        ),
    ]
    timeline = Timeline(desk)
    timeline.set_source(lambda start, limit: entries[start : start + limit])
    page = Page("Timeline", tone="surface")
    page.set_body(timeline)
    timeline.setFocus()
    return page


def palette_sheet() -> QWidget:
    desk = make_desk()
    host = list_sheet(40)
    host.resize(1228, 860)
    commands = [
        Command("New contact", lambda: None, "user-plus", keys="Ctrl+N"),
        Command("Import contacts", lambda: None, "upload", "CSV, vCard, spreadsheet"),
        Command("Change the colours and language", lambda: None, "languages", "Settings"),
    ]
    box = PaletteBox(
        host,
        desk.t,
        desk.tasks,
        commands=lambda: commands,
        recents=lambda: [
            Command("Company and tax number", lambda: None, "building-2", "Settings", right="today 09:38")
        ],
        search=lambda typed: [
            Command("Cone pendant, brass", lambda: None, "package", "Catalogue CP-41", "164,00 €")
        ],
    )
    box.open("co")
    box._ask()
    return host


def pdf_sheet() -> QWidget:
    from reportlab.pdfgen.canvas import Canvas

    desk = make_desk()
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    for number in (1, 2):
        canvas.setFont("Helvetica", 22)
        canvas.drawString(72, 740, f"Fatura 2026-0042, page {number}")
        canvas.setFont("Helvetica", 7)
        canvas.drawString(72, 720, "Small text that must stay readable: IBAN PT50 0002 0123 1234 5678 9015 4")
        canvas.showPage()
    canvas.save()
    view = PdfView(desk, Path.write_bytes)
    view.resize(484, 760)
    view.set_pdf(file.getvalue(), "2026-0042.pdf", "Draft · Português", "The document follows the customer.")
    return view
