"""Who a command is run by: `--user NAME`, with the password from the environment, the keyboard or standard
input, never from the command line, which other programs of the computer can read.
"""

from __future__ import annotations

import getpass
import logging
import os
import sys
from typing import Final

from desktop_crm.company import queries, service
from desktop_crm.values.caller import Caller, nobody
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import Translator, _
from desktop_crm.workspace import places

USER: Final = "DESKTOP_CRM_USER"
PASSWORD: Final = "DESKTOP_CRM_PASSWORD"
NEW_PASSWORD: Final = "DESKTOP_CRM_NEW_PASSWORD"
PASSPHRASE: Final = "DESKTOP_CRM_PASSPHRASE"
NEW_PASSPHRASE: Final = "DESKTOP_CRM_NEW_PASSPHRASE"
_LONGEST: Final = 10_000


def signed_in(local: Caller, name: str | None, t: Translator, *, input_is_taken: bool) -> tuple[Caller, str]:
    """The person who runs the command in the open database and their password; `local` where the firm has no
    people.

    `input_is_taken`: standard input is a FILE argument, so no password is read from it.
    """
    people = queries.list_people(nobody(local.language))
    name = name or os.environ.get(USER) or None
    if not people:
        if name is not None:
            raise UserError(_("This firm has no people yet: leave the name out."), "--user")
        return local, ""
    if name is None:
        known = ", ".join(person.name for person in people)
        raise UserError(_("This firm has people, so say who you are: {known}", known=known), "--user")
    person = next((each for each in people if queries.is_called(each, name)), None)
    if person is None:
        raise NotFound(_("Nobody here is called “{name}”", name=name), "--user")
    _keep_a_log()
    words = t("Password of {name}", name=person.name)
    password = secret(PASSWORD, words, "--user", input_is_taken=input_is_taken)
    try:
        return service.sign_in(nobody(local.language), person.id, password).caller, password
    except UserError as error:
        raise UserError(error.message, "--user") from error


def check_is(caller: Caller, name: str | None) -> None:
    """UserError where the command is to be run by another than the server's login is of."""
    name = name or os.environ.get(USER) or None
    if name is None:
        return
    people = queries.list_people(nobody(caller.language))
    if not any(each.id == caller.person_id and queries.is_called(each, name) for each in people):
        raise UserError(
            _("This login of the server is {name}'s: leave the name out, or use your own.", name=caller.user),
            "--user",
        )


def is_named(name: str | None) -> bool:
    """Whether the command says by whom it is run."""
    return bool(name or os.environ.get(USER))


def _keep_a_log() -> None:
    """Wrong passwords go to the log that the window keeps, never between the lines of an answer."""
    log = logging.getLogger("desktop_crm")
    if log.handlers:
        return
    handler: logging.Handler
    try:
        places.log_folder().mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(places.log_folder() / "desktop-crm.log", delay=True, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)


def secret(variable: str, words: str, field: str, *, input_is_taken: bool) -> str:
    """A password from the variable, else asked for at the keyboard, else a line of standard input."""
    if given := os.environ.get(variable):
        return given
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass(f"{words}: ")
    line = b"" if input_is_taken or sys.stdin is None else sys.stdin.buffer.readline(_LONGEST)
    try:
        password = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        password = ""
    if not password:
        raise UserError(
            _("Give the password in the variable {variable} or on standard input.", variable=variable), field
        )
    return password


def passphrase(t: Translator, file: str) -> str:
    """The passphrase or recovery key of an encrypted file; "" where it stands nowhere and nobody can be
    asked."""
    if given := os.environ.get(PASSPHRASE):
        return given
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass(f"{t('Passphrase of {file}', file=file)}: ")
    return ""


def new_passphrase(t: Translator) -> str:
    """A passphrase for a file that is to be encrypted; UserError where it stands nowhere, or differs when
    typed again."""
    if given := os.environ.get(NEW_PASSPHRASE):
        return given
    if sys.stdin is None or not sys.stdin.isatty():
        refusal = _("Give the passphrase in the variable {variable}.", variable=NEW_PASSPHRASE)
        raise UserError(refusal, "passphrase")
    first = getpass.getpass(f"{t('New passphrase')}: ")
    if getpass.getpass(f"{t('The same again')}: ") != first:
        raise UserError(_("The two passphrases differ."), "passphrase")
    return first
