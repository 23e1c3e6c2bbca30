"""Many papers by mail: each in its own words, none held up by another, none at all where it is cancelled."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from desktop_crm.billing import service
from desktop_crm.billing.queries import outbox
from desktop_crm.company import service as company
from desktop_crm.company.queries import mail_templates as texts
from desktop_crm.company.rules.mail_account import NO_ACCOUNT
from desktop_crm.company.rules.mail_templates import MailTemplate
from desktop_crm.mail.drafts import Attached
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message
from tests.billing.conftest import CALLER, TODAY, Books
from tests.billing.test_outbox import ACCOUNT, AT, LETTER, Post, send, state

OWN = MailTemplate(subject="{{ number }} is here", body="Hello {{ customer }}, {{ amount }}.")


def queue(*documents: int, again: bool = False) -> service.MailBatch:
    return service.queue_mails(CALLER, documents, ACCOUNT, TODAY, AT, again=again)


def test_a_paper_goes_out_in_the_words_of_the_firm(books: Books) -> None:
    document = books.issued()
    company.save_mail_text(CALLER, "invoice", "en", OWN)
    letter = service.mail_draft(CALLER, document, TODAY)
    assert letter.subject.endswith("is here")
    assert letter.body.startswith("Hello Konserven GmbH, ")
    eml = message_from_bytes(service.write_mail(CALLER, document, TODAY), policy=policy.default)
    assert eml["Subject"] == letter.subject
    assert [(each.kind, each.language) for each in texts.own_texts(CALLER)] == [("invoice", "en")]
    company.save_mail_text(CALLER, "invoice", "en", None)
    assert service.mail_draft(CALLER, document, TODAY).subject != letter.subject


def test_broken_words_are_not_kept(books: Books) -> None:
    with pytest.raises(UserError) as refused:
        company.save_mail_text(CALLER, "invoice", "en", MailTemplate(subject="a", body="a\n{{ nobody }}"))
    assert refused.value.field == "body"
    assert "Line 2" in str(refused.value.message)
    assert texts.own_texts(CALLER) == []


def test_what_cannot_go_is_named_and_the_others_go(books: Books) -> None:
    first, draft, sample, last = books.issued(), books.new(), books.issued(is_sample=True), books.issued()
    told = service.mail_recipients(CALLER, [first, draft, sample, last], TODAY)
    assert [each.why_not is None for each in told] == [True, False, False, True]
    made = queue(first, draft, sample, last, first)
    assert len(made.mails) == 2
    assert [each.document_id for each in made.left_out] == [draft, sample]
    assert all(each.why_not for each in made.left_out)
    post = Post()
    while send(post) is not None:
        pass
    assert len(post.taken) == 2
    assert len(queue(first, last).left_out) == 2
    assert len(queue(first, last, again=True).mails) == 2


class Stopped(Exception):
    """As the window's Cancel."""


class StopAt:
    def __init__(self, at: int) -> None:
        self.at = at

    def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
        if done == self.at:
            raise Stopped


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_a_cancelled_batch_sends_nothing(books: Books, at: int) -> None:
    documents = [books.issued() for _ in range(3)]
    with pytest.raises(Stopped):
        service.queue_mails(CALLER, documents, ACCOUNT, TODAY, AT, progress=StopAt(at))
    assert outbox.open_mails(CALLER) == []
    assert len(queue(*documents).mails) == 3


def test_a_batch_is_taken_back_within_the_minute(books: Books) -> None:
    made = queue(books.issued(), books.issued())
    send(Post(), only=made.mails[0])
    assert service.take_mails_back(CALLER, made.mails) == 1
    assert [state(each)[0] for each in made.mails] == ["sent", "cancelled"]


def test_without_an_account_nothing_is_queued(books: Books) -> None:
    with pytest.raises(UserError) as refused:
        service.queue_mails(CALLER, [books.issued()], NO_ACCOUNT, TODAY, AT)
    assert refused.value.field == "account"


def test_further_files_go_along_and_stay_as_they_were(books: Books) -> None:
    files = (Attached("plan.txt", b"first", "text/plain"), Attached("b.bin", b"\x00\x01"))
    mail = service.queue_mail(CALLER, books.issued(), LETTER, ACCOUNT, TODAY, AT, files=files)
    post = Post()
    assert send(post) == service.Outcome(mail, "sent")
    read = message_from_bytes(post.taken[0][2], policy=policy.default)
    attached = list(read.iter_attachments())  # type: ignore[attr-defined]
    assert [each.get_filename() for each in attached][:2] == ["plan.txt", "b.bin"]
    assert attached[1].get_content() == b"\x00\x01"
    assert attached[2].get_content().startswith(b"%PDF")


def test_files_that_no_server_takes_are_refused(books: Books) -> None:
    files = (Attached("big.bin", bytes(20_000_001)),)
    with pytest.raises(UserError) as refused:
        service.queue_mail(CALLER, books.issued(), LETTER, ACCOUNT, TODAY, AT, files=files)
    assert refused.value.field == "files"
    assert outbox.open_mails(CALLER) == []


def test_a_mail_about_something_else_is_no_second_mail_with_the_paper(books: Books) -> None:
    document = books.issued()
    queue(document)
    other = service.queue_mail(CALLER, document, LETTER, ACCOUNT, TODAY, AT, topic="D-2026-0001")
    with pytest.raises(UserError):
        service.queue_mail(CALLER, document, LETTER, ACCOUNT, TODAY, AT, topic="D-2026-0001")
    assert state(other) == ("waiting", "")
