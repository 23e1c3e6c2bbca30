"""Tables of banks as they really are: balances and totals among the rows, named months, refusals by line."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_crm.receivables import queries, service
from desktop_crm.receivables.documents.csv_dates import ORDERS, date_as, date_parts
from desktop_crm.receivables.documents.reading import read_bank_file
from desktop_crm.receivables.rules.statements import Statement
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from tests.billing.conftest import CALLER, TODAY, Books

HEAD = "Datum;Text;Betrag\n"
EN = Translator("en")


def read(text: str) -> Statement:
    (statement,) = read_bank_file(text.encode(), "bank.csv", None, "EUR").statements
    return statement


def notes(statement: Statement) -> list[str]:
    return [EN.message(note) for note in statement.notes]


def refusal(text: str) -> tuple[str | None, str]:
    with pytest.raises(UserError) as caught:
        read(text)
    return caught.value.field, EN.message(caught.value.message)


ROWS = "12.03.2026;Rechnung 1;100,00\n31.03.2026;Miete;-40,00\n"


def test_a_closing_line_is_the_balance_after_the_movements() -> None:
    statement = read(HEAD + ROWS + "Saldo;;1.234,56\n")
    assert [line.amount for line in statement.lines] == [10000, -4000]
    assert (statement.opening, statement.closing) == (None, 123456)
    assert notes(statement) == ["Line 4: “Saldo” was read as the balance after the movements"]


@pytest.mark.parametrize(
    "stated", ["Closing balance;30.11.2026;13.50\n", "Closing balance;30.11.2026;1'234\n"]
)
def test_a_day_among_the_amounts_of_a_balance_refuses_nothing(stated: str) -> None:
    text = "Date;Amount;Text\n12.11.2026;12.50;Invoice 1\n13.11.2026;1.00;Fee\n"
    assert [line.amount for line in read(text + stated).lines] == [1250, 100]


@pytest.mark.parametrize(
    ("first", "last", "balances", "gap"),
    [
        ("Anfangssaldo;;1.174,56\n", "Endsaldo;;1.234,56\n", (117456, 123456), 0),
        ("Opening balance EUR;;1.000,00\n", "Closing balance on 31.03.2026:;;1.234,56\n", (100000, 123456),
         17456),
        ("Saldo;;1.174,56\n", "Saldo;;1.234,56\n", (117456, 123456), 0),
        (";Saldo anterior;1.174,56\n", ";Saldo final;1.234,56\n", (117456, 123456), 0),
        ("11.03.2026;Solde initial;-5,00\n", "31.03.2026;Solde final;55,00\n", (-500, 5500), 0),
        ("Açılış bakiyesi;;0,00 EUR\n", "Kapanış bakiyesi;;60,00 EUR\n", (0, 6000), 0),
        ("", "Total;;60,00\n", (None, None), 0),
        ("", "Summe Umsätze;;60,00\n", (None, None), 0),
        ("Saldo;;9,99\n", "", (None, None), 0),
    ],
)  # fmt: skip
def test_balances_before_and_after_are_read_and_totals_passed_over(
    first: str, last: str, balances: tuple[int | None, int | None], gap: int
) -> None:
    statement = read(HEAD + first + ROWS + last)
    assert [line.amount for line in statement.lines] == [10000, -4000]
    assert (statement.opening, statement.closing) == balances
    assert statement.gap == gap
    assert len(notes(statement)) == bool(first) + bool(last)


def test_where_the_newest_row_stands_first_the_balances_change_places() -> None:
    backwards = "".join(reversed(ROWS.splitlines(keepends=True)))
    statement = read(HEAD + "Saldo;;1.234,56\n" + backwards + "Saldo;;1.174,56\n")
    assert (statement.opening, statement.closing, statement.gap) == (117456, 123456, 0)
    alone = read(HEAD + backwards + "Saldo;;1.174,56\n")
    assert (alone.opening, alone.closing) == (None, None)
    assert notes(alone) == ["Line 4: “Saldo” is no movement and was passed over"]


def test_balances_above_the_table_and_in_columns_of_their_own() -> None:
    statement = read("Konto;Girokonto\nEndsaldo vom 31.03.2026:;1.234,56 EUR\n\nDatum;Text;Betrag;Saldo\n"
                     "12.03.2026;Rechnung 1;100,00;1.334,56\n31.03.2026;Kontostand;;1.234,56\n")  # fmt: skip
    assert (statement.opening, statement.closing, len(statement.lines)) == (None, 123456, 1)
    credit = read("Date,Text,Debit,Credit\n12/13/2026,Fee,5.00,\nClosing balance,,12.50,\n")
    assert (credit.closing, credit.lines[0].amount) == (-1250, -500)


def test_what_a_customer_wrote_stays_a_movement() -> None:
    statement = read(
        "Datum;Name;Text;Betrag\n12.03.2026;Hafen GmbH;Endsaldo;100,00\n13.03.2026;;Saldo;7,00\n"
    )
    assert [line.amount for line in statement.lines] == [10000, 700]
    assert statement.notes == ()


def test_balances_of_a_day_between_the_movements_are_passed_over() -> None:
    statement = read(
        "Data;Descrição;Valor\n01/11/2026;SALDO ANTERIOR;1.000,00\n13/11/2026;Pix recebido;100,00\n"
        "13/11/2026;SALDO DO DIA;1.100,00\n14/11/2026;Tarifa;-10,00\n14/11/2026;S A L D O;1.090,00\n"
    )
    assert [line.amount for line in statement.lines] == [10000, -1000]
    assert (statement.opening, statement.closing, statement.gap) == (100000, 109000, 0)
    assert "Line 4: “SALDO DO DIA” is no movement and was passed over" in notes(statement)


def test_rows_without_a_day_or_an_amount_are_told() -> None:
    statement = read(HEAD + ROWS + ";vorgemerkt;12,00\nErstellt am 1.4.2026;;\n;;\n")
    assert len(statement.lines) == 2
    assert notes(statement) == [
        "1 line has an amount and no day and was passed over: 4",
        "1 line has no amount and was passed over: 5",
    ]


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        (HEAD + ROWS + "bald;;5,00\n", "FILE", "bank.csv, line 4: “bald” is no day"),
        (HEAD + ROWS + "12 Mumm 2026;;5,00\n", "FILE", "bank.csv, line 4: “12 Mumm 2026” is no day"),
        (HEAD + ROWS + "04/15/2026;;5,00\n", "FILE",
         "bank.csv, line 4: “04/15/2026” is no day in the order of the days before it"),
        (HEAD + "03/04/2026;;5,00\n", "date_order",
         "bank.csv, line 2: “03/04/2026” may be several days. Say with date_order which: dmy, mdy"),
        (HEAD + "12-Mar-26;;5,00\n", "date_order",
         "bank.csv, line 2: “12-Mar-26” may be several days. Say with date_order which: ymd, dmy"),
        (HEAD + ROWS + "31.03.2026;;5.00\n", "decimal",
         "bank.csv, line 4: comma and point are mixed. Say with decimal which is before the cents"),
        (HEAD + "31.03.2026;;1.234\n", "decimal",
         "bank.csv, line 2: “1.234” may be two amounts. Say with decimal which"),
        (HEAD + "31.03.2026;;1,00\n31.03.2026;;viel\n", "FILE", "bank.csv, line 3: “viel” is no amount"),
    ],
)  # fmt: skip
def test_every_refusal_names_the_line(text: str, field: str, said: str) -> None:
    assert refusal(text) == (field, said)


@pytest.mark.parametrize(
    "text",
    [
        "12 Mar 2026", "12. März 2026", "12 mars 2026", "12 March 2026", "Mar 12, 2026", "March 12 2026",
        "12-Mar-2026", "12-MAR-2026", "2026-Mar-12", "12/mar/2026", "12 de março de 2026", "12 Mart 2026",
        "12 maart 2026", "12 marzo 2026", "12 marca 2026", "12. Maerz 2026", "12 Mar 2026 10:33",
        "12th March 2026", "12MAR2026", "12 mar. 2026", "12.Mrz.2026",
    ],
)  # fmt: skip
def test_months_are_read_by_name(text: str) -> None:
    parts = date_parts(text)
    assert parts is not None
    assert {day for order in ORDERS if (day := date_as(parts, order))} == {date(2026, 3, 12)}


def test_a_file_of_named_months_comes_in_without_a_question(books: Books) -> None:
    content = "Date;Text;Amount\n1 févr. 2026;a;1,00\n3 août 2026;b;2,00\n24 Aralık 2026;c;3,00\n"
    made = service.import_statements(CALLER, "bank.csv", content.encode(), TODAY)
    assert [each.new for each in made.results] == [3]
    days = [row.line.booked_on for row in queries.waiting_lines(CALLER)]
    assert days == [date(2026, 2, 1), date(2026, 8, 3), date(2026, 12, 24)]


def test_the_balance_of_a_table_is_kept_with_its_statement(books: Books) -> None:
    service.import_statements(CALLER, "bank.csv", (HEAD + ROWS + "Kontostand;;60,00\n").encode(), TODAY)
    (statement,) = queries.list_statements(CALLER)
    assert (statement.closing, statement.lines) == (6000, 2)
