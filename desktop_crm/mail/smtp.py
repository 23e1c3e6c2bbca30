"""Hand one mail to a mail server (SMTP, RFC 5321), and know for sure whether the server has it.

The server takes a mail over with its answer to the dot that ends the text. Whatever fails before the dot is
sent leaves it here; whatever fails after it leaves us in the dark (`UNCLEAR`), and is never tried again
without asking a person.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from desktop_crm.mail.problems import LOGIN, MESSAGE, OFFLINE, RECIPIENT, SENDER, UNCLEAR, UNSAFE, NotSent

HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Only a server on this computer may be talked to in the clear."""
TIMEOUT: Final = 60.0
"""Seconds that the server may leave us without an answer."""

_NAME: Final = "[127.0.0.1]"
"""What we call ourselves: the computer's own name is nobody's business."""
_Way = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where mails are handed over. `security`: "starttls", "tls" or "none"; without `user` nobody logs in."""

    host: str
    port: int
    security: str = "starttls"
    user: str = ""


def post(
    server: Server,
    password: str,
    sender: str,
    recipients: Sequence[str],
    message: bytes,
    *,
    context: ssl.SSLContext | None = None,
    timeout: float = TIMEOUT,
) -> None:
    """Hand the mail over to all recipients (bare addresses), or to none. Raises NotSent."""
    client = _connected(server, context or ssl.create_default_context(), timeout)
    try:
        _log_in(client, server, password)
        _address(client, sender, recipients)
        _hand_over(client, message)
        with suppress(smtplib.SMTPException, OSError):  # it has the mail already
            client.quit()
    finally:
        client.close()


def try_login(
    server: Server, password: str, *, context: ssl.SSLContext | None = None, timeout: float = TIMEOUT
) -> None:
    """Connect and log in, and send nothing. Raises NotSent."""
    client = _connected(server, context or ssl.create_default_context(), timeout)
    try:
        _log_in(client, server, password)
        with suppress(smtplib.SMTPException, OSError):
            client.quit()
    finally:
        client.close()


def _connected(server: Server, context: ssl.SSLContext, timeout: float) -> smtplib.SMTP:
    if server.security == "none" and server.host not in HERE:
        raise NotSent(UNSAFE)
    client: smtplib.SMTP
    if server.security == "tls":
        client = smtplib.SMTP_SSL(local_hostname=_NAME, timeout=timeout, context=context)
    else:
        client = smtplib.SMTP(local_hostname=_NAME, timeout=timeout)
    # smtplib checks the certificate against the name that its constructor is given
    client._host = server.host  # type: ignore[attr-defined]
    try:
        code, answer = client.connect(server.host, server.port)
        if code != 220:
            raise NotSent(OFFLINE, _said(answer), for_now=True)
        client.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            _encrypt(client, context)
    except BaseException as error:
        client.close()
        if isinstance(error, NotSent):
            raise
        raise _of_connecting(error) from error
    return client


def _encrypt(client: smtplib.SMTP, context: ssl.SSLContext) -> None:
    try:
        client.starttls(context=context)
    except smtplib.SMTPResponseException as error:
        said = f"{error.smtp_code} {_said(error.smtp_error)}"
        raise NotSent(UNSAFE, said, for_now=400 <= error.smtp_code < 500) from error
    client.ehlo_or_helo_if_needed()


def _of_connecting(error: BaseException) -> BaseException:
    """What a failure on the way to the server means."""
    if isinstance(error, ssl.SSLError | ssl.CertificateError | smtplib.SMTPNotSupportedError):
        return NotSent(UNSAFE, _words(error))
    if isinstance(error, smtplib.SMTPResponseException):
        return NotSent(OFFLINE, _said(error.smtp_error), for_now=True)
    if isinstance(error, smtplib.SMTPException | OSError | UnicodeError):
        return NotSent(OFFLINE, _words(error), for_now=True)
    return error


def _log_in(client: smtplib.SMTP, server: Server, password: str) -> None:
    """Once, in one way: a server that counts wrong passwords counts one. The line is encrypted or leads to
    this computer, so that the plain ways come first."""
    if not server.user:
        return
    offered = client.esmtp_features.get("auth", "").upper().split()
    ways: dict[str, _Way] = {
        "PLAIN": client.auth_plain, "LOGIN": client.auth_login, "CRAM-MD5": client.auth_cram_md5,
    }  # fmt: skip
    chosen = next((way for way in ways if way in offered), None)
    if chosen is None:
        raise NotSent(LOGIN)
    client.user, client.password = server.user, password
    try:
        client.auth(chosen, ways[chosen])
    except smtplib.SMTPAuthenticationError as error:
        for_now = 400 <= error.smtp_code < 500
        said = f"{error.smtp_code} {_said(error.smtp_error)}"
        raise NotSent(LOGIN, said, for_now=for_now) from error
    except UnicodeError as error:
        raise NotSent(LOGIN) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(OFFLINE, _words(error), for_now=True) from error


def _address(client: smtplib.SMTP, sender: str, recipients: Sequence[str]) -> None:
    """Nobody gets it where one of them is refused."""
    envelope = [(SENDER, "MAIL FROM:", sender), *((RECIPIENT, "RCPT TO:", each) for each in recipients)]
    for problem, word, address in envelope:
        if not address.isascii():
            raise NotSent(problem, address)
        _ask(client, f"{word}{smtplib.quoteaddr(address)}", problem, (250, 251))


def _ask(client: smtplib.SMTP, command: str, problem: str, wanted: tuple[int, ...]) -> None:
    try:
        code, answer = client.docmd(command)
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(OFFLINE, _words(error), for_now=True) from error
    if code not in wanted:
        raise NotSent(problem, f"{code} {_said(answer)}", for_now=400 <= code < 500)


def _hand_over(client: smtplib.SMTP, message: bytes) -> None:
    _ask(client, "DATA", MESSAGE, (354,))
    lines = message.removesuffix(b"\r\n") + b"\r\n"
    text = (b"." if lines.startswith(b".") else b"") + lines.replace(b"\r\n.", b"\r\n..")
    try:
        client.send(text)
    except (smtplib.SMTPException, OSError) as error:  # no dot was sent: the server throws it away
        raise NotSent(OFFLINE, _words(error), for_now=True) from error
    try:
        client.send(b".\r\n")
        code, answer = client.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(UNCLEAR, _words(error)) from error
    if code != 250:
        raise NotSent(MESSAGE, f"{code} {_said(answer)}", for_now=400 <= code < 500)


def _said(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _words(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or error)
