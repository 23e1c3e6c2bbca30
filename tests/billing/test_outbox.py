"""A mail with a paper is sent once: through being offline, a crash, two programs and a broken line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.documents.mail import letter
from desktop_crm.billing.queries import outbox
from desktop_crm.billing.rules.outbox import LetterDraft
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company.rules.mail_account import NO_ACCOUNT, MailAccount
from desktop_crm.company.rules.mail_templates import MailTemplate
from desktop_crm.database.connection import raw
from desktop_crm.mail import problems
from desktop_crm.mail.problems import NotSent
from desktop_crm.values.errors import UserError
from tests.billing.conftest import CALLER, TODAY, Books

ACCOUNT = MailAccount(host="mail.example", user="ana", sender="Atelier <eu@atelie.example>")
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LETTER = LetterDraft(to="buy@konserven.example", subject="Invoice", body="Hello\n")
LATER = AT + timedelta(seconds=60)


class Post:
    """A mail server that does what it is told, and remembers what it took over."""

    def __init__(self, *answers: NotSent | None, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.answers, self.meanwhile = list(answers), meanwhile
        self.taken: list[tuple[str, str, bytes]] = []

    def __call__(self, sender: str, recipient: str, message: bytes) -> None:
        self.meanwhile()
        answer = self.answers.pop(0) if self.answers else None
        if answer is None or answer.problem == problems.UNCLEAR:
            self.taken.append((sender, recipient, message))
        if answer is not None:
            raise answer


def queue(document: int, letter: LetterDraft = LETTER, *, again: bool = False) -> int:
    return service.queue_mail(CALLER, document, letter, ACCOUNT, TODAY, AT, again=again)


def send(post: Post, at: datetime = LATER, only: int | None = None) -> service.Outcome | None:
    return service.send_next_mail(CALLER, ACCOUNT, post, at, only=only)


def state(mail: int) -> tuple[str, str]:
    row = outbox.get_mail(CALLER, mail)
    return row.state, row.problem


def told() -> int:
    """How often the timeline speaks of a mail."""
    return int(raw().execute("SELECT count(*) FROM timeline WHERE kind = 'mail'").fetchone()[0])


def test_a_mail_waits_a_minute_and_is_sent_once(books: Books) -> None:
    document, post = books.issued(), Post()
    letter = service.mail_draft(CALLER, document, TODAY)
    assert letter.to == "buy@konserven.example"
    mail = queue(document, letter)
    assert send(post, AT + timedelta(seconds=59)) is None
    assert send(post) == service.Outcome(mail, "sent")
    assert send(post, LATER + timedelta(days=9)) is None
    [(sender, recipient, message)] = post.taken
    assert (sender, recipient) == ("eu@atelie.example", "buy@konserven.example")
    read = message_from_bytes(message, policy=policy.default)
    assert read["Message-ID"] == outbox.get_mail(CALLER, mail).message_id
    [attached] = read.iter_attachments()  # type: ignore[attr-defined]
    assert attached.get_content().startswith(b"%PDF")
    assert raw().execute("SELECT sent_at FROM document WHERE id = ?", (document,)).fetchone()[0]
    assert told() == 1


def test_nobody_is_asked_for_what_was_paid(books: Books) -> None:
    document = books.issued()
    body = service.mail_draft(CALLER, document, TODAY).body
    assert "Please pay" in body or "Bitte zahlen Sie" in body
    words = MailTemplate(subject="{{ title }}", body="{% if to_pay %}{{ amount }}: {{ to_pay }}{% endif %}.")
    facts = queries.get_document(CALLER, document, TODAY).facts
    assert facts is not None
    half, whole = facts.totals.due // 2, facts.totals.due

    def told() -> str:
        view = queries.get_document(CALLER, document, TODAY)
        assert view.facts is not None
        return letter(view.facts, own=words, left=view.row.open).body.strip()

    service.record_payment(CALLER, document, PaymentDraft(amount=half, paid_on=TODAY), TODAY)
    before, _blank, left = told().rstrip(".").partition(": ")
    assert left and left != before
    service.record_payment(CALLER, document, PaymentDraft(amount=whole - half, paid_on=TODAY), TODAY)
    assert told() == "."
    body = service.mail_draft(CALLER, document, TODAY).body
    assert "Please pay" not in body and "Bitte zahlen Sie" not in body and "IBAN" not in body


def test_within_the_minute_it_can_be_taken_back(books: Books) -> None:
    mail, post = queue(books.issued()), Post()
    service.take_mail_back(CALLER, mail)
    service.take_mail_back(CALLER, mail)
    assert send(post) is None and post.taken == []
    assert state(mail) == ("cancelled", "")


def test_what_is_being_sent_cannot_be_taken_back(books: Books) -> None:
    mail = queue(books.issued())
    refusals: list[str] = []

    def try_it() -> None:
        with pytest.raises(UserError) as refused:
            service.take_mail_back(CALLER, mail)
        refusals.append(refused.value.message.text)

    send(Post(meanwhile=try_it))
    assert len(refusals) == 1 and state(mail) == ("sent", "")


def test_two_programs_send_one_mail(books: Books) -> None:
    queue(books.issued())
    other = Post()
    first = Post(meanwhile=lambda: send(other))
    send(first)
    assert (len(first.taken), other.taken) == (1, [])


def test_offline_it_waits_longer_each_time_and_goes_out_with_the_same_id(books: Books) -> None:
    mail = queue(books.issued())
    post = Post(*[NotSent(problems.OFFLINE, "no route", for_now=True)] * 2)
    assert send(post) == service.Outcome(mail, "waiting", "offline", "no route")
    assert send(post, LATER) is None
    before = outbox.get_mail(CALLER, mail)
    assert before.due_at == LATER + timedelta(minutes=1)
    send(post, before.due_at)
    assert outbox.get_mail(CALLER, mail).due_at == before.due_at + timedelta(minutes=5)
    assert send(post, AT + timedelta(days=2)) == service.Outcome(mail, "sent")
    [(_sender, _recipient, message)] = post.taken
    assert before.message_id.encode() in message


def test_where_nobody_knows_a_person_is_asked(books: Books) -> None:
    mail = queue(books.issued())
    post = Post(NotSent(problems.UNCLEAR))
    assert send(post) == service.Outcome(mail, "unclear", "unclear")
    assert send(post, AT + timedelta(days=9)) is None  # never by itself
    assert len(post.taken) == 1
    service.settle_mail(CALLER, mail, LATER, arrived=True)
    assert state(mail) == ("sent", "")
    with pytest.raises(UserError):
        service.settle_mail(CALLER, mail, LATER, arrived=False)


def test_what_did_not_arrive_goes_once_more_with_the_same_id(books: Books) -> None:
    mail = queue(books.issued())
    post = Post(NotSent(problems.UNCLEAR))
    send(post)
    service.settle_mail(CALLER, mail, LATER, arrived=False)
    assert send(post) == service.Outcome(mail, "sent")
    ids = {message_from_bytes(message)["Message-ID"] for _from, _to, message in post.taken}
    assert ids == {outbox.get_mail(CALLER, mail).message_id}


class Killed(BaseException):
    """The program ends here."""


def test_a_program_that_dies_while_sending_leaves_a_question(books: Books) -> None:
    mail = queue(books.issued())

    def die() -> None:
        raise Killed

    with pytest.raises(Killed):
        send(Post(meanwhile=die))
    assert state(mail) == ("sending", "")
    post = Post()
    assert send(post, LATER + timedelta(minutes=29)) is None
    assert state(mail) == ("sending", "")
    assert send(post, LATER + timedelta(minutes=31)) is None and post.taken == []
    assert state(mail) == ("unclear", "interrupted")


def test_who_was_only_slow_still_says_what_came_of_it(books: Books) -> None:
    mail = queue(books.issued())
    send(Post(meanwhile=lambda: send(Post(), LATER + timedelta(hours=1))))
    assert state(mail) == ("sent", "")


def test_a_refused_recipient_is_told_and_not_tried_by_itself(books: Books) -> None:
    document = books.issued()
    mail = queue(document)
    post = Post(NotSent(problems.RECIPIENT, "550 nobody"))
    assert send(post) == service.Outcome(mail, "refused", "recipient", "550 nobody")
    assert send(post, AT + timedelta(days=9)) is None
    assert told() == 1
    service.send_mail_again(CALLER, mail, LATER)
    assert send(post) == service.Outcome(mail, "sent")


def test_a_wrong_password_keeps_the_mail(books: Books) -> None:
    mail = queue(books.issued())
    assert send(Post(NotSent(problems.LOGIN, "535 no"))) == service.Outcome(
        mail, "waiting", "login", "535 no"
    )


def test_a_paper_goes_to_the_same_address_once(books: Books) -> None:
    document = books.issued()
    queue(document)
    with pytest.raises(UserError):
        queue(document)
    send(Post())
    with pytest.raises(UserError) as refused:
        queue(document)
    assert refused.value.field == "again"
    assert state(queue(document, again=True)) == ("waiting", "")


@pytest.mark.parametrize(
    ("letter", "field"),
    [
        (LetterDraft(to="", subject="S", body=""), "to"),
        (LetterDraft(to="nobody", subject="S", body=""), "to"),
        (LetterDraft(to="a@b.example\nBcc: c@d.example", subject="S", body=""), "to"),
        (LetterDraft(to="a@b.example", subject=" ", body=""), "subject"),
        (LetterDraft(to="a@b.example", subject="S\nBcc: c@d.example", body=""), "subject"),
    ],
)
def test_what_is_no_mail_is_refused_at_once(books: Books, letter: LetterDraft, field: str) -> None:
    document = books.issued()
    with pytest.raises(UserError) as refused:
        queue(document, letter)
    assert refused.value.field == field
    assert outbox.open_mails(CALLER) == []


def test_drafts_and_samples_are_not_sent_and_nothing_without_an_account(books: Books) -> None:
    with pytest.raises(UserError):
        queue(books.new())
    with pytest.raises(UserError):
        queue(books.issued(is_sample=True))
    with pytest.raises(UserError) as refused:
        service.queue_mail(CALLER, books.issued(), LETTER, NO_ACCOUNT, TODAY, AT)
    assert refused.value.field == "account"


def test_in_a_restored_copy_everything_that_waited_is_a_question(books: Books) -> None:
    mail = queue(books.issued())
    assert service.hold_mails(CALLER) == 1
    post = Post()
    assert send(post) is None and post.taken == []
    assert state(mail) == ("unclear", "copied")
