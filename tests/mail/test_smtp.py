"""A mail is handed over once and encrypted, and it is known whether the server has it."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_crm.mail import problems, smtp
from desktop_crm.mail.drafts import Attached, MailDraft, finished
from desktop_crm.mail.problems import NotSent
from desktop_crm.mail.smtp import post, try_login
from tests.fixtures.mail_server import PASSWORD, Behaviour, Running, serving

DRAFT = MailDraft(
    to=("Inês <ines@padaria.example>",),
    bcc=("archive@atelie.example",),
    sender="Ateliê <eu@atelie.example>",
    subject="Fatura – Ção",
    text="Olá,\n.\n..dots\n",
    attachments=(Attached("Fatura.pdf", b"%PDF-1.7\r\n.\r\n\x00", "application/pdf"),),
)
ID = "<1.abc@atelie.example>"
MAIL = finished(DRAFT, ID, datetime(2026, 11, 30, 9, 41, tzinfo=UTC))
TO = ("ines@padaria.example",)


def send(running: Running, password: str = PASSWORD, *, trusting: ssl.SSLContext | None = None) -> None:
    context = trusting or running.trusting
    post(running.server, password, "eu@atelie.example", TO, MAIL, context=context, timeout=20)


def problem_of(running: Running, password: str = PASSWORD) -> NotSent:
    with pytest.raises(NotSent) as refused:
        send(running, password)
    assert PASSWORD not in str(refused.value) and password not in str(refused.value)
    return refused.value


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_arrives_whole_and_encrypted(tmp_path: Path, security: str) -> None:
    with serving(tmp_path, security=security) as running:
        send(running)
    [(recipients, mail)] = running.arrived
    assert (recipients, mail["Message-ID"], mail["Subject"]) == (list(TO), ID, "Fatura – Ção")
    assert mail["Bcc"] is None and mail["X-Unsent"] is None
    assert mail["Date"].datetime == datetime(2026, 11, 30, 9, 41, tzinfo=UTC)
    body = mail.get_body(("plain",))
    assert body is not None and body.get_content().splitlines() == ["Olá,", ".", "..dots"]
    [attached] = mail.iter_attachments()
    assert attached.get_content() == DRAFT.attachments[0].content


def test_a_server_of_this_computer_may_be_talked_to_in_the_clear(tmp_path: Path) -> None:
    with serving(tmp_path, security="none", user="") as running:
        send(running)
    assert len(running.arrived) == 1


def test_nobody_else_is_talked_to_in_the_clear() -> None:
    server = smtp.Server(host="mail.example", port=25, security="none")
    with pytest.raises(NotSent) as refused:
        post(server, "", "eu@atelie.example", TO, MAIL)
    assert refused.value.problem == problems.UNSAFE


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, security: str) -> None:
    with serving(tmp_path, security=security) as running:
        with pytest.raises(NotSent) as refused:
            send(running, trusting=ssl.create_default_context())
        assert (refused.value.problem, refused.value.for_now) == (problems.UNSAFE, False)
        assert running.behaviour.logins == 0 and running.arrived == []


def test_where_tls_is_refused_or_not_offered_no_password_is_said(tmp_path: Path) -> None:
    with serving(tmp_path, behaviour=Behaviour(refuse_tls=True)) as running:
        assert problem_of(running).problem == problems.UNSAFE
        assert running.behaviour.logins == 0
    with serving(tmp_path, security="none") as running:
        plain = replace(running, server=replace(running.server, security="starttls"))
        assert problem_of(plain).problem == problems.UNSAFE
        assert running.behaviour.logins == 0 and running.arrived == []


def test_a_wrong_password_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        found = problem_of(running, "wrong horse")
        assert (found.problem, found.for_now, running.arrived) == (problems.LOGIN, False, [])
        assert running.behaviour.logins == 1
        assert problem_of(running, "pässword").problem == problems.LOGIN


def test_a_refused_recipient_is_named(tmp_path: Path) -> None:
    with serving(tmp_path, behaviour=Behaviour(refuse_recipient=TO[0])) as running:
        found = problem_of(running)
        assert (found.problem, found.answer) == (problems.RECIPIENT, "550 5.1.1 nobody of that name here")
        assert running.arrived == []


@pytest.mark.parametrize(("answer", "for_now"), [("451 4.3.0 full", True), ("554 5.6.0 no", False)])
def test_a_refused_text_was_not_sent(tmp_path: Path, answer: str, for_now: bool) -> None:
    with serving(tmp_path, behaviour=Behaviour(answer_to_mail=answer)) as running:
        found = problem_of(running)
        assert (found.problem, found.for_now, found.answer) == (problems.MESSAGE, for_now, answer)


def test_a_line_that_breaks_after_the_text_leaves_it_unclear(tmp_path: Path) -> None:
    with serving(tmp_path, behaviour=Behaviour(cut_after_data=True)) as running:
        found = problem_of(running)
        assert (found.problem, found.for_now) == (problems.UNCLEAR, False)
        assert len(running.arrived) == 1  # it had arrived: sending again would be twice


def test_a_line_that_breaks_before_the_text_leaves_it_here(tmp_path: Path) -> None:
    with serving(tmp_path, behaviour=Behaviour(cut_before_data=True)) as running:
        found = problem_of(running)
        assert (found.problem, found.for_now, running.arrived) == (problems.OFFLINE, True, [])


def test_a_line_that_breaks_in_the_text_leaves_it_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(tmp_path) as running:
        whole = smtplib.SMTP.send

        def broken(self: smtplib.SMTP, text: bytes | str) -> None:
            if isinstance(text, bytes) and b"Subject" in text:
                raise smtplib.SMTPServerDisconnected("the line broke")
            whole(self, text)

        monkeypatch.setattr(smtplib.SMTP, "send", broken)
        found = problem_of(running)
        assert (found.problem, found.for_now, running.arrived) == (problems.OFFLINE, True, [])


def test_where_no_server_is_it_stays_for_later(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        gone = running
    found = problem_of(gone)
    assert (found.problem, found.for_now) == (problems.OFFLINE, True)


def test_a_login_can_be_tried_without_a_mail(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        try_login(running.server, PASSWORD, context=running.trusting, timeout=20)
        with pytest.raises(NotSent) as refused:
            try_login(running.server, "wrong", context=running.trusting, timeout=20)
        assert (refused.value.problem, running.arrived) == (problems.LOGIN, [])
