"""The shots of what goes out again: recurring invoices, reminders in their tray, mails from the outbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from desktop_crm.billing import queries
from desktop_crm.billing import service as billing
from desktop_crm.billing.ui.issue_many import IssueManyDialog
from desktop_crm.billing.ui.mail_dialog import MailDialog
from desktop_crm.billing.ui.mail_many import ManyMailsDialog
from desktop_crm.billing.ui.recurring_dialog import begun_from
from desktop_crm.company import service as company
from desktop_crm.company.rules.periods import period_of
from desktop_crm.database.connection import raw
from desktop_crm.receivables.queries import dunning as letters
from desktop_crm.receivables.rules.dunning import Level
from desktop_crm.receivables.service import dunning
from desktop_crm.receivables.ui.dunning_page import AnswerDialog
from desktop_crm.receivables.ui.reminder_mail import ReminderMailDialog
from desktop_crm.values.paging import ListView
from tests.shots.studio import Shot, Studio
from tests.shots.worlds import TODAY


def recurring(studio: Studio) -> None:
    """One begun from an invoice that was issued."""
    page: Any = studio.go("invoice", studio.invoice("overdue"))
    begun = begun_from(page.inner.view, TODAY + timedelta(days=9))
    billing.create_recurring(studio.caller, begun, TODAY, key="shots")
    studio.go("recurring")


def standing_still(studio: Studio) -> Any:
    """One whose day lies in a closed month, and one that was paused meanwhile."""
    page: Any = studio.go("invoice", studio.invoice("overdue"))
    begun = replace(begun_from(page.inner.view, TODAY), issues=True, starts_on=TODAY - timedelta(days=50))
    if "failed" not in queries.count_recurring(studio.caller):  # the shots of a world follow each other
        made, _other = (billing.create_recurring(studio.caller, begun, TODAY) for _each in range(2))
        billing.pause_recurring(studio.caller, made.id, made.version, TODAY)
        company.close_period(studio.caller, period_of(begun.starts_on.isoformat()[:7]), TODAY)
        billing.run_recurring(studio.caller, TODAY)
    return studio.go("recurring")


def still_ticked(studio: Studio) -> None:
    page = standing_still(studio)
    studio.wait(300)
    page.table.tick_all()


def going_on(studio: Studio) -> None:
    page = standing_still(studio)
    rows = queries.list_recurring(studio.caller, ListView()).rows(0, 9)
    page.acts.ask_to_continue([row for row in rows if row.state == "paused"])


def failed(studio: Studio) -> None:
    page = standing_still(studio)
    rows = queries.list_recurring(studio.caller, ListView()).rows(0, 9)
    page.open_row(next(row for row in rows if row.problem))


def repeat(studio: Studio) -> None:
    page: Any = studio.go("invoice", studio.invoice("overdue"))
    page.inner.verbs.ask_to_repeat()


def nothing_recurs(studio: Studio) -> None:
    studio.go("recurring")


def _remind(studio: Studio) -> None:
    """By a ladder that is soon due."""
    ladder = (Level(days=1), Level(days=3, fee=Decimal(10)))
    dunning.set_dunning_levels(studio.caller, ladder)
    dunning.run_dunning(studio.caller, TODAY)


def reminders(studio: Studio) -> None:
    """What was prepared by rule."""
    _remind(studio)
    studio.go("reminders")


def answer(studio: Studio) -> None:
    _remind(studio)
    page: Any = studio.go("reminders")
    row = letters.tray(studio.caller, TODAY)[0]
    AnswerDialog(page.desk, row, page).open()


def mail(studio: Studio) -> None:
    page: Any = studio.go("invoice", studio.invoice("overdue"))
    MailDialog(page.desk, page.inner.view, parent=studio.window).open()


def many_mails(studio: Studio) -> None:
    """Papers of one's own, a draft among them."""
    newest = "SELECT id FROM document WHERE kind = 'invoice' ORDER BY id DESC LIMIT 9 OFFSET 14"
    rows = raw().execute(newest).fetchall()
    page: Any = studio.go("invoices")
    ManyMailsDialog(page.desk, [row[0] for row in rows], parent=page).open()


def issue_many(studio: Studio) -> None:
    """Drafts that go, one that does not."""
    drafts = "SELECT id FROM document WHERE kind = 'invoice' AND state = 'draft' ORDER BY id LIMIT 7 OFFSET 9"
    rows = raw().execute(drafts).fetchall()
    page: Any = studio.go("invoices")
    IssueManyDialog(page.desk, [row[0] for row in rows], lambda _made, _mail: None, parent=page).open()


def reminder_mail(studio: Studio) -> None:
    _remind(studio)
    page: Any = studio.go("reminders")
    row = letters.tray(studio.caller, TODAY)[0]
    written = dunning.send_letter(studio.caller, row.id, row.version, TODAY)
    ReminderMailDialog(page.desk, written, parent=page).open()


def letter(studio: Studio) -> None:
    """A reminder that was written, as the search leads to it."""
    _remind(studio)
    row = letters.tray(studio.caller, TODAY)[0]
    written = dunning.send_letter(studio.caller, row.id, row.version, TODAY)
    studio.go("dunning_letter", written.id)


def mail_words(studio: Studio) -> None:
    page: Any = studio.go("settings")
    page.show_section("mail")


AGAIN: Final[list[Shot]] = [
    Shot("recurring-empty", nothing_recurs, route="recurring"),
    Shot("recurring", recurring, route="recurring"),
    Shot("recurring-still", still_ticked, route="recurring"),
    Shot("dialog-recurring-continue", going_on, dialog="ConfirmDialog"),
    Shot("dialog-recurring-failed", failed, dialog="RecurringDialog"),
    Shot("dialog-recurring", repeat, dialog="RecurringDialog"),
    Shot("reminders-none", reminders, route="reminders"),
    Shot("reminders-thousands", reminders, "thousands", route="reminders"),
    Shot("dialog-answer", answer, "thousands", dialog="AnswerDialog"),
    Shot("dialog-mail", mail, dialog="MailDialog"),
    Shot("dialog-many-mails", many_mails, "thousands", dialog="ManyMailsDialog"),
    Shot("dialog-issue-many", issue_many, "thousands", dialog="IssueManyDialog"),
    Shot("dialog-reminder-mail", reminder_mail, "thousands", dialog="ReminderMailDialog"),
    Shot("reminder", letter, "thousands", route="dunning_letter"),
    Shot("settings-mail", mail_words),
]
