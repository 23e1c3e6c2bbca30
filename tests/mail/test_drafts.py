"""A mail draft is opened by the local mail program just as it was written."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest

from desktop_crm.mail.drafts import Attached, MailDraft, build
from desktop_crm.values.errors import UserError


def read(data: bytes) -> EmailMessage:
    message = BytesParser(policy=policy.default).parsebytes(data)
    assert isinstance(message, EmailMessage)
    return message


def test_a_draft_reads_back_with_its_files() -> None:
    draft = MailDraft(
        to=("Inês Exemplo <ines@padaria.example>", "loja@padaria.example"),
        cc=("contas@padaria.example",),
        sender="Ateliê <eu@atelie.example>",
        subject="Fatura 2026-0001 – Ção",
        text="Olá,\n\nsegue a fatura de 1.570,21 €.\n" + "x" * 2000,
        attachments=(Attached("Fatura 2026-0001.pdf", b"%PDF-1.7\n\x00\xff", "application/pdf"),),
    )
    data = build(draft)
    message = read(data)
    assert message["X-Unsent"] == "1"
    assert [address.addr_spec for address in message["To"].addresses] == [
        "ines@padaria.example",
        "loja@padaria.example",
    ]
    assert message["To"].addresses[0].display_name == "Inês Exemplo"
    assert (message["Subject"], message["Cc"]) == ("Fatura 2026-0001 – Ção", "contas@padaria.example")
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").rstrip("\n") == draft.text
    [attached] = message.iter_attachments()
    assert attached.get_filename() == "Fatura 2026-0001.pdf"
    assert (attached.get_content_type(), attached.get_content()) == ("application/pdf", b"%PDF-1.7\n\x00\xff")
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (MailDraft(to=("a@b.example\nBcc: x@y.example",)), "to[1]"),
        (MailDraft(to=("ok@b.example", "no address")), "to[2]"),
        (MailDraft(to=("a@b.example, c@d.example",)), "to[1]"),
        (MailDraft(cc=("<>",)), "cc[1]"),
        (MailDraft(subject="Hello\r\nBcc: x@y.example"), "subject"),
        (MailDraft(subject="Hello\u2028World"), "subject"),
        (MailDraft(sender="Eve\n <e@e.example>"), "sender"),
        (
            MailDraft(attachments=(Attached("ok.pdf", b"x"), Attached("a\nb.pdf", b"x"))),
            "attachments[2].name",
        ),
    ],
)
def test_nothing_typed_adds_a_header(draft: MailDraft, field: str) -> None:
    with pytest.raises(UserError) as refused:
        build(draft)
    assert refused.value.field == field


def test_a_mail_without_recipient_or_text_is_still_a_draft() -> None:
    message = read(build(MailDraft(subject="")))
    assert message["To"] is None
    assert message["Subject"] == ""


def test_addresses_of_other_scripts_and_strange_media_types_are_taken() -> None:
    draft = MailDraft(
        to=("info@müller.example",),
        attachments=(Attached("../x/y.eml", b"Subject: x\n\n", "message/rfc822"),),
    )
    message = read(build(draft))
    assert message["To"].addresses[0].domain == "xn--mller-kva.example"
    [attached] = message.iter_attachments()
    assert attached.get_filename() == ".._x_y.eml"
    assert attached.get_content_type() == "application/octet-stream"
