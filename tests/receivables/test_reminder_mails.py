"""A written reminder goes out with its invoice, once, in the words of its level."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from desktop_crm.billing import service as billing
from desktop_crm.billing.queries import outbox
from desktop_crm.company import service as company
from desktop_crm.company.rules.mail_templates import REMINDER, MailTemplate
from desktop_crm.database.connection import raw
from desktop_crm.receivables.queries import dunning as queries
from desktop_crm.receivables.service import dunning, reminder_mails
from desktop_crm.values.errors import UserError
from tests.billing.conftest import CALLER, Books
from tests.billing.test_outbox import ACCOUNT, Post
from tests.receivables.test_dunning import DAY_7, DAY_35, by_rule, overdue, pay

AT = datetime(2026, 3, 7, 9, 0, tzinfo=UTC)


def test_a_letter_goes_out_with_its_invoice_once(books: Books) -> None:
    invoice = overdue(books)
    row = by_rule(DAY_7)
    letter = reminder_mails.reminder_mail(CALLER, row.id)
    assert letter.to == "buy@konserven.example"
    assert letter.subject == f"Payment reminder {row.number} from Atelier Lima"
    assert "we have not seen your payment yet" in letter.body
    mail = reminder_mails.queue_reminder(CALLER, row.id, letter, ACCOUNT, DAY_7, AT, due_at=AT)
    with pytest.raises(UserError):
        reminder_mails.queue_reminder(CALLER, row.id, letter, ACCOUNT, DAY_7, AT, due_at=AT)
    post = Post()
    assert billing.send_next_mail(CALLER, ACCOUNT, post, AT) == billing.Outcome(mail, "sent")
    read = message_from_bytes(post.taken[0][2], policy=policy.default)
    names = [each.get_filename() for each in read.iter_attachments()]  # type: ignore[attr-defined]
    assert names[0] == f"{row.number}.pdf" and len(names) == 2
    sent = raw().execute("SELECT sent_at FROM document WHERE id = ?", (invoice,)).fetchone()[0]
    assert sent is None  # the invoice itself was not sent anew
    assert raw().execute("SELECT count(*) FROM timeline WHERE kind = 'mail'").fetchone()[0] == 1
    with pytest.raises(UserError) as refused:
        reminder_mails.queue_reminder(CALLER, row.id, letter, ACCOUNT, DAY_7, AT)
    assert refused.value.field == "again"


def test_the_firms_own_words_know_the_level(books: Books) -> None:
    overdue(books)
    words = MailTemplate(
        subject="{{ number }}", body="{% if level == 1 %}\nFirst\n{% else %}\nNo {{ level }}\n{% endif %}\n"
    )
    company.save_mail_text(CALLER, REMINDER, "en", words)
    assert reminder_mails.reminder_mail(CALLER, by_rule(DAY_7).id).body == "First\n"


def test_what_waits_or_was_paid_is_not_sent(books: Books) -> None:
    invoice = overdue(books)
    (waiting,) = dunning.run_dunning(CALLER, DAY_7).prepared
    with pytest.raises(UserError, match="Write the letter first"):
        reminder_mails.reminder_mail(CALLER, waiting)
    row = queries.get_letter(CALLER, waiting)
    written = dunning.send_letter(CALLER, row.id, row.version, DAY_7)
    letter = reminder_mails.reminder_mail(CALLER, written.id)
    pay(invoice, 100_000, DAY_35)
    with pytest.raises(UserError, match="Nothing is open"):
        reminder_mails.queue_reminder(CALLER, written.id, letter, ACCOUNT, DAY_35, AT)
    assert outbox.open_mails(CALLER) == []
