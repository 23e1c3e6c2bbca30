"""The shots of money that comes in: payments, the bank and its questions, reminders, credit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.receivables import queries, service
from desktop_crm.receivables.queries import cash as cash_queries
from desktop_crm.receivables.queries import dunning as letters
from desktop_crm.receivables.rules.cash import CashDraft
from desktop_crm.receivables.rules.remittances import RemittanceDraft, Share
from desktop_crm.receivables.ui import receive_dialog, sum_dialogs
from desktop_crm.receivables.ui.book_dialog import ask_about_line
from desktop_crm.receivables.ui.mapping_dialog import MappingDialog
from desktop_crm.receivables.ui.remind_dialog import ask_to_remind
from desktop_crm.receivables.ui.statement_dialog import ask_for_statement
from desktop_crm.receivables.ui.sum_form import PAYOUT
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.paging import ListView
from tests.shots.pages import KESTREL
from tests.shots.studio import Shot, Studio
from tests.shots.worlds import TODAY

WORLD: Final = "money"
ODD: Final = (
    b"When;How much;Who;What for\n03/04/2026;1.234;Kestrel Coffee;2026-0001\n"
    b"05/04/2026;2.000;Maria Sample;thanks\n"
)


def unpaid(studio: Studio) -> list[billing.DocumentRow]:
    """What is owed to the firm of the sample, as real papers would be."""
    view = ListView(sort="due", filters=(("state", "unpaid"),))
    return billing.list_invoices(studio.caller, view, TODAY).rows(0, 20)


def statement(studio: Studio) -> bytes:
    """A month of the bank: paid rightly, less, without a number, by nobody known, and a fee."""
    rows = ["Date,Amount,Currency,Name,Description"]
    for at, row in enumerate(unpaid(studio)[:6]):
        amount = row.open if at % 3 else row.open - 100 * (at > 0)
        text = f"Invoice {row.number}" if at % 2 == 0 else "thank you"
        rows.append(
            f"{(TODAY - timedelta(days=at)).isoformat()},{money.plain(amount, row.currency)},"
            f'{row.currency},"{row.customer.upper()}",{text}'
        )
    rows += [
        f"{TODAY.isoformat()},-12.90,EUR,Bank,Account fee",
        f"{TODAY.isoformat()},48.00,EUR,Somebody,unknown",
    ]
    return "\n".join(rows).encode()


def _bank(studio: Studio) -> Any:
    service.import_statements(studio.caller, "november.csv", statement(studio), TODAY)
    return studio.go("bank")


def bank(studio: Studio) -> None:
    _bank(studio)


def bank_told(studio: Studio) -> None:
    """A table with balances, a total and a line without a day."""
    page = _bank(studio)
    path = Path(mkdtemp(prefix="crm-")) / "november.csv"
    path.write_text(
        "Date;Text;Amount\nOpening balance;;1000.00\n12 Nov 2026;Card fee;-4.90\n;Reserved;12.00\n"
        "13 Nov 2026;Thank you;80.00\nTotal;;75.10\nClosing balance;;1100.10\n"
    )
    page.taking.take([path])
    studio.wait(200)


def bank_book(studio: Studio) -> None:
    page = _bank(studio)
    rows = queries.waiting_rows(studio.caller)
    row = next(each for each in rows if each.is_proposed and not each.is_certain)
    ask_about_line(page.desk, row, page, lambda _made: None, lambda: None)


def bank_statements(studio: Studio) -> None:
    _bank(studio)
    studio.go("statements")


def bank_empty(studio: Studio) -> None:
    studio.go("bank")


def mapping(studio: Studio) -> None:
    page: Any = studio.go("bank")
    preview = service.look_into(studio.caller, "odd.csv", ODD)
    assert preview is not None
    error = UserError("", "FILE")
    MappingDialog(
        page.desk,
        "odd.csv",
        preview,
        error,
        lambda _map: None,
        lambda _made: None,
        parent=page,  # type: ignore[arg-type, return-value]
    ).open()


def received(studio: Studio) -> int:
    """Sums of two customers, one of them with credit."""
    contact = studio.find("contact", KESTREL)
    rows = [row for row in unpaid(studio) if row.currency == "EUR"][:2]
    first = rows[0]
    whole = RemittanceDraft(
        amount=first.open + 5000, currency="EUR", paid_on=TODAY, contact_id=contact,
        shares=(Share(document_id=first.id, amount=first.open),), reference="Thank you",
    )  # fmt: skip
    made = service.receive(studio.caller, whole, TODAY)
    payout = RemittanceDraft(
        amount=rows[1].open - 300, fee=300, currency="EUR", paid_on=TODAY, method="card",
        shares=(Share(document_id=rows[1].id, amount=rows[1].open),), reference="Payout 4711",
    )  # fmt: skip
    service.receive(studio.caller, payout, TODAY)
    service.refund_credit(studio.caller, contact, 2000, "EUR", TODAY, TODAY)
    return made


def payments(studio: Studio) -> None:
    received(studio)
    studio.go("payments")


def payments_empty(studio: Studio) -> None:
    studio.go("payments")


def receive(studio: Studio) -> None:
    page: Any = studio.go("payments")
    row = next(row for row in unpaid(studio) if row.contact_id is not None)
    receive_dialog.receive_money(page.desk, page, row.contact_id)
    dialog: Any = studio.dialogs[-1]
    dialog.form["amount"].set_value(row.open + 2500)
    dialog.form.changed.emit("amount")


def payout(studio: Studio) -> None:
    page: Any = studio.go("payments")
    receive_dialog.receive_money(page.desk, page, source=PAYOUT)


def one_sum(studio: Studio) -> None:
    made = received(studio)
    page: Any = studio.go("payments")
    sum_dialogs.show_sum(page.desk, made, page)


def refund(studio: Studio) -> None:
    received(studio)
    page: Any = studio.go("payments")
    sum_dialogs.pay_credit_back(page.desk, studio.find("contact", KESTREL), page)


def account(studio: Studio) -> None:
    page: Any = studio.go("contact", studio.find("contact", KESTREL))
    ask_for_statement(page.desk, page.contact_id, studio.window)


def levels(studio: Studio) -> Any:
    from desktop_crm.receivables.rules.dunning import Level
    from desktop_crm.receivables.service import dunning

    ladder = (
        Level(days=7, fee=Decimal(5)),
        Level(days=21, fee=Decimal(10)),
        Level(days=35, fee=Decimal(40), by_law=True, lump_sum=True, texts=(("en", "Pay now."),)),
    )
    dunning.set_dunning_levels(studio.caller, ladder)
    page: Any = studio.go("settings")
    page.show_section("reminders")
    studio.wait(30)
    return page.current


def settings(studio: Studio) -> None:
    levels(studio)


def level(studio: Studio) -> None:
    levels(studio).edit(3)


def base_rate(studio: Studio) -> None:
    levels(studio).new_rate()


def base_rates(studio: Studio) -> None:
    """Two half-years that were typed, below the levels."""
    for first, rate in ((date(2027, 1, 1), "1.27"), (date(2027, 7, 1), "-0.62")):
        service.set_base_rate(studio.caller, first, Decimal(rate), TODAY)
    levels(studio)


def sales_section(studio: Studio) -> Any:
    from desktop_crm.accounting import service as accounting
    from desktop_crm.accounting.rules.accounts import AccountRule, Books

    rules = (
        AccountRule(
            category="S", rate=Decimal(7), place="eu", account="8310", key="2", label="Books to the EU"
        ),
        AccountRule(category="S", rate=Decimal(19), account="8410", vat="1776", automatic=True),
    )
    accounting.set_books(studio.caller, Books(rules=rules))
    page: Any = studio.go("settings")
    page.show_section("sales-accounts")
    studio.wait(30)
    return page.current


def sales_accounts(studio: Studio) -> None:
    sales_section(studio)


def sales_account(studio: Studio) -> None:
    from desktop_crm.accounting.rules.own_accounts import lines_of

    section = sales_section(studio)
    section.edit(lines_of(section.books)[4])


def new_sales_account(studio: Studio) -> None:
    sales_section(studio).edit(None)


def cash(studio: Studio) -> Any:
    if not cash_queries.cash_book(studio.caller, TODAY, TODAY):
        for amount, ago, kind, text in (
            (25_000, 8, "withdrawal", ""), (-1_240, 6, "expense", "Stamps"), (-3_480, 2, "expense", "Paper"),
        ):  # fmt: skip
            on = TODAY - timedelta(days=ago)
            draft = CashDraft(amount=amount, booked_on=on, kind=kind, text=text)
            service.enter_cash(studio.caller, draft, TODAY)
        row = unpaid(studio)[0]
        paid = PaymentDraft(amount=row.open, paid_on=TODAY - timedelta(days=1), method="cash")
        billing_service.record_payment(studio.caller, row.id, paid, TODAY)
        service.close_cash(studio.caller, TODAY - timedelta(days=5), TODAY, 23_760)
    return studio.go("cash")


def cash_book(studio: Studio) -> None:
    cash(studio)


def cash_empty(studio: Studio) -> None:
    studio.go("cash")


def cash_entry(studio: Studio) -> None:
    cash(studio).enter()


def cash_close(studio: Studio) -> None:
    cash(studio).close_day()


def remind(studio: Studio) -> None:
    from desktop_crm.receivables.service import dunning

    row = unpaid(studio)[1]
    if not letters.letters_of(studio.caller, row.id):
        dunning.write_letter(studio.caller, row.id, TODAY, 1, TODAY - timedelta(days=20))
    page: Any = studio.go("invoice", row.id)
    ask_to_remind(page.desk, row.id, studio.window)


def today_waits(studio: Studio) -> None:
    _bank(studio)
    from desktop_crm.receivables.service import dunning

    dunning.run_dunning(studio.caller, TODAY)
    studio.go("today")


MONEY: Final = (
    Shot("payments", payments, route="payments", world=WORLD),
    Shot("payments-empty", payments_empty, route="payments", world="empty"),
    Shot("dialog-receive", receive, dialog="ReceiveDialog", world=WORLD),
    Shot("dialog-payout", payout, dialog="ReceiveDialog", world=WORLD),
    Shot("dialog-sum", one_sum, dialog="SumDialog", world=WORLD),
    Shot("dialog-refund", refund, dialog="RefundDialog", world=WORLD),
    Shot("dialog-statement", account, dialog="StatementDialog", world=WORLD),
    Shot("settings-reminders", settings, route="settings", world=WORLD),
    Shot("settings-base-rates", base_rates, route="settings", world=WORLD),
    Shot("dialog-level", level, dialog="LevelDialog", world=WORLD),
    Shot("dialog-base-rate", base_rate, dialog="BaseRateDialog", world=WORLD),
    Shot("settings-sales-accounts", sales_accounts, route="settings", world=WORLD),
    Shot("dialog-sales-account", sales_account, dialog="AccountDialog", world=WORLD),
    Shot("dialog-new-sales-account", new_sales_account, dialog="AccountDialog", world=WORLD),
    Shot("cash", cash_book, route="cash", world=WORLD),
    Shot("cash-empty", cash_empty, route="cash", world="empty"),
    Shot("dialog-cash", cash_entry, dialog="CashEntryDialog", world=WORLD),
    Shot("dialog-cash-close", cash_close, dialog="CloseCashDialog", world=WORLD),
    Shot("dialog-remind", remind, dialog="RemindDialog", world=WORLD),
    Shot("bank", bank, route="bank", world=WORLD),
    Shot("bank-told", bank_told, route="bank", world=WORLD),
    Shot("bank-empty", bank_empty, route="bank", world="empty"),
    Shot("dialog-book", bank_book, dialog="BookDialog", world=WORLD),
    Shot("dialog-mapping", mapping, dialog="MappingDialog", world=WORLD),
    Shot("statements", bank_statements, route="statements", world=WORLD),
    Shot("today-waits", today_waits, route="today", world=WORLD),
)
