"""What the accountant gets: journals, packages, accounts."""

from __future__ import annotations

from typing import Final

from desktop_crm.cli.grammar.words import LIMIT, ON, OUT, Command, arg

_DAYS: Final = (
    arg("--from", dest="start", metavar="DATE", help="the first day (YYYY-MM-DD)"),
    arg("--to", dest="end", metavar="DATE", help="the last day"),
    arg("--period", metavar="PERIOD", help="instead of both: 2026-03, 2026-Q1 or 2026"),
)
_LAYOUTS: Final = ("generic", "datev", "ventes", "gobd")

COMMANDS: Final[tuple[Command, ...]] = (
    Command("journal", "accounting", "journal", "the sales journal of some days in one layout",
            (OUT, *_DAYS, arg("--layout", default="generic", choices=_LAYOUTS, metavar="L",
                              help="generic (CSV, XLSX), datev, ventes or gobd"), ON)),
    Command("package", "accounting", "package", "everything of some days for the accountant, sealed",
            (OUT, *_DAYS,
             arg("--layout", action="append", choices=_LAYOUTS, metavar="L",
                 help="beside the tables; perhaps several times; the country's usual ones if not given"),
             arg("--empty", action="store_true", help="also where nothing happened"), ON)),
    Command("packages", "accounting", "packages", "the packages that were made, newest first", (LIMIT, ON)),
    Command("changed", "accounting", "changed", "what changed since in days that were handed over",
            (ON,)),
    Command("accounts", "accounting", "accounts", "the accountant's chart and numbers; from a file: set",
            (arg("file", nargs="?", metavar="FILE", help="JSON, - for standard input"), ON)),
)  # fmt: skip
