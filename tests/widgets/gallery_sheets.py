"""The sheets of the gallery: what a page author can use, filled with invented things."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from io import BytesIO

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets.buttons import Button, IconButton, MenuItem, SplitButton
from desktop_crm.widgets.cards import (
    Card,
    EmptyState,
    FactGrid,
    LinkRow,
    SectionHead,
    SettingRow,
    Stat,
    StatStrip,
)
from desktop_crm.widgets.chips import Chip, FilterChips, Segments, StageChain
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import (
    AreaInput,
    CheckInput,
    Choice,
    ChoiceInput,
    DateInput,
    DateRangeInput,
    DecimalInput,
    EntityPicker,
    MoneyInput,
    PercentInput,
    PictureInput,
    SwitchInput,
    TextInput,
)
from desktop_crm.widgets.labels import Avatar, KeyCap, Pill, StateWord, Tag
from desktop_crm.widgets.line_grid import GridColumn, LineGrid
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.page import Page, column, row
from desktop_crm.widgets.paged_model import Column
from desktop_crm.widgets.palette_box import Command, PaletteBox
from desktop_crm.widgets.pdf_view import PdfView
from desktop_crm.widgets.strips import Banner, Strip
from desktop_crm.widgets.timeline import Entry, Timeline
from tests.widgets.conftest import make_desk
from tests.widgets.gallery import Row, Rows


def buttons_sheet() -> QWidget:
    page = Page("Buttons and marks")
    page.header.set_crumb(("Invoices", lambda: None), ("São Bento Conservas, Lda.", None))
    chain = StageChain()
    chain.set_stages([("Draft", "done"), ("Issued", "done"), ("Partly paid", "warn"), ("Paid", "next")])
    page.header.add_mark(chain)
    page.header.add_verb(IconButton("ellipsis", "More", kind="secondary"))
    page.header.add_verb(Button("Duplicate", icon="copy"))
    page.header.add_verb(
        SplitButton("New quote", lambda: None, lambda: [MenuItem("x", lambda: None)], icon="plus")
    )
    disabled = Button("Disabled", kind="primary")
    disabled.setEnabled(False)
    strip = StatStrip(
        [
            Stat("Overdue", "10 684,05 €", "4 invoices, oldest 31 days", "bad"),
            Stat("Quotes", "28 525,26 €", "3 to chase"),
            Stat("Promised for today", "3", "1 carried over", "warn"),
            Stat("Tickets due", "3", "first in 2 h", "warn"),
        ]
    )
    head = StatStrip(
        [
            Stat("Balance", "182 450,50", "31 days late", code="TRY", note_role="bad"),
            Stat("Revenue, 12 months", "1 284 300,00", "≈ 25 583,67 €", code="TRY"),
        ],
        framed=False,
        figure=15,
    )
    body = column(
        Banner(
            "warn",
            "Opened read-only",
            "“atelier.crm” lies in a folder you may not write to. Searching still works.",
        ),
        strip,
        head,
        row(
            Button("Primary", kind="primary"),
            Button("Secondary", icon="send"),
            Button("Quiet", kind="quiet"),
            Button("Link", kind="link", icon="upload"),
            Button("Delete draft", kind="danger"),
            disabled,
            Button("Compact", compact=True),
            Button("Save note", compact=True, shortcut="Ctrl+Return"),
            None,
        ),
        row(
            Pill("Overdue", "bad"),
            Pill("Open", "info"),
            Pill("Paid", "ok"),
            Pill("Partly paid", "warn"),
            Pill("Draft"),
            Tag("architect"),
            Tag("Türkçe", "languages"),
            StateWord("Rejected", "bad"),
            Avatar("Gülşen Öztürk", 48),
            Avatar("Rui Lima", 24),
            KeyCap("Ctrl K"),
            None,
        ),
        row(
            FilterChips(
                [Chip("", "All", 58), Chip("talk", "Talk", 21, "message-square"), Chip("m", "Money", 16)]
            ),
            None,
        ),
        Segments([(1, "Transfer"), (2, "Card"), (3, "MB Way"), (4, "Cash")]),
        Card(
            SectionHead("Facts", count=3, action=IconButton("plus", "Add", compact=True)),
            FactGrid(
                [
                    ("Mobile", "+90 532 555 01 48"),
                    ("Mail", "gulsen@kuzey.example"),
                    ("Balance", "31 days", "bad"),
                ]
            ),
            LinkRow("FT 2026/0033", "due 23 Oct", "182 450,50", "31 days late", code="TRY", role="bad"),
            SettingRow("Draw quote numbers when sent", "Drafts have no number.", SwitchInput("x", True)),
        ),
        Strip(
            "warn",
            "Valid all the same. It can be mailed.",
            title="No electronic address",
            action="Add address",
            clicked=lambda: None,
        ),
    )
    page.set_body(body)
    return page


def form_sheet() -> QWidget:
    desk = make_desk()
    t = desk.t
    page = Page("Form")
    form = Form(t)
    choices = [Choice("PT", "Portugal"), Choice("TR", "Türkiye")]
    form.add(
        "customer",
        "Customer",
        EntityPicker(desk, lambda _s: [], icon="building-2"),
        span=6,
        help="PT 511 111 110  ·  3000-000 Coimbra",
    )
    form.add("issued", "Issue date", DateInput(t, desk.today), span=3, help="Last issued: 19 Nov")
    form.add("terms", "Terms", ChoiceInput([Choice(30, "30 days net")]), span=3, help="Due 22 Dec 2026")
    form.add("order", "Order number", TextInput(placeholder="e.g. EC-2291"), span=3)
    form.add("period", "Period of service", DateRangeInput(t, desk.today, "Period"), span=6)
    form.add("country", "Country", ChoiceInput(choices), span=3)
    form.add("price", "Price", MoneyInput(t, "EUR"), span=3)
    form.add("qty", "Quantity", DecimalInput(t, suffix="h"), span=3)
    form.add("rate", "Rate", PercentInput(t), span=3)
    form.add("vat", "Tax ID (NIF)", TextInput(), span=3).set_help("Valid NIF. Nothing was sent.", good=True)
    form.add("logo", "Logo (optional)", PictureInput(t, hint="PNG or JPEG"), span=3)
    form.add("note", "Note to the customer", AreaInput(lines=4), span=9)
    form.add("mail", "", CheckInput("Then open the mail to compras@saobento.example", True), span=12)
    form.set_values(
        customer=Choice(1, "São Bento Conservas, Lda."),
        issued=date(2026, 11, 22),
        terms=30,
        country="PT",
        price=157021,
        note="Agradecemos a confiança.",
        rate=23,
        period=(date(2026, 11, 1), None),
    )
    form.show_error(UserError(_("Needed for this customer"), "order"))
    form["qty"].setFocus()
    page.set_body(column(Card(form)))
    return page


def list_sheet(count: int = 1_000_000) -> QWidget:
    desk = make_desk()
    f = desk.t.formats
    columns: list[Column[Row]] = [
        Column("number", "Number", lambda r: r.number, width=140, sort=True),
        Column(
            "customer", "Customer", lambda r: r.customer, stretch=True, sort=True, second=lambda r: r.town
        ),
        Column(
            "total",
            "Total",
            lambda r: f.amount(r.total, r.currency),
            code=lambda r: r.currency,
            width=160,
            align="right",
            sort=True,
        ),
        Column("state", "State", lambda r: r.state, role=lambda r: r.role, kind="state", width=140),
        Column("pill", "Pill", lambda r: r.state, role=lambda r: r.role, kind="pill", width=120),
    ]
    empty = EmptyState(
        "users",
        "No contacts yet",
        "A name is all it takes; everything else can follow later.",
        Button("Add a contact", kind="primary", icon="plus", shortcut="Ctrl+N"),
        [Button("Import a file", kind="link", icon="upload"), Button("Load sample data", kind="link")],
        "Sample data leaves again with one click.",
    )
    page: ListPage[Row] = ListPage(
        desk,
        "invoices",
        "Invoices",
        columns,
        lambda _v: Rows(count),
        watches={"invoice"},
        open_row=lambda r: None,
        placeholder="Search invoices",
        empty=empty,
    )
    page.set_export(lambda *_a: None)
    page.set_primary(Button("New invoice", kind="primary", icon="plus"))
    page.set_chips("state", [Chip("", "All", 46), Chip("draft", "Drafts", 4), Chip("open", "Open", 3)])
    page.set_footer(lambda _v: 1, lambda _n: "Open  €5,087.39  ·  ₺207,350.50")
    page.start()
    page.table.tick(2)
    page.table.tick(5)
    page.table.setFocus()
    return page


def dialog_sheet() -> QWidget:
    desk = make_desk()
    host = form_sheet()
    host.resize(1228, 860)
    dialog = ModalDialog(
        desk.t,
        "Record payment",
        "2026-0042  ·  São Bento Conservas, Lda.  ·  €706.64 open",
        primary="Record €706.64",
        hint="A mistyped payment is reversed",
        parent=host,
    )
    form = Form(desk.t, roomy=False)
    form.add("amount", "Amount", MoneyInput(desk.t, "EUR", large=True))
    form.add("method", "Method", Segments([(1, "Transfer"), (2, "Card"), (3, "MB Way"), (4, "Cash")]))
    form.add("on", "Received on", DateInput(desk.t, desk.today), span=6)
    form.add("into", "Into account", ChoiceInput([Choice(1, "Banco do Douro  •• 9015")]), span=6)
    form.add(
        "reference",
        "Reference (optional)",
        TextInput(placeholder="Bank text or receipt number"),
        help="A mistyped payment is reversed, never deleted",
    )
    form.set_values(amount=70664, on=date(2026, 12, 18), into=1)
    dialog.add(form)
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(dialog)
    dialog.setParent(holder)
    holder.resize(700, 640)
    dialog.show()
    return holder


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
    view = PdfView(desk)
    view.resize(484, 760)
    view.set_pdf(file.getvalue(), "2026-0042.pdf", "Draft · Português", "The document follows the customer.")
    return view


def sheets() -> dict[str, Callable[[], QWidget]]:
    """Name and maker of each sheet."""
    return {
        "buttons": buttons_sheet,
        "form": form_sheet,
        "list": list_sheet,
        "empty": lambda: list_sheet(0),
        "dialog": dialog_sheet,
        "grid": grid_sheet,
        "timeline": timeline_sheet,
        "palette": palette_sheet,
        "pdf": pdf_sheet,
    }
