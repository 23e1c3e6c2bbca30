"""The passphrase of an encrypted file or the password of a server, kept in the computer's keyring if asked.

The account is the place itself, a server's with its user and kind of connection: a password that was kept
for a checked connection is not sent over another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_crm.files import key_ring
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message
from desktop_crm.workspace import encryption
from desktop_crm.workspace.places import Place

why_not = key_ring.why_not


@dataclass(frozen=True, slots=True)
class Wish:
    """Whether this secret is to be kept once it has opened the place; not `wanted`: kept no longer."""

    place: Place
    secret: str
    wanted: bool


def account_of(place: Place) -> str:
    """The name of a place's entry in the keyring."""
    return str(place.absolute()) if isinstance(place, Path) else str(place.with_password(""))


def keep(place: Place, secret: str) -> None:
    """Remember the secret of a place on this computer. Raises UserError at "remember"."""
    key_ring.keep(account_of(place), secret)


def forget(place: Place) -> None:
    """Remember it no longer. Raises UserError at "remember"."""
    key_ring.forget(account_of(place))


def renew(place: Place, secret: str) -> None:
    """After a change of the secret: where one is remembered, the new one is."""
    if key_ring.recall(account_of(place)):
        keep(place, secret)


def with_secret(place: Place) -> Place:
    """The place with what is remembered: a file is unlocked, a server's address gets its password.

    A wrong passphrase opens nothing: the file stays locked, and who opens it is asked.
    """
    if isinstance(place, Path):
        if encryption.is_locked(place) and (secret := key_ring.recall(account_of(place))):
            try:
                encryption.unlock(place, secret)
            except UserError:
                return place
        return place
    if place.password or not (secret := key_ring.recall(account_of(place))):
        return place
    return place.with_password(secret)


def fulfil(wish: Wish) -> Message | None:
    """After the place was opened: keep or forget; why the keyring refused, None where all is well."""
    try:
        if wish.wanted:
            keep(wish.place, wish.secret)
        else:
            forget(wish.place)
    except UserError as error:
        return error.message
    return None
