"""The columns of the lists: what a row says, and the bare number or date that an export writes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from desktop_crm.billing.queries.rows import DocumentRow
from desktop_crm.billing.ui.words import DASH, KIND_WORDS, day_words, state_role, state_words
from desktop_crm.values import money
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.paged_model import Column


class _Words:
    """What the cells say of a row. Credit notes count negative."""

    def __init__(self, desk: Desk, *, quotes: bool) -> None:
        self.desk, self.t, self.quotes = desk, desk.t, quotes

    def amount(self, minor: int, row: DocumentRow) -> str:
        signed = -minor if row.kind == "credit_note" else minor
        return self.t.formats.amount(signed, row.currency)

    def value(self, minor: int, row: DocumentRow) -> Decimal:
        return money.major(-minor if row.kind == "credit_note" else minor, row.currency)

    def last_day(self, row: DocumentRow) -> date | None:
        return row.valid_until if self.quotes else row.due_on

    def state(self, row: DocumentRow) -> str:
        return state_words(self.t, row, self.desk.today())

    def open(self, row: DocumentRow) -> str:
        return self.t.formats.amount(row.open, row.currency) if row.open else DASH


def document_columns(desk: Desk, *, quotes: bool, papers: bool = False) -> list[Column[DocumentRow]]:
    """Number, customer, dates, order number, sums, state; net and the last change in the chooser. `papers`
    have their kind instead of a last day and of what is open."""
    t, words = desk.t, _Words(desk, quotes=quotes)
    columns: list[Column[DocumentRow]] = [
        Column("number", t("Number"), lambda r: r.number or DASH, value=lambda r: r.number, width=184,
               sort=True, bold=True),
        Column("customer", t("Customer"), lambda r: r.customer or t("No customer yet"), stretch=True,
               least=264, sort=True, second=lambda r: r.title, role=lambda r: None if r.customer else "muted",
               value=lambda r: r.customer),
        Column("date", t("Date"), lambda r: day_words(t, r.issued_on), value=lambda r: r.issued_on, width=116,
               sort=True, muted=True, yields=2),
        Column("due", t("Valid until") if quotes else t("Due"), lambda r: day_words(t, words.last_day(r)),
               value=words.last_day, width=116, sort=True, muted=True, yields=3),
        Column("order", t("Order number"), lambda r: r.order_number, width=128, muted=True, hidden=quotes,
               yields=1),
        Column("net", t("Net"), lambda r: words.amount(r.net, r), value=lambda r: words.value(r.net, r),
               width=132, align="right", sort=True, hidden=True),
        Column("gross", t("Total"), lambda r: words.amount(r.gross, r),
               value=lambda r: words.value(r.gross, r), code=lambda r: r.currency, width=144,
               align="right", sort=True),
        Column("open", t("Open"), words.open, value=lambda r: money.major(r.open, r.currency), width=112,
               align="right", sort=True, role=lambda r: None if r.open else "muted"),
        Column("state", t("Status"), words.state, role=state_role, kind="state",
               width=176 if papers else 152),
        Column("updated", t("Changed"), lambda r: t.formats.moment(r.updated_at),
               value=lambda r: r.updated_at, width=160, sort=True, hidden=True),
    ]  # fmt: skip
    if papers:
        kind: Column[DocumentRow] = Column(
            "kind", t("Kind"), lambda r: t.message(KIND_WORDS[r.kind]), width=144, muted=True, yields=2
        )
        columns.insert(2, kind)
    left_out = {"open"} if quotes else {"open", "due"} if papers else set()
    return [column for column in columns if column.key not in left_out]
