"""Mails: the account, the outbox, the words."""

from __future__ import annotations

from typing import Final

from desktop_crm.cli.grammar.words import ID, MAIL, ON, Command, arg, how_many

_KIND: Final = arg(
    "kind",
    metavar="KIND",
    help="invoice, quote, credit_note, order, delivery, pro_forma, receipt or reminder",
)
LATER: Final = arg("--later", action="store_true", help="only put it into the outbox")
AGAIN: Final = arg("--again", action="store_true", help="although it went there before")

COMMANDS: Final[tuple[Command, ...]] = (
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
    Command("mail send", "mails", "send_many", "send many papers, each to its customer",
            (arg("ids", nargs="+", metavar="ID", help="its number, or its internal id"), LATER, AGAIN, ON)),
    Command("mail list", "mails", "list_mails", "what waits, was refused or is unclear",
            (arg("id", nargs="?", default="", metavar="ID", help="every mail with this paper"),)),
    Command("mail run", "mails", "run", "send what is due"),
    Command("mail undo", "mails", "take_back", "a mail that waits is not sent", (MAIL,)),
    Command("mail again", "mails", "again", "a mail that was refused waits again", (MAIL,)),
    Command("mail settle", "mails", "settle", "say whether an unclear mail arrived; if not, it waits again",
            (MAIL, arg("--arrived", choices=("yes", "no"), required=True, help="is it in the sent mails?"))),
    Command("mail preview", "mail_texts", "preview", "the mail with a paper as it would go", (ID, ON)),
    Command("mail texts", "mail_texts", "list_texts", "for what the firm has words of its own"),
    Command("mail text", "mail_texts", "text", "the words of a kind in a language; from a file they are set",
            (_KIND, arg("language", metavar="LANGUAGE", help="en, de, pt_BR, ..."),
             arg("file", nargs="?", default="", metavar="FILE", help='JSON: {"subject": ..., "body": ...}'),
             arg("--usual", action="store_true", help="back to the usual words"))),
    Command("mail names", "mail_texts", "names", "what may stand in the words of a kind", (_KIND,)),
)  # fmt: skip
