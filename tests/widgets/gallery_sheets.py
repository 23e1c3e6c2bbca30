"""The sheets of the gallery: what a page author can use, filled with invented things."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

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
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.page import Page, column, row
from desktop_crm.widgets.paged_model import Column
from desktop_crm.widgets.strips import Banner, Strip
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


def sheets() -> dict[str, Callable[[], QWidget]]:
    """Name and maker of each sheet."""
    from tests.widgets import gallery_work

    return {
        "buttons": buttons_sheet,
        "form": form_sheet,
        "list": list_sheet,
        "empty": lambda: list_sheet(0),
        "dialog": dialog_sheet,
        "grid": gallery_work.grid_sheet,
        "timeline": gallery_work.timeline_sheet,
        "palette": gallery_work.palette_sheet,
        "pdf": gallery_work.pdf_sheet,
    }
