"""Mails with papers, before and after they were sent."""

from __future__ import annotations

from typing import Final

from peewee import SQL, Check, ForeignKeyField, IntegerField

from desktop_crm.billing.models.rows import Document
from desktop_crm.billing.rules.outbox import PROBLEMS, STATES
from desktop_crm.database import blobs, fields
from desktop_crm.database.connection import Table


class OutgoingMail(Table):
    """One mail with one paper. It is made anew from this row and the paper's stored bytes for each try, with
    the same Message-ID and date: a server that gets it twice can tell.

    `topic` is "" for the paper itself, else what the mail is about besides: the number of a reminder.
    `claim` is a word of the program that is sending it; whoever has it says what came of it. `answer` are
    the server's words.
    """

    id = fields.KeyField()
    document = ForeignKeyField(Document, on_delete="CASCADE", backref="+", index=True)
    recipient = fields.Text(filled=True)
    subject = fields.Text(filled=True)
    body = fields.Text()
    message_id = fields.Text(filled=True, unique=True)
    state = fields.StateField(STATES)
    due_at = fields.UtcField()
    tries = IntegerField()
    claim = fields.Text()
    claimed_at = fields.UtcField(null=True)
    problem = fields.StateField(PROBLEMS)
    answer = fields.Text()
    created_at = fields.UtcField()
    sent_at = fields.UtcField(null=True)
    by = fields.Text()
    topic = fields.Text()

    class Meta:
        constraints = (
            Check("(state = 'sending') = (claim <> '')"),
            Check("state <> 'sending' OR claimed_at IS NOT NULL"),
            Check("(state = 'sent') = (sent_at IS NOT NULL)"),
            Check("tries >= 0"),
        )


class OutgoingFile(Table):
    """A further file of a mail; `place` is its order."""

    id = fields.KeyField()
    mail = ForeignKeyField(OutgoingMail, on_delete="CASCADE", backref="+", index=False)
    place = IntegerField()
    name = fields.Text(filled=True)
    media_type = fields.Text(filled=True)
    content = ForeignKeyField(
        blobs.Blob, column_name="sha256", on_delete="RESTRICT", backref="+", index=False
    )

    class Meta:
        constraints = (SQL("UNIQUE (mail_id, place)"),)


TABLES: Final[tuple[type[Table], ...]] = (OutgoingMail, OutgoingFile)
STATEMENTS: Final[tuple[str, ...]] = (
    "CREATE INDEX outgoing_mail_open ON outgoing_mail (state, due_at, id)"
    " WHERE state IN ('waiting', 'sending', 'unclear', 'refused')",
    # A paper is on its way once: two windows, or a command that is given again, send it no second time.
    "CREATE UNIQUE INDEX outgoing_mail_once ON outgoing_mail (document_id, topic, recipient)"
    " WHERE state IN ('waiting', 'sending', 'unclear')",
)
