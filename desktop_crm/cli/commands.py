"""The grammar of the command line: one line a command, its handler imported when it is called."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from desktop_crm.cli.session import Session
from desktop_crm.company.rules.numbering import PAPER_SERIES
from desktop_crm.values.messages import LANGUAGES, PROGRAM
from desktop_crm.values.rights import ROLES


@dataclass(frozen=True)
class Argument:
    """One argument of a command, as argparse takes it."""

    name: str
    options: tuple[tuple[str, Any], ...] = ()


def arg(name: str, **options: Any) -> Argument:
    return Argument(name, tuple(options.items()))


@dataclass(frozen=True)
class Command:
    """`noun verb arguments`, done by `function` of the module `desktop_crm.cli.<module>`."""

    words: str
    module: str
    function: str
    help: str
    arguments: tuple[Argument, ...] = ()


def how_many(text: str) -> int:
    """A number of rows: zero to a billion; ValueError is wrong usage."""
    number = int(text)
    if not 0 <= number <= 1_000_000_000:
        raise ValueError(text)
    return number


ID: Final = arg("id", metavar="ID", help="number (2026-0001) or internal id")
ID_OF_CONTACT: Final = arg("id", metavar="ID", help="internal id, customer number or exact name")
PURPOSE: Final = arg("purpose", metavar="PURPOSE",
                     help="newsletter, offers, reminders, satisfaction or reference")  # fmt: skip
SOURCE: Final = arg("--source", metavar="TEXT", required=True, help="how the answer came: a form, a call")
ENTRY: Final = arg("id", type=how_many, metavar="ENTRY", help="the entry's number")
ENTRY_OF_SUM: Final = arg("entry", type=how_many, metavar="SUM", help="the number that the list shows")
KEY: Final = arg("--key", metavar="KEY", help="calls with the same key book once")
FILE: Final = arg("file", metavar="FILE", help="a file, - for standard input")
MAIL: Final = arg("mail", type=how_many, metavar="MAIL", help="the mail's number")
TARGET: Final = arg("target", metavar="TARGET", help="a new file, or postgresql://user@host/name")
OUT: Final = arg("out", metavar="OUT", help="where to write")
FORMATS: Final = ("cii", "xrechnung", "xrechnung-ubl", "ubl", "peppol")
FORMAT: Final = arg("--format", default="", choices=("", *FORMATS), metavar="F",
                    help=", ".join(FORMATS) + "; the one sealed at issue if not given")  # fmt: skip
ID_RECEIVED: Final = arg("id", metavar="ID", help="the supplier's number or internal id")
ON: Final = arg("--on", metavar="DATE", help="the day of the act (YYYY-MM-DD), today if not given")
LINES: Final = arg("--lines", metavar="FILE", help='JSON: [{"line": 3, "qty": "1"}]')
REASON: Final = arg("--reason", metavar="TEXT", default="", help="why")
ISSUE: Final = arg("--issue", action="store_true", help="issue it at once")
DRAFT: Final = arg("--draft", action="store_true", help="leave it a draft")
STATE: Final = arg("--state", metavar="S", help="only this state")
LIMIT: Final = arg("--limit", type=how_many, default=1000, metavar="N", help="at most N rows")
SEARCH: Final = arg("--search", metavar="TEXT", default="", help="only what holds this text")
LETTER: Final = arg("letter", type=how_many, metavar="LETTER", help="the letter's internal id")
TO_FILE: Final = arg("--out", metavar="FILE", help="write its PDF there")
NAME: Final = arg("name", metavar="NAME", help="somebody who works here")
TO: Final = arg("--to", metavar="NAME", required=True, help="who gets it")
GIVEN: Final = (
    "contact", "quote", "order", "delivery", "pro_forma", "invoice", "credit_note", "receipt", "ticket",
    "task",
)  # fmt: skip

COMMANDS: Final[tuple[Command, ...]] = (
    Command("demo", "demo", "demo", "the main job on sample data",
            (arg("--out", required=True, metavar="DIR"),)),
    Command("sample", "demo", "sample", "a large plausible database for trials",
            (arg("target", metavar="DB"), arg("--contacts", type=how_many, default=1000, metavar="N"),
             arg("--documents", type=how_many, default=1000, metavar="N"),
             arg("--seed", type=int, default=1, metavar="S"))),
    Command("totals", "totals", "totals", "a priced document's totals", (FILE,)),
    Command("company set", "company", "set_company", "set the firm's profile", (FILE,)),
    Command("company show", "company", "show_company", "the firm's profile"),
    Command("contacts import", "contacts", "import_contacts", "take in an export of another program",
            (FILE, arg("--dry-run", action="store_true"),
             arg("--map", metavar="FILE", help="JSON: column -> field"),
             arg("--keep-doubtful", action="store_true", help="take wrong tax ids, mails and dates too"),
             arg("--keep-duplicates", action="store_true", help="take likely duplicates too"),
             arg("--complete", action="store_true", help="fill gaps of contacts that are there already"),
             arg("--rejects", metavar="OUT", help="write the rows not taken, with reasons"))),
    Command("contacts export", "contacts", "export_contacts", "all contacts (.csv, .xlsx, .vcf)", (OUT,)),
    Command("contacts new", "contacts", "new_contact", "a new contact from JSON", (FILE,)),
    Command("contacts list", "contacts", "list_contacts", "list contacts", (SEARCH, LIMIT)),
    Command("contacts show", "contacts", "show_contact", "one contact", (ID,)),
    Command("contacts vat-check", "vat_checks", "check", "ask VIES about the VAT ID, or write an answer down",
            (ID_OF_CONTACT, arg("--result", metavar="R", choices=("valid", "invalid"),
                                help="valid or invalid: the answer, written down by hand"),
             arg("--reference", metavar="TEXT", default="", help="the number of the inquiry"), ON)),
    Command("contacts vat-checks", "vat_checks", "list_checks", "every check of the VAT ID",
            (ID_OF_CONTACT,)),
    Command("catalog import", "catalog", "import_catalog", "take in products (.csv, .xlsx)", (FILE,)),
    Command("catalog list", "catalog", "list_catalog", "list products and services", (SEARCH, LIMIT)),
    Command("quote new", "quotes", "new_quote", "a new quote from JSON", (FILE,)),
    Command("quote show", "quotes", "show", "one quote", (ID,)),
    Command("quote list", "quotes", "list_quotes", "list quotes",
            (STATE, SEARCH, LIMIT)),
    Command("quote send", "quotes", "send", "draw the number and seal the quote", (ID, ON)),
    Command("quote accept", "quotes", "accept", "the customer said yes", (ID, ON)),
    Command("quote decline", "quotes", "decline", "the customer said no",
            (ID, arg("--reason", required=True, metavar="TEXT"), ON)),
    Command("quote invoice", "quotes", "to_invoice", "an invoice draft from the quote", (ID, ON)),
    Command("quote duplicate", "quotes", "duplicate", "the same again as a draft", (ID, ON)),
    Command("order new", "orders", "new_order", "a new order confirmation from JSON or out of a quote",
            (arg("file", nargs="?", metavar="FILE", help="a file, - for standard input"),
             arg("--quote", metavar="ID", help="the quote that was taken"), LINES, ON)),
    Command("order confirm", "orders", "confirm", "draw the number and seal the confirmation", (ID, ON)),
    Command("order deliver", "orders", "deliver", "a delivery note over what is left",
            (ID, LINES, DRAFT, ON)),
    Command("order invoice", "orders", "to_invoice", "an invoice draft over an order or delivery notes",
            (arg("id", nargs="+", metavar="ID", help="an order, or delivery notes"), LINES, ON)),
    Command("order pro-forma", "orders", "pro_forma", "a pro forma over a quote or order", (ID, DRAFT, ON)),
    Command("order cancel", "orders", "cancel", "an order, delivery note or pro forma stands no longer",
            (ID, REASON, ON)),
    Command("order list", "orders", "list_orders", "list orders, delivery notes, pro formas and receipts",
            (STATE, SEARCH, LIMIT)),
    Command("order show", "orders", "show", "one of them, with how far each line is", (ID,)),
    Command("invoice new", "invoices", "new_invoice", "a new invoice from JSON", (FILE,)),
    Command("invoice issue", "invoices", "issue", "draw the number and seal the invoice",
            (ID, ON, arg("--key", metavar="KEY", help="calls with the same key issue once"),
             arg("--vat-check", action="store_true",
                 help="only with a check of the customer's VAT ID, where no VAT is charged for it"))),
    Command("invoice show", "invoices", "show", "one invoice or credit note", (ID,)),
    Command("invoice list", "invoices", "list_invoices", "list invoices and credit notes",
            (STATE, SEARCH, LIMIT)),
    Command("invoice pay", "invoices", "pay", "record a payment",
            (ID, arg("amount", metavar="AMOUNT"), arg("--on", metavar="DATE", required=True),
             arg("--method", metavar="M", required=True), arg("--reference", metavar="TEXT", default=""))),
    Command("invoice credit", "invoices", "credit", "issue a credit note",
            (ID, LINES, arg("--amount", metavar="AMOUNT", help="this much, VAT included"), REASON, ON)),
    Command("invoice deposit", "stages", "deposit", "a deposit invoice for a quote or order",
            (ID, arg("--percent", metavar="P", help="of the net"),
             arg("--amount", metavar="AMOUNT", help="what is to be paid, VAT included"), ISSUE, ON)),
    Command("invoice progress", "stages", "progress", "bill a part of a quote or order",
            (ID, arg("--percent", metavar="P", help="of every line"), LINES, ISSUE, ON)),
    Command("invoice final", "stages", "final", "bill what is left, deposits taken off by name",
            (ID, arg("--full", action="store_true", help="over the whole, deposits as prepaid"),
             ISSUE, ON)),
    Command("invoice cancel", "stages", "cancel", "a credit note over all that is left", (ID, REASON, ON)),
    Command("invoice correct", "stages", "correct", "cancel it and begin the draft in its place",
            (ID, arg("--text", action="store_true", help="only words were wrong: the amounts stay (384)"),
             REASON, ON)),
    Command("invoice receipt", "stages", "receipt", "confirm a payment on a paper of its own",
            (ID, arg("--payment", type=how_many, metavar="N", help="the payment's number"), ON)),
    Command("invoice treat", "invoices", "treat", "how the law taxes a draft, and why; --apply takes it over",
            (ID, arg("--apply", action="store_true", help="tax all lines so"),
             arg("--as", dest="way", default="", metavar="WAY",
                 help="S, AE, K, G, E, O, or a special reason (margin_goods, exempt_interest ...)"))),
    Command("invoice fiscal", "invoices", "fiscal", "the data for the portal; --number takes the document in",
            (ID, arg("--number", metavar="NUMBER", default="", help="of the fiscal document"), ON,
             arg("--key", dest="access_key", metavar="KEY", default="", help="ATCUD, access key, ETTN ..."),
             arg("--pdf", metavar="FILE", help="its PDF"), arg("--xml", metavar="FILE", help="its XML"))),
    Command("invoice duplicate", "invoices", "duplicate", "the same again as a draft", (ID, ON)),
    Command("invoice import", "invoices", "import_open", "open invoices of an older program (.csv)", (FILE,)),
    Command("period close", "periods", "close", "nothing dated in it is issued, credited, paid or altered",
            (arg("period", nargs="?", default="", metavar="PERIOD", help="2026-03, 2026-Q1 or 2026"),
             arg("--from", dest="start", metavar="DATE", help="the first day"),
             arg("--to", dest="end", metavar="DATE", help="the last day"))),
    Command("period reopen", "periods", "reopen", "let a closed period be written on again",
            (arg("period", metavar="PERIOD", help="as it was closed, or its id"),
             arg("--reason", metavar="TEXT", required=True, help="stays on record"))),
    Command("period list", "periods", "list_periods", "every period that was ever closed"),
    Command("rates import", "rates", "import_rates", "exchange rates of the ECB, TCMB, PTAX, BMF, or a table",
            (FILE,)),
    Command("rates list", "rates", "list_rates", "the newest first",
            (arg("--currency", metavar="C", default="", help="only this one"), LIMIT)),
    Command("rates set", "rates", "set_rate", "type a rate: 1 BASE is RATE in the firm's currency",
            (arg("base", metavar="BASE"), arg("rate", metavar="RATE"), ON)),
    Command("payments import", "bank", "import_file", "a bank statement: CAMT.053, MT940, OFX, CSV, XLSX",
            (FILE, arg("--map", metavar="FILE", help='JSON: {"date": "column", "date_order": "dmy", ...}'))),
    Command("payments statements", "bank", "list_statements", "bank statements that came in", (LIMIT,)),
    Command("payments match", "bank", "match", "what the lines that wait seem to pay, why, and how sure", ()),
    Command("payments apply", "bank", "apply", "book what is certain, or one line as proposed or told",
            (arg("--line", type=how_many, metavar="LINE", help="this line, as `payments match` numbers it"),
             arg("--invoice", action="append", metavar="ID", help="what it pays; perhaps several times"),
             arg("--contact", metavar="ID", help="who paid: what is left over is their credit"))),
    Command("payments skip", "bank", "skip", "pass a line over: a fee, a transfer of one's own",
            (arg("line", type=how_many, metavar="LINE"),)),
    Command("payments receive", "payments", "receive", "money over several invoices, from JSON",
            (FILE, KEY)),
    Command("payments use", "payments", "use", "pay invoices from a customer's credit, from JSON",
            (FILE, KEY)),
    Command("payments refund", "payments", "refund", "pay a customer's credit back",
            (ID_OF_CONTACT, arg("amount", metavar="AMOUNT"), ON,
             arg("--currency", metavar="CODE", default="", help="the firm's own if not given"),
             arg("--method", metavar="M", default="transfer"), KEY)),
    Command("payments undo", "payments", "undo", "take a mistyped sum back as a whole",
            (ENTRY_OF_SUM, arg("--reason", metavar="TEXT", default=""))),
    Command("payments list", "payments", "list_payments", "sums that came in and what they paid", (LIMIT,)),
    Command("payments credit", "payments", "credit", "what a customer has to their credit",
            (ID_OF_CONTACT,)),
    Command("dunning run", "dunning", "run", "prepare the reminders that are due",
            (ON, arg("--send", action="store_true", help="write them at once"))),
    Command("dunning list", "dunning", "list_letters", "list reminders", (STATE, LIMIT)),
    Command("dunning letter", "dunning", "letter", "write a reminder of an invoice by hand",
            (ID, arg("--level", type=how_many, metavar="N", help="which level, else the one that is due"),
             ON, arg("--key", metavar="KEY", help="calls with the same key write one letter"), TO_FILE)),
    Command("dunning send", "dunning", "send", "write a reminder that waits", (LETTER, ON, TO_FILE)),
    Command("dunning skip", "dunning", "skip", "leave a level out", (LETTER,)),
    Command("dunning later", "dunning", "later", "take a reminder out of the tray until a day",
            (LETTER, arg("until", metavar="UNTIL", help="a day (YYYY-MM-DD)"), ON)),
    Command("dunning pdf", "dunning", "pdf", "write a reminder's PDF",
            (arg("letter", metavar="LETTER", help="its number (D-2026-0001) or internal id"), OUT)),
    Command("dunning levels", "dunning", "levels", "the levels of reminding; from a file they are set",
            (arg("file", nargs="?", metavar="FILE", help="JSON list, - for standard input"),)),
    Command("recurring new", "recurring", "new_recurring", "bill something again and again (JSON)",
            (FILE, arg("--from", dest="source", metavar="ID", help="an invoice to bill again"), ON)),
    Command("recurring list", "recurring", "list_recurring", "what recurs, and what it brings",
            (STATE, LIMIT)),
    Command("recurring show", "recurring", "show_recurring", "one of them, with its bills",
            (arg("id", type=how_many, metavar="ID", help="its internal id"),)),
    Command("recurring end", "recurring", "end_recurring", "no bill is made of it any more",
            (arg("id", type=how_many, metavar="ID", help="its internal id"), ON)),
    Command("recurring run", "recurring", "run_recurring", "make every bill whose day has come", (ON,)),
    Command("document pdf", "documents", "pdf", "write a document's PDF",
            (ID, OUT, arg("--copy", action="store_true", help="a reprint, marked as a copy"))),
    Command("document xml", "documents", "xml", "write a document's e-invoice", (ID, OUT, FORMAT)),
    Command("document eml", "documents", "eml", "write a mail draft with the PDF", (ID, OUT)),
    Command("document send", "mails", "send", "send it by mail with its PDF, from the firm's account",
            (ID, arg("--to", metavar="ADDRESS", help="another address than the customer's"),
             arg("--subject", metavar="TEXT", help="another subject"),
             arg("--later", action="store_true", help="only put it into the outbox"),
             arg("--again", action="store_true", help="although it went there before"))),
    Command("mail account", "mails", "account", "the firm's mail account; what is named is set anew",
            (arg("--host", metavar="NAME", help="the mail server"),
             arg("--port", type=how_many, metavar="N", help="587, 465 or another one"),
             arg("--security", metavar="S", help="starttls, tls or none (only on this computer)"),
             arg("--login", metavar="NAME", help="the user name at the server"),
             arg("--sender", metavar="ADDRESS", help="from whom mails are: address or Name <address>"),
             arg("--remember", action="store_true", help="keep its password in this computer's keyring"),
             arg("--none", action="store_true", help="no account any more"))),
    Command("mail test", "mails", "test", "send a short mail to try the account",
            (arg("to", metavar="ADDRESS", help="to whom"),)),
    Command("mail list", "mails", "list_mails", "what waits, was refused or is unclear",
            (arg("id", nargs="?", default="", metavar="ID", help="every mail with this paper"),)),
    Command("mail run", "mails", "run", "send what is due"),
    Command("mail undo", "mails", "take_back", "a mail that waits is not sent", (MAIL,)),
    Command("mail again", "mails", "again", "a mail that was refused waits again", (MAIL,)),
    Command("mail settle", "mails", "settle", "say whether an unclear mail arrived; if not, it waits again",
            (MAIL, arg("--arrived", choices=("yes", "no"), required=True, help="is it in the sent mails?"))),
    Command("document export", "documents", "export", "all PDFs of a period and one CSV",
            (arg("--from", dest="start", required=True, metavar="DATE"),
             arg("--to", dest="end", required=True, metavar="DATE"), arg("out", metavar="DIR"))),
    Command("einvoice read", "einvoices", "read", "what an e-invoice says and breaks", (FILE,)),
    Command("einvoice check", "einvoices", "check", "every rule that an e-invoice breaks", (FILE,)),
    Command("einvoice take", "einvoices", "take", "keep an e-invoice that came in", (FILE,)),
    Command("einvoice list", "einvoices", "list_einvoices", "e-invoices that came in", (SEARCH, LIMIT)),
    Command("einvoice show", "einvoices", "show", "one that came in", (ID_RECEIVED,)),
    Command("einvoice file", "einvoices", "file", "its file as it came", (ID_RECEIVED, OUT)),
    Command("einvoice remove", "einvoices", "remove", "take out what came in by mistake", (ID_RECEIVED,)),
    Command("einvoice export", "einvoices", "export", "e-invoices of a period into a folder or a ZIP",
            (arg("out", metavar="OUT", help="a folder, or a new file that ends in .zip"),
             arg("--from", dest="start", required=True, metavar="DATE"),
             arg("--to", dest="end", required=True, metavar="DATE"),
             arg("--format", default="", choices=("", "pdf", *FORMATS), metavar="F",
                 help="pdf, " + ", ".join(FORMATS) + "; what each customer wants if not given"))),
    Command("ticket new", "tickets", "new_ticket", "a new ticket from JSON", (FILE,)),
    Command("ticket list", "tickets", "list_tickets", "list tickets", (STATE, SEARCH, LIMIT)),
    Command("ticket show", "tickets", "show_ticket", "one ticket", (ID,)),
    Command("ticket reply", "tickets", "reply", "answer, or note something",
            (ID, arg("text", metavar="TEXT"), arg("--internal", action="store_true"))),
    Command("ticket close", "tickets", "close", "close a ticket", (ID,)),
    Command("person export", "person", "export", "all that is kept about a contact, as a ZIP",
            (ID_OF_CONTACT, arg("file", metavar="FILE", help="where to write"))),
    Command("person erase", "person", "erase", "what erasing a contact would do; --yes does it",
            (ID_OF_CONTACT, arg("--yes", action="store_true", help="erase for good"),
             arg("--report", metavar="OUT", help="write the list of what went and what stays (text)"))),
    Command("purge times", "purge", "times", "how long what is kept; named kinds are set anew",
            tuple(arg(f"--{kind}", metavar="YEARS", help="a number of years, or never")
                  for kind in ("contacts", "tickets", "notes", "mails"))),
    Command("purge list", "purge", "list_due", "what was kept long enough",
            (arg("--on", metavar="DATE", help="what would go on this day"),)),
    Command("purge run", "purge", "run", "what would be deleted; --yes deletes it",
            (arg("--yes", action="store_true", help="delete for good"), ON,
             arg("--only", choices=("contacts", "tickets", "notes", "mails", "papers"), help="only these"),
             arg("--report", metavar="OUT", help="write the record of the papers that went (text)"))),
    Command("purge due", "purge", "papers_due", "until when issued papers are kept, by year"),
    Command("purge papers", "purge", "paper_times", "how papers are treated; what is named is set anew",
            (arg("--year-ends", type=how_many, metavar="MONTH", help="the last month of the business year"),
             arg("--books", dest="is_book", choices=("yes", "no"), help="keep papers as long as books"),
             arg("--by-itself", choices=("yes", "no"), help="purge once a month without asking"))),
    Command("purge hold", "purge", "hold", "keep a paper although its keep time is over",
            (ID, arg("--because", metavar="TEXT", required=True, help="why"))),
    Command("purge release", "purge", "release", "keep it no longer than the law says", (ID,)),
    Command("purge held", "purge", "held", "papers that are kept, and why"),
    Command("purge record", "purge", "record", "what was purged",
            (arg("run", type=how_many, nargs="?", metavar="PURGE", help="its number; the last if not given"),
             arg("--report", metavar="OUT", help="write it as a text"))),
    Command("consent list", "consents", "list_consents", "what a contact allowed, with its history",
            (ID_OF_CONTACT,)),
    Command("consent give", "consents", "give", "a contact said yes", (ID_OF_CONTACT, PURPOSE, ON, SOURCE)),
    Command("consent withdraw", "consents", "withdraw", "a contact took it back",
            (ID_OF_CONTACT, PURPOSE, ON, SOURCE)),
    Command("consent check", "consents", "check", "whether a contact may be written to for a purpose",
            (ID_OF_CONTACT, PURPOSE)),
    Command("import list", "imports", "list_imports", "what came in from which file", (LIMIT,)),
    Command("import undo", "imports", "undo", "take an import back as a whole; what was used since stays",
            (arg("id", type=how_many, metavar="JOB", help="the import's number"),)),
    Command("trail list", "trail", "list_trail", "who changed what, newest first",
            (arg("--record", metavar="KIND:ID", default="", help="only of contact:5, invoice:2026-0001"),
             arg("--kind", metavar="K", default="",
                 help="contact, document, product, ticket, file, import or firm"),
             arg("--by", metavar="NAME", default="", help="only what this person did"),
             arg("--from", dest="start", metavar="DATE", help="the first day"),
             arg("--to", dest="end", metavar="DATE", help="the last day"), SEARCH, LIMIT)),
    Command("trail show", "trail", "show_entry", "one entry, field by field, and how it is undone", (ENTRY,)),
    Command("trail undo", "trail", "undo", "set back what one entry changed, or bring back what it deleted",
            (ENTRY,)),
    Command("give", "people", "give", "give a record to a colleague",
            (arg("kind", metavar="KIND", choices=GIVEN, help=", ".join(GIVEN)), ID, TO,
             arg("--on", metavar="DATE", help="until when (YYYY-MM-DD)"),
             arg("--note", metavar="TEXT", default="", help="what is to be done"))),
    Command("people list", "people", "list_people", "who works here",
            (arg("--left", action="store_true", help="also those who left"),)),
    Command("people add", "people", "add", "add somebody; the first must be an owner",
            (NAME, arg("--role", choices=tuple(ROLES), default="owner"),
             arg("--language", choices=("", *LANGUAGES[PROGRAM]), default=""))),
    Command("people role", "people", "role", "another role", (NAME, arg("role", choices=tuple(ROLES)))),
    Command("people rename", "people", "rename", "another name", (NAME, arg("new_name", metavar="NEW"))),
    Command("people password", "people", "password", "another password", (NAME,)),
    Command("people login", "people", "login", "a login of the server, for which the role holds", (NAME,)),
    Command("people code", "people", "code", "another recovery code for an owner", (NAME,)),
    Command("people leave", "people", "leave", "somebody leaves",
            (NAME, arg("--to", metavar="NAME", help="who takes over what waits to be done"), ON)),
    Command("people back", "people", "back", "somebody who left is here again", (NAME,)),
    Command("people hand-over", "people", "hand_over", "everything of one person goes to another",
            (NAME, TO, arg("--dry-run", action="store_true", help="only count it"))),
    Command("search", "workspace", "search", "search over everything",
            (arg("text", metavar="TEXT"), arg("--limit", type=how_many, default=50, metavar="N"))),
    Command("database encrypt", "database", "encrypt", "the firm in a new, encrypted file",
            (arg("to", metavar="NEW", help="the new file"),
             arg("--sheet", metavar="PDF", help="the recovery key as a sheet to print"))),
    Command("database decrypt", "database", "decrypt", "an encrypted firm in a new, plain file",
            (arg("to", metavar="NEW", help="the new file"),)),
    Command("database passphrase", "database", "passphrase", "another passphrase for the encrypted file"),
    Command("database forget", "database", "forget", "what the window remembers leaves the keyring"),
    Command("database status", "database", "status", "where the file lies, who is in, whether it is safe"),
    Command("diagnose", "diagnose", "diagnose", "what support needs to know, without data and secrets",
            (arg("--out", metavar="FILE", help="save what is shown as a ZIP"),)),
    Command("verify", "workspace", "verify", "check numbers, seals, totals and links"),
    Command("backup make", "backups", "make", "write a verified copy",
            (OUT, arg("--encrypt", action="store_true", help="with a passphrase of its own"))),
    Command("backup daily", "backups", "daily", "today's copy, and its twin on the second place"),
    Command("backup list", "backups", "list_backups", "the backups there are, newest first"),
    Command("backup second", "backups", "second", "choose the second place of this computer",
            (arg("folder", nargs="?", default="", metavar="DIR", help="a folder on another disk"),
             arg("--none", action="store_true", help="no second place any more"))),
    Command("backup look", "backups", "look", "what a backup holds", (FILE,)),
    Command("backup drill", "backups", "drill", "restore the newest backup to a scratch file and compare"),
    Command("restore", "workspace", "restore", "a backup into a new file",
            (FILE, arg("--to", required=True, metavar="NEW"), *(
                arg(f"--last-{name}", default="", metavar="NUMBER", help=f"the last {name} number on paper")
                for name in (kind.replace("_", "-") for kind in PAPER_SERIES)))),
    Command("database init", "database", "init", "set up an empty firm there"),
    Command("database move", "database", "move", "everything to the target; this place takes no more changes",
            (arg("target", nargs="?", default="", metavar="TARGET",
                 help="a new file, or postgresql://user@host/name"),
             arg("--finish", action="store_true", help="go on with a move that was interrupted"),
             arg("--undo", action="store_true", help="take an interrupted move back"))),
    Command("database copy", "database", "copy", "everything once more at the target", (TARGET,)),
    Command("archive make", "workspace", "make_archive", "everything as text in one ZIP file", (OUT,)),
    Command("archive read", "workspace", "read_archive", "an archive into a new file",
            (FILE, arg("to", metavar="NEW", help="the new file"),
             arg("--any-size", action="store_true", help="more than 2 GB, too"))),
)  # fmt: skip


NOUNS: Final = {
    "backup": "verified copies: make (may be left out), daily, list, look, second, drill",
    "company": "the firm's profile: set, show",
    "contacts": "people and companies: import, export, new, list, show, vat-check, vat-checks",
    "catalog": "products and services: import, list",
    "quote": "quotes: new, show, list, send, accept, decline, invoice, duplicate",
    "order": "orders: new, confirm, deliver, invoice, pro-forma, cancel, list, show",
    "invoice": "invoices and credit notes: new, issue, show, list, pay, credit, deposit, progress, final,"
    " cancel, correct, receipt, treat, fiscal, duplicate, import",
    "recurring": "invoices that come again and again: new, list, show, end, run",
    "dunning": "reminders: run, list, letter, send, skip, later, pdf, levels",
    "document": "papers as files and mails: pdf, xml, eml, send, export",
    "mail": "the mail account and the outbox: account, test, list, run, undo, again, settle",
    "database": "where a firm's data are: init, status, move, copy, encrypt, decrypt, passphrase, forget",
    "einvoice": "e-invoices in and out: read, check, take, list, show, file, remove, export",
    "archive": "everything as text: make, read",
    "period": "days whose books are handed in: close, reopen, list",
    "rates": "exchange rates by day: import, list, set",
    "payments": "money over several invoices and credit: receive, use, refund, undo, list, credit;"
    " bank statements: import, statements, match, apply, skip",
    "person": "the rights of a person: export, erase",
    "purge": "what was kept long enough, and papers after their keep time: list, run, due, hold, record",
    "consent": "what contacts allowed: list, give, withdraw, check",
    "import": "what came in from files: list, undo",
    "trail": "who changed what: list, show, undo",
    "people": "who works here: list, add, role, rename, password, login, code, leave, back, hand-over",
    "ticket": "tickets: new, list, show, reply, close",
}
"""What `--help` says of the commands that have verbs."""


def completed(words: Sequence[str]) -> list[str]:
    """`backup OUT` is short for `backup make OUT`."""
    verbs = {command.words.partition(" ")[2] for command in COMMANDS if command.words.startswith("backup ")}
    found = list(words)
    places = iter(range(len(found)))
    plain = []
    for place in places:
        if found[place] == "--database":
            next(places, None)
        elif not found[place].startswith("-"):
            plain.append(place)
    if len(plain) > 1 and found[plain[0]] == "backup" and found[plain[1]] not in verbs:
        found.insert(plain[0] + 1, "make")
    return found


def register(nouns: Any, common: argparse.ArgumentParser) -> None:
    """Add every command to the parser's nouns; verbs hang below theirs."""
    verbs: dict[str, Any] = {}
    for command in COMMANDS:
        noun, _space, verb = command.words.partition(" ")
        if verb and noun not in verbs:
            parent = nouns.add_parser(noun, parents=[common], help=NOUNS[noun], description=NOUNS[noun])
            verbs[noun] = parent.add_subparsers(dest="verb", metavar="VERB", required=True)
        place = verbs[noun] if verb else nouns
        parser = place.add_parser(verb or noun, parents=[common], help=command.help, description=command.help)
        for argument in command.arguments:
            parser.add_argument(argument.name, **dict(argument.options))
        parser.set_defaults(handler=_handler(command))


def _handler(command: Command) -> Callable[[Session], Any]:
    def handle(session: Session) -> Any:
        module = import_module(f"desktop_crm.cli.{command.module}")
        return getattr(module, command.function)(session)

    return handle
