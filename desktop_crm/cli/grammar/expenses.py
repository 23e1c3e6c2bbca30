"""What the firm spends."""

from __future__ import annotations

from typing import Final

from desktop_crm.cli.grammar.words import FILE, KEY, LIMIT, ON, OUT, SEARCH, Argument, Command, arg, how_many

_ID: Final = arg("id", type=how_many, metavar="ID", help="the expense's internal id")
_CUSTOMER: Final = arg("--customer", metavar="ID", default="", help="for whom it was spent")
_PURPOSE: Final = arg("--purpose", metavar="TEXT", required=True, help="what the trip was for")
_PERSON: Final = arg("--person", metavar="NAME", default="", help="who was on the road, you if not given")
_RATE: Final = arg("--rate", metavar="RATE", help="your own rate in place of the country's")
_CATEGORY: Final = arg("key", metavar="KEY", help="the category's key, as expense categories says")
_FROM: Final = arg("--from", dest="start", metavar="DATE", help="the first day")
_TO: Final = arg("--to", dest="end", metavar="DATE", help="the last day")


def _count(name: str, words: str) -> Argument:
    return arg(name, type=how_many, default=0, metavar="N", help=words)


COMMANDS: Final[tuple[Command, ...]] = (
    Command("expense new", "expenses", "new", "an expense from JSON, or from an e-invoice that came in",
            (arg("file", nargs="?", metavar="FILE", help="a file, - for standard input"),
             arg("--received", metavar="ID", help="the e-invoice: the supplier's number or internal id"),
             arg("--receipt", action="append", metavar="FILE", help="a PDF or picture; may come again"),
             KEY, ON)),
    Command("expense list", "expenses", "list_expenses", "expenses and their sums",
            (arg("--state", metavar="S", help="unpaid, to_rebill, rebilled or no_receipt"),
             arg("--category", metavar="C", default="", help="only this category"),
             _CUSTOMER, _FROM, _TO, SEARCH, LIMIT, ON)),
    Command("expense show", "expenses", "show", "one expense with its VAT and receipts", (_ID,)),
    Command("expense change", "expenses", "change", "what the JSON says is changed", (_ID, FILE, ON)),
    Command("expense pay", "expenses", "pay", "say when and how it was paid",
            (_ID, arg("--method", metavar="M", required=True, help="transfer, cash, card ..."), ON)),
    Command("expense delete", "expenses", "delete", "take out what was written down by mistake", (_ID,)),
    Command("expense attach", "expenses", "attach", "keep receipts with an expense",
            (_ID, arg("files", nargs="+", metavar="FILE", help="PDFs or pictures"))),
    Command("expense file", "expenses", "file", "write a receipt as it came",
            (_ID, OUT, arg("--file", type=how_many, metavar="N", help="the file's id, else the first"))),
    Command("expense mileage", "expenses", "mileage", "a way with one's own vehicle at the country's rate",
            (arg("distance", metavar="DISTANCE", help="in the country's unit"), _PURPOSE,
             arg("--vehicle", metavar="V", default="car", help="car, motorcycle or bicycle"),
             arg("--start", metavar="PLACE", default=""), arg("--goal", metavar="PLACE", default=""),
             _PERSON, _RATE, _CUSTOMER, KEY, ON)),
    Command("expense per-diem", "expenses", "per_diem", "days away at the country's rate",
            (_PURPOSE, arg("--goal", metavar="PLACE", default=""),
             _count("--full-days", "whole days"), _count("--part-days", "days of coming and going"),
             _count("--hours", "hours of a day without a night"),
             _count("--breakfasts", "that were free"), _count("--main-meals", "that were free"),
             _PERSON, _RATE, _CUSTOMER, KEY, ON)),
    Command("expense rebill", "expenses", "rebill", "put expenses onto a customer's draft invoice",
            (arg("ids", nargs="+", type=how_many, metavar="ID", help="the expenses"), _CUSTOMER,
             arg("--invoice", metavar="ID", help="a draft that is there; a new one if not given"),
             arg("--pass-through", action="store_true", help="laid out in the customer's name: without VAT"),
             arg("--percent", metavar="P", default="0", help="on top of the cost"),
             arg("--append-receipts", action="store_true", help="their pages follow the invoice"),
             arg("--no-receipts", action="store_true", help="send no receipts along"), KEY, ON)),
    Command("expense categories", "expenses", "categories", "what money is spent on, by key"),
    Command("expense category-add", "expenses", "add_category", "a category of your own",
            (arg("name", metavar="NAME", help="how it is called"),)),
    Command("expense category-rename", "expenses", "rename_category", "call a category otherwise",
            (_CATEGORY, arg("name", metavar="NAME", help="how it is called; empty: its usual word"))),
    Command("expense category-archive", "expenses", "archive_category", "offer a category no more",
            (_CATEGORY, arg("--undo", action="store_true", help="offer it again"))),
    Command("expense vat", "expenses", "vat", "the input VAT of a period",
            (arg("--from", dest="start", required=True, metavar="DATE", help="the first day"),
             arg("--to", dest="end", required=True, metavar="DATE", help="the last day"),
             arg("--basis", choices=("invoice", "payment"), default="invoice", metavar="B",
                             help="invoice or payment: the day that counts"))),
    Command("expense recur", "expenses", "recur", "an expense that comes by a rhythm, from JSON", (FILE, ON)),
    Command("expense rhythms", "expenses", "rhythms", "what recurs, the next one first"),
    Command("expense end", "expenses", "end", "nothing is written down by a rhythm any more",
            (arg("id", type=how_many, metavar="ID", help="the rhythm's id"),)),
    Command("expense run", "expenses", "run", "write down whatever day of a rhythm has come", (ON,)),
)  # fmt: skip
