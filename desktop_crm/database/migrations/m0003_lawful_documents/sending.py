"""Mails with papers on their way out."""

from __future__ import annotations

import sqlite3
from typing import Final

STATEMENTS: Final = (
    """CREATE TABLE "outgoing_mail" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "document_id" INTEGER
       NOT NULL, "recipient" TEXT NOT NULL CHECK (trim("recipient") <> ''), "subject" TEXT NOT NULL CHECK
       (trim("subject") <> ''), "body" TEXT NOT NULL, "message_id" TEXT NOT NULL CHECK (trim("message_id")
       <> ''), "state" TEXT NOT NULL CHECK ("state" IN ('waiting', 'sending', 'sent', 'unclear', 'refused',
       'cancelled')), "due_at" TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "due_at", '+0 days') IS
       "due_at"), "tries" INTEGER NOT NULL, "claim" TEXT NOT NULL, "claimed_at" TEXT CHECK
       (strftime('%Y-%m-%dT%H:%M:%SZ', "claimed_at", '+0 days') IS "claimed_at"), "problem" TEXT NOT NULL
       CHECK ("problem" IN ('', 'offline', 'unsafe', 'login', 'sender', 'recipient', 'message', 'unclear',
       'interrupted', 'copied')), "answer" TEXT NOT NULL, "created_at" TEXT NOT NULL CHECK
       (strftime('%Y-%m-%dT%H:%M:%SZ', "created_at", '+0 days') IS "created_at"), "sent_at" TEXT CHECK
       (strftime('%Y-%m-%dT%H:%M:%SZ', "sent_at", '+0 days') IS "sent_at"), "by" TEXT NOT NULL,
       "topic" TEXT NOT NULL, FOREIGN KEY
       ("document_id") REFERENCES "document" ("id") ON DELETE CASCADE, CHECK ((state = 'sending') = (claim
       <> '')), CHECK (state <> 'sending' OR claimed_at IS NOT NULL), CHECK ((state = 'sent') = (sent_at IS
       NOT NULL)), CHECK (tries >= 0)) STRICT""",
    """CREATE INDEX "outgoing_mail_document_id" ON "outgoing_mail" ("document_id")""",
    """CREATE UNIQUE INDEX "outgoing_mail_message_id" ON "outgoing_mail" ("message_id")""",
    """CREATE INDEX outgoing_mail_open ON outgoing_mail (state, due_at, id) WHERE state IN ('waiting',
       'sending', 'unclear', 'refused')""",
    """CREATE UNIQUE INDEX outgoing_mail_once ON outgoing_mail (document_id, topic, recipient) WHERE
       state IN ('waiting', 'sending', 'unclear')""",
    """CREATE TABLE "outgoing_file" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "mail_id" INTEGER NOT
       NULL, "place" INTEGER NOT NULL, "name" TEXT NOT NULL CHECK (trim("name") <> ''), "media_type" TEXT NOT
       NULL CHECK (trim("media_type") <> ''), "sha256" TEXT NOT NULL, FOREIGN KEY ("mail_id") REFERENCES
       "outgoing_mail" ("id") ON DELETE CASCADE, FOREIGN KEY ("sha256") REFERENCES "blob" ("sha256") ON
       DELETE RESTRICT, UNIQUE (mail_id, place)) STRICT""",
)


def apply(cursor: sqlite3.Cursor) -> None:
    """Make what is new."""
    for statement in STATEMENTS:
        cursor.execute(statement)
