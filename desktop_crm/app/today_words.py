"""What Today says of a day: its four figures and its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from desktop_crm.app.today_rows import Group, Row
from desktop_crm.billing.queries import DocumentRow
from desktop_crm.contacts.queries import NoteRow
from desktop_crm.support.queries import TicketRow
from desktop_crm.values import rights
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.cards import Stat
from desktop_crm.widgets.desk import Desk
from desktop_crm.workspace.today import Day, Given

if TYPE_CHECKING:
    from desktop_crm.billing.queries import RecurringRow
    from desktop_crm.workspace.purging import Proposal

SOON = 3
"""Days before its end in which a quote is warned of."""


FEW = 8
"""Rows of a group beside others: forty unpaid invoices must not hide the ticket of this morning."""


def together(groups: Sequence[Group]) -> list[Group]:
    """The groups that hold something. Where there are several, a long one whose list can be opened shows its
    first rows alone.
    """
    some = [group for group in groups if group.rows]
    if len(some) < 2:
        return some
    return [
        replace(group, rows=group.rows[:FEW])
        if group.open_all is not None and len(group.rows) > FEW + 1
        else group
        for group in some
    ]


def late_words(t: Translator, due: date, today: date) -> str:
    """ "31 days late"; "due today"."""
    days = (today - due).days
    return t.plural("{n} day late", "{n} days late", days) if days > 0 else t("due today")


def ahead_words(t: Translator, day: date, today: date) -> str:
    """ "today", "tomorrow", "Thursday", or the date."""
    days = (day - today).days
    if days <= 0:
        return t("today")
    if days == 1:
        return t("tomorrow")
    if days < 7:
        return t.formats.day_name(day)
    return t.formats.date_words(day)


def since_words(t: Translator, day: date, today: date) -> str:
    """ "since yesterday", "since Friday", beyond a week the date."""
    days = (today - day).days
    if days == 1:
        return t("since yesterday")
    if days < 7:
        return t("since {weekday}", weekday=t.formats.day_name(day))
    return t("since {date}", date=t.formats.date_words(day))


class DayWords:
    """Puts a day into words; `complete(note)` is the verb of a follow-up, `finish` that of what was given."""

    def __init__(
        self,
        desk: Desk,
        complete: Callable[[NoteRow], None],
        finish: Callable[[Given], None],
        look: Callable[[], None] = lambda: None,
        look_at_papers: Callable[[], None] = lambda: None,
    ) -> None:
        """`look` shows what was kept long enough, `look_at_papers` papers whose keep time is over."""
        self.desk, self.t, self._complete, self._finish, self._look = desk, desk.t, complete, finish, look
        self._look_at_papers = look_at_papers

    # figures

    def stats(self, day: Day) -> list[Stat]:
        stats = [self._overdue_stat(day), self._quotes_stat(day)]
        if rights.may(self.desk.caller, "notes.read"):
            stats.append(self._follow_stat(day))
        if rights.may(self.desk.caller, "tickets.read"):
            stats.append(self._tickets_stat(day))
        return stats

    def _follow_stat(self, day: Day) -> Stat:
        return Stat(
            self.t("Follow-ups"),
            str(day.follow_up_count),
            self._follow_note(day),
            role="warn" if day.follow_up_count else None,
            key="contacts",
        )

    def _tickets_stat(self, day: Day) -> Stat:
        t, late = self.t, day.tickets_late
        return Stat(
            t("Tickets due"),
            str(day.ticket_count),
            t.plural("{n} late", "{n} late", late) if late else t("none is late"),
            role="bad" if late else "warn" if day.ticket_count else None,
            key="tickets",
        )

    def _overdue_stat(self, day: Day) -> Stat:
        t = self.t
        if not day.overdue_count:
            return Stat(t("Overdue"), "0", t("everything is paid in time"), key="invoices")
        if not day.overdue_sums:
            oldest = min((row.due_on for row in day.overdue if row.due_on), default=day.on)
            words = t.plural("oldest {n} day", "oldest {n} days", (day.on - oldest).days)
            return Stat(t("Overdue"), str(day.overdue_count), words, role="bad", key="invoices")
        currency, _count, left, _oldest = day.overdue_sums[0]
        oldest = min(first for _c, _n, _o, first in day.overdue_sums)
        parts = [t.plural("{n} invoice", "{n} invoices", day.overdue_count)]
        parts.append(t.plural("oldest {n} day", "oldest {n} days", (day.on - oldest).days))
        parts += [t.formats.money(owed, code) for code, _n, owed, _first in day.overdue_sums[1:2]]
        figure = t.formats.money(left, currency)
        return Stat(t("Overdue"), figure, ", ".join(parts), role="bad", key="invoices")

    def _quotes_stat(self, day: Day) -> Stat:
        t = self.t
        if not day.unanswered_count:
            return Stat(t("Quotes without an answer"), "0", t("none is waiting"), key="quotes")
        soon = day.expiring_count
        expire = t.plural("{n} expires soon", "{n} expire soon", soon) if soon else ""
        if not day.unanswered:
            words = expire or t("none is late")
            return Stat(t("Quotes without an answer"), str(day.unanswered_count), words, key="quotes")
        first = day.unanswered[0]
        note = t.plural("{n} quote", "{n} quotes", day.unanswered_count)
        note = f"{note}, {expire}" if expire else note
        figure = t.formats.money(first.gross, first.currency)
        return Stat(t("Quotes without an answer"), figure, note, key="quotes")

    def _follow_note(self, day: Day) -> str:
        t = self.t
        late = sum(1 for note in day.follow_ups if note.follow_up_on and note.follow_up_on < day.on)
        if late:
            return t.plural("{n} carried over", "{n} carried over", late)
        return t("for today") if day.follow_up_count else t("nothing promised")

    # rows

    def groups(self, day: Day) -> Sequence[Group]:
        t = self.t
        return (
            Group(
                t("Overdue invoices"),
                "receipt-text",
                day.overdue_count,
                tuple(self._invoice(row, day.on) for row in day.overdue),
                tuple(
                    (t.formats.amount(owed, code), code) for code, _n, owed, _ in (day.overdue_sums or ())[:3]
                ),
                lambda: self.desk.go("invoices", {"state": "overdue"}),
            ),
            Group(
                t("Quotes that expire"),
                "file-text",
                day.expiring_count,
                tuple(self._quote(row, day.on) for row in day.expiring),
                open_all=lambda: self.desk.go("quotes", {"state": "sent"}),
            ),
            Group(
                t("Follow-ups"),
                "sticky-note",
                day.follow_up_count,
                tuple(self._note(row, day.on) for row in day.follow_ups),
                open_all=lambda: self.desk.go("contacts", None),
            ),
            Group(
                t("Tickets due"),
                "life-buoy",
                day.ticket_count,
                tuple(self._ticket(row, day.on) for row in day.tickets),
                open_all=lambda: self.desk.go("tickets", {"state": "live"}),
            ),
            money_group(self.desk, day),
            recurring_group(self.desk, day),
            Group(
                t("Given to colleagues"),
                "user-round",
                len(day.given),
                tuple(given_row(self.desk, each, day.on, self._finish) for each in day.given),
            ),
            Group(
                t("Kept long enough"),
                "hourglass",
                len(day.kept_enough) + bool(day.papers_due),
                (
                    *(self._kept(each) for each in day.kept_enough),
                    *papers_rows(self.t, day.papers_due, self._look_at_papers),
                ),
            ),
        )

    def _kept(self, proposal: Proposal) -> Row:
        from desktop_crm.workspace import purging

        t = self.t
        words = t.message(purging.count_words(proposal))
        return Row(
            t.message(proposal.title),
            words,
            t.message(proposal.reason),
            "muted",
            verb=t("Look…"),
            open=self._look,
            act=self._look,
            key=("kept", proposal.kind),
        )

    def _invoice(self, row: DocumentRow, on: date) -> Row:
        t = self.t
        due = row.due_on or on
        open_it = self._opens("invoice", row.id)
        who = self._opens("contact", row.contact_id) if row.contact_id is not None else open_it
        return Row(
            row.customer,
            ", ".join(part for part in (row.number, row.title) if part),
            late_words(t, due, on),
            "bad",
            t.formats.amount(row.open, row.currency),
            row.currency,
            t("Follow up"),
            open_it,
            who,
            ("invoice", row.id),
        )

    def _quote(self, row: DocumentRow, on: date) -> Row:
        t = self.t
        last = row.valid_until or on
        open_it = self._opens("quote", row.id)
        return Row(
            row.customer,
            ", ".join(part for part in (row.number, row.title) if part),
            t("expires {when}", when=ahead_words(t, last, on)),
            "warn" if (last - on).days <= SOON else "muted",
            t.formats.amount(row.gross, row.currency),
            row.currency,
            t("Follow up"),
            open_it,
            self._opens("contact", row.contact_id) if row.contact_id is not None else open_it,
            ("quote", row.id),
        )

    def _note(self, row: NoteRow, on: date) -> Row:
        t = self.t
        day = row.follow_up_on or on
        late = day < on
        return Row(
            row.contact_name,
            row.text.partition("\n")[0],
            since_words(t, day, on) if late else t("today"),
            "bad" if late else "muted",
            verb=t("Done"),
            open=self._opens("contact", row.contact_id),
            act=lambda: self._complete(row),
            key=("note", row.id),
        )

    def _ticket(self, row: TicketRow, on: date) -> Row:
        t = self.t
        open_it = self._opens("ticket", row.id)
        due = row.due_on or on
        return Row(
            row.contact_name,
            f"{row.number}  {row.subject}",
            late_words(t, due, on),
            "bad" if due < on else "warn",
            verb=t("Reply"),
            open=open_it,
            act=open_it,
            key=("ticket", row.id),
        )

    def _opens(self, kind: str, what: int | None) -> Callable[[], None]:
        return lambda: self.desk.go(kind, what)


def money_group(desk: Desk, day: Day) -> Group:
    """Lines of the bank and reminders that wait for an answer."""
    t, rows = desk.t, []

    def add(name: str, what: str, place: str) -> None:
        def look() -> None:
            desk.go(place, None)

        rows.append(Row(name, what, "", "muted", verb=t("Look…"), open=look, act=look, key=("waits", place)))

    if day.bank_lines:
        add(t("Bank"), t.plural("{n} line waits", "{n} lines wait", day.bank_lines), "bank")
    if day.reminders:
        add(t("Reminders"), t.plural("{n} letter waits", "{n} letters wait", day.reminders), "reminders")
    return Group(t("Money"), "banknote", len(rows), tuple(rows))


def recurring_group(desk: Desk, day: Day) -> Group:
    """What could not be billed and why, then what renews itself or ends soon."""
    t = desk.t

    def look() -> None:
        desk.go("recurring", None)

    def look_at_failed() -> None:
        desk.go("recurring", {"state": "failed"})

    def row(each: RecurringRow, what: str, age: str, role: str) -> Row:
        amount = t.formats.amount(each.net, each.currency)
        act = look_at_failed if each.problem else look
        return Row(
            each.customer, what, age, role, amount, each.currency, t("Look…"), act, act,
            ("recurring", each.id),
        )  # fmt: skip

    failed = [row(each, each.problem, t("not billed"), "bad") for each in day.failed_bills]
    turning = [
        row(
            each.row,
            each.row.title,
            t("ends {when}", when=ahead_words(t, each.turn.on, day.on))
            if each.turn.is_end
            else t("renews {when}", when=ahead_words(t, each.turn.on, day.on)),
            "warn",
        )
        for each in day.turning
    ]
    rows = (*failed, *turning)
    return Group(t("Recurring invoices"), "repeat", len(rows), rows, open_all=look)


def papers_rows(t: Translator, count: int, look: Callable[[], None]) -> tuple[Row, ...]:
    """How many issued papers no law keeps any longer; nothing where there are none."""
    if not count:
        return ()
    words = t.plural("{n} paper", "{n} papers", count)
    why = t("their keep time is over")
    row = Row(
        t("Issued papers"), words, why, "muted", verb=t("Look…"), open=look, act=look, key=("kept", "papers")
    )
    return (row,)


def given_row(desk: Desk, given: Given, on: date, finish: Callable[[Given], None]) -> Row:
    """What was given to whom, or by whom to oneself; Done ends it."""
    t, row = desk.t, given.row
    what = ", ".join(part for part in (given.title, row.note or row.contact_name) if part)
    late = row.due_on is not None and row.due_on <= on
    age = late_words(t, row.due_on, on) if row.due_on is not None and late else ""
    if row.due_on is not None and not late:
        age = t("until {date}", date=t.formats.date_words(row.due_on))
    kind, record = given.kind, row.record_id
    if kind == "note" and row.contact_id is not None:
        kind, record = "contact", row.contact_id
    may = desk.may("records.give")
    return Row(
        row.person if row.person_id != desk.caller.person_id else row.given_by,
        what,
        age,
        "bad" if late else "muted",
        verb=t("Done") if may else "",
        open=lambda: desk.go(kind, record),
        act=(lambda: finish(given)) if may else lambda: desk.go(kind, record),
        key=("given", row.id),
    )
