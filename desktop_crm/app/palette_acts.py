"""What a person types to have something done: "pay 2026-0001", "new invoice Conservas", "Q-2026-0003 accept".

The words of an act stand before or after the record it is done to, in the program's language or in English,
each of them shortened as one likes. Everything here runs in the database's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from desktop_crm.billing import queries as billing
from desktop_crm.billing.queries import DocumentRow
from desktop_crm.database.folding import fold
from desktop_crm.support import queries as support
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Message, Translator, _, translator_for
from desktop_crm.values.paging import ListView
from desktop_crm.widgets.desk import Wish
from desktop_crm.workspace import finding
from desktop_crm.workspace.finding import Found

PROPOSED: Final = 4
"""Records offered where an act was typed without one, and at most for one act."""
_OWED: Final = ("open", "partly_paid", "overdue")


@dataclass(frozen=True)
class Act:
    """`also` are further words that ask for it; `opens(kind, id)` is what `go` is given."""

    label: Message
    also: Message
    icon: str
    kinds: tuple[str, ...]
    opens: Callable[[str, int], tuple[str, object]]
    fits: Callable[[Any], bool] = lambda _row: True
    right: str = ""
    proposed: tuple[str, ...] = ()
    """The filter (name, value) of the list whose first rows are offered."""


@dataclass(frozen=True)
class Proposal:
    """An act with the record it is done to."""

    act: Act
    name: str
    about: str
    where: tuple[str, object]


def _beginning(kind: str) -> Callable[[str, int], tuple[str, object]]:
    return lambda _entity, record: (f"{kind}:new", {"contact": record})


def _wish(act: str) -> Callable[[str, int], tuple[str, object]]:
    return lambda kind, record: (kind, Wish(record, act))


def _invoice(*states: str) -> Callable[[DocumentRow], bool]:
    return lambda row: row.kind == "invoice" and row.state in states


def _quote(*states: str) -> Callable[[DocumentRow], bool]:
    return lambda row: row.kind == "quote" and row.state in states


def _order(*states: str) -> Callable[[DocumentRow], bool]:
    return lambda row: row.kind == "order" and row.state in states


def _correctable(row: DocumentRow) -> bool:
    return row.kind == "invoice" and not row.is_external and row.state not in ("draft", "credited")


def _ours(row: DocumentRow) -> bool:
    return row.kind not in ("credit_note", "receipt") and not row.is_external


def _printed(row: DocumentRow) -> bool:
    return row.state != "draft" and not row.is_external


_PAPERS: Final = ("invoice", "quote", "credit_note", "order", "delivery", "pro_forma", "receipt")
_BILLABLE: Final = ("issued", "partly_delivered", "delivered")
ACTS: Final[tuple[Act, ...]] = (
    Act(
        _("New invoice for {name}"), _("new bill"), "receipt-text", ("contact",), _beginning("invoice"),
        right="documents.draft",
    ),
    Act(
        _("New quote for {name}"), _("new offer"), "file-pen", ("contact",), _beginning("quote"),
        right="documents.draft",
    ),
    Act(
        _("New ticket for {name}"), _("new complaint"), "life-buoy", ("contact",), _beginning("ticket"),
        right="tickets.change",
    ),
    Act(
        _("New note for {name}"), _("new write down"), "notebook-pen", ("contact",), _wish("note"),
        right="notes.change",
    ),
    Act(
        _("Record payment for {name}"), _("pay paid received"), "banknote", ("invoice",), _wish("pay"),
        lambda row: _invoice(*_OWED)(row) or (row.kind == "invoice" and row.open < 0),
        proposed=("state", "unpaid"), right="payments.record",
    ),
    Act(
        _("Issue {name}"), _("issue seal"), "stamp", ("invoice",), _wish("issue"),
        _invoice("draft"), proposed=("state", "draft"), right="documents.issue",
    ),
    Act(
        _("Send quote {name}"), _("send"), "send", ("quote",), _wish("issue"),
        _quote("draft"), proposed=("state", "draft"), right="quotes.send",
    ),
    Act(
        _("Accept {name}"), _("accepted yes"), "thumbs-up", ("quote",), _wish("accept"),
        _quote("sent", "expired", "declined"), proposed=("state", "sent"), right="quotes.answer",
    ),
    Act(
        _("Decline {name}"), _("declined rejected no"), "thumbs-down", ("quote",), _wish("decline"),
        _quote("sent", "expired"), proposed=("state", "sent"), right="quotes.answer",
    ),
    Act(
        _("Make an invoice of {name}"), _("to invoice bill"), "receipt-text", ("quote",), _wish("invoice"),
        _quote("sent", "expired", "accepted"), proposed=("state", "accepted"), right="documents.draft",
    ),
    Act(
        _("Confirm the order {name}"), _("confirm order issue"), "stamp", ("order",), _wish("issue"),
        _order("draft"), proposed=("state", "draft"), right="documents.issue",
    ),
    Act(
        _("Deliver {name}"), _("deliver delivery note ship"), "truck", ("order",), _wish("deliver"),
        _order("issued", "partly_delivered"), proposed=("state", "to_deliver"), right="documents.draft",
    ),
    Act(
        _("Bill a deposit for {name}"), _("deposit advance"), "percent", ("quote", "order"), _wish("deposit"),
        lambda row: _quote("sent", "expired", "accepted")(row) or _order(*_BILLABLE)(row),
        right="documents.draft",
    ),
    Act(
        _("Make an invoice of {name}"), _("to invoice bill"), "receipt-text", ("order",), _wish("invoice"),
        _order(*_BILLABLE), proposed=("state", "to_invoice"), right="documents.draft",
    ),
    Act(
        _("Write a mail with {name}"), _("send mail"), "send", _PAPERS, _wish("send"), _printed,
        right="documents.send",
    ),
    Act(
        _("Open the PDF of {name}"), _("open pdf show"), "file-text", _PAPERS, _wish("pdf"), _printed,
        right="documents.read",
    ),
    Act(
        _("Duplicate {name}"), _("copy again"), "copy", ("invoice", "quote"), _wish("duplicate"), _ours,
        right="documents.draft",
    ),
    Act(
        _("Credit {name}"), _("credit note cancel"), "file-x", ("invoice",), _wish("credit"), _correctable,
        right="documents.credit",
    ),
    Act(
        _("Correct {name}"), _("correct wrong fix"), "undo-2", ("invoice",), _wish("correct"), _correctable,
        right="documents.credit",
    ),
    Act(
        _("Reply to {name}"), _("answer"), "reply", ("ticket",), _wish("reply"),
        lambda row: row.status != "closed", proposed=("open", "1"), right="tickets.change",
    ),
    Act(
        _("Close {name}"), _("close done"), "circle-check", ("ticket",), _wish("close"),
        lambda row: row.status != "closed", proposed=("open", "1"), right="tickets.change",
    ),
)  # fmt: skip


def asked(caller: Caller, typed: str, today: date, t: Translator) -> list[Proposal]:
    """The acts that were typed, with the records they were typed for, or some that wait for them."""
    rows = _Rows(caller, today)
    found: list[Proposal] = []
    for act in _of(caller):
        rest = object_of(typed, act, t.language)
        if rest is None:
            continue
        if rest:
            hits = finding.find(caller, rest, limit=PROPOSED * 3, kinds=act.kinds)
            found += [_proposal(act, hit) for hit in hits if act.fits(rows.of(hit.kind, hit.id))][:PROPOSED]
        elif act.proposed:
            found += rows.waiting(act)
    return found


def offered(caller: Caller, hits: Sequence[Found], today: date) -> list[Proposal]:
    """What can be done with the best contact, paper and ticket among what was found."""
    rows = _Rows(caller, today)
    found: list[Proposal] = []
    seen: set[str] = set()
    for hit in hits:
        subject = "paper" if hit.kind in _PAPERS else hit.kind
        if subject in seen:
            continue
        seen.add(subject)
        acts = [act for act in _of(caller) if hit.kind in act.kinds and act.fits(rows.of(hit.kind, hit.id))]
        found += [_proposal(act, hit) for act in acts]
    return found


def _of(caller: Caller) -> list[Act]:
    """The acts of the caller's role."""
    return [act for act in ACTS if rights.may(caller, act.right)]


def object_of(typed: str, act: Act, language: str) -> str | None:
    """What stands beside the words of the act; "" for nothing, None where the act was not asked for."""
    words = typed.split()
    strong, weak = _vocabulary(act, language)
    for step in (1, -1):
        ordered = words[::step]
        count = next((n for n, word in enumerate(ordered) if not _is_one(word, strong | weak)), len(words))
        said = [word for word in ordered[:count] if _is_one(word, strong)]
        if any(len(word) > 1 for word in said):
            return " ".join(ordered[count:][::step])
    return None


def _is_one(word: str, of: frozenset[str]) -> bool:
    folded = fold(word)
    return any(each.startswith(folded) for each in of)


@lru_cache(maxsize=256)
def _vocabulary(act: Act, language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Words that ask for the act, and small ones that may stand among them ("for", "the", "of")."""
    strong: set[str] = set()
    weak: set[str] = set()
    for t in (translator_for(language), translator_for("en")):
        strong |= set(fold(t.message(act.also)).split())
        for word in fold(t.message(act.label)).replace("{name}", " ").split():
            (strong if len(word) > 3 else weak).add(word)
    return frozenset(strong), frozenset(weak)


def _proposal(act: Act, hit: Found) -> Proposal:
    name = hit.number or hit.title
    about = " · ".join(dict.fromkeys(part for part in (hit.title, hit.about) if part and part != name))
    return Proposal(act, name, about, act.opens(hit.kind, hit.id))


class _Rows:
    """The rows of papers and tickets as they stand now, each read once."""

    def __init__(self, caller: Caller, today: date) -> None:
        self._caller, self._today = caller, today
        self._read: dict[tuple[str, int], Any] = {}

    def of(self, kind: str, record: int) -> Any:
        """None for a contact, which has no state."""
        if (kind, record) not in self._read:
            row: Any = None
            if kind in _PAPERS:
                row = billing.get_row(self._caller, record, self._today)
            elif kind == "ticket":
                row = support.get_row(self._caller, record)
            self._read[kind, record] = row
        return self._read[kind, record]

    def waiting(self, act: Act) -> Iterator[Proposal]:
        """The first records of the list that waits for this act."""
        (kind,), view = act.kinds, ListView(filters=(act.proposed,))  # type: ignore[arg-type]
        if kind == "ticket":
            for ticket in support.list_tickets(self._caller, view).rows(0, PROPOSED):
                about = f"{ticket.subject} · {ticket.contact_name}"
                yield Proposal(act, ticket.number, about, act.opens(kind, ticket.id))
            return
        lists = {"quote": billing.list_quotes, "order": billing.list_papers}
        listing = lists.get(kind, billing.list_invoices)
        for row in listing(self._caller, view, self._today).rows(0, PROPOSED):
            if act.fits(row):
                name = row.number or row.title or row.customer
                about = row.customer if name != row.customer else ""
                yield Proposal(act, name, about, act.opens(kind, row.id))
