"""What is owed to the tax office."""

from __future__ import annotations

from typing import Final

from desktop_crm.cli.grammar.words import Command, arg

TABLES: Final = ("rows", "papers", "sales-list", "oss")
SPAN: Final = (
    arg("period", nargs="?", default="", metavar="PERIOD", help="2026-03, 2026-Q1 or 2026"),
    arg("--from", dest="start", metavar="DATE", help="the first day"),
    arg("--to", dest="end", metavar="DATE", help="the last day"),
)
COMMANDS: Final[tuple[Command, ...]] = (
    Command("vat", "vat", "report", "the VAT of a period, the EC sales list, the OSS by country",
            (*SPAN, arg("--on", metavar="DATE", help="without PERIOD: the month of this day"),
             arg("--basis", choices=("issue", "payment"), help="as the firm owes it if not given"),
             arg("--papers", action="store_true", help="what stands behind each row, too"),
             arg("--out", metavar="FILE", default="", help="write one table as .csv or .xlsx"),
             arg("--table", choices=TABLES, default="rows", help="which one"))),
)  # fmt: skip
