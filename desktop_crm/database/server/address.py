"""Where a firm's database on a server is: host, port, name, who connects and how safely."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

SCHEMES: Final = ("postgresql", "postgres")
DEFAULT_PORT: Final = 5432
_ON_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
TLS_MODES: Final = ("disable", "require", "verify-ca", "verify-full")
"""The modes of libpq that mean what they say: "allow" and "prefer" fall back to plain text in silence."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A database on a server. The password is never shown, kept or logged.

    `host` is a name, an address or the folder of a Unix socket ("/var/run/postgresql"). An empty `user` or
    `password` leaves it to the surroundings (PGUSER, PGPASSWORD, ~/.pgpass). `tls` is one of `TLS_MODES`;
    empty means the default: verified certificates, but none on this machine itself.
    """

    host: str
    database: str
    port: int = DEFAULT_PORT
    user: str = ""
    password: str = ""
    tls: str = ""
    root_certificate: str = ""

    def __str__(self) -> str:
        """As a person may see it: without the password."""
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        if self.host.startswith("/"):
            where, query = f"{user}/", {"host": self.host, "port": str(self.port)}
        else:
            host = f"[{self.host}]" if ":" in self.host else self.host
            where, query = f"{user}{host}:{self.port}/", {}
        if self.tls:
            query["sslmode"] = self.tls
        if self.root_certificate:
            query["sslrootcert"] = self.root_certificate
        return f"postgresql://{where}{quote(self.database, safe='')}" + (
            f"?{urlencode(query)}" if query else ""
        )

    def __repr__(self) -> str:
        return f"ServerAddress({str(self)!r})"

    @property
    def is_here(self) -> bool:
        """The server runs on this very machine."""
        return self.host.startswith("/") or self.host in _ON_THIS_MACHINE

    @property
    def parameters(self) -> dict[str, str | int]:
        """What libpq is told; see "Parameter Key Words" in its documentation."""
        given: dict[str, str | int] = {
            "host": self.host,
            "port": self.port,
            "dbname": self.database,
            "user": self.user,
            "password": self.password,
            "sslmode": self.tls or ("disable" if self.is_here else "verify-full"),
            "sslrootcert": self.root_certificate or ("" if self.is_here else "system"),
        }
        return {name: value for name, value in given.items() if value != ""}

    def as_user(self, user: str) -> ServerAddress:
        """The same database for another user; the password is not theirs."""
        return replace(self, user=user, password="")

    def with_password(self, password: str) -> ServerAddress:
        return replace(self, password=password)


def is_address(text: str) -> bool:
    """Whether a text is meant as a server's address and not as a file's path."""
    return text.partition("://")[0].lower() in SCHEMES and "://" in text


def parse(text: str) -> ServerAddress:
    """`postgresql://user@host:port/name?sslmode=verify-full`; UserError saying which part is wrong."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port or DEFAULT_PORT
    except ValueError as error:
        raise UserError(
            _("The port of the server's address is no number up to 65535."), "database"
        ) from error
    if parts.scheme.lower() not in SCHEMES:
        raise UserError(_("A server's address begins with postgresql://"), "database")
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    name = unquote(parts.path.removeprefix("/"))
    host = unquote(parts.hostname or "") or given.pop("host", "")
    port = int(given.pop("port", port)) if str(given.get("port", port)).isdecimal() else port
    tls = given.pop("sslmode", "")
    certificate = given.pop("sslrootcert", "")
    if not host:
        raise UserError(
            _("The server's address names no host: postgresql://user@host/name is its form."), "database"
        )
    if not name or "/" in name:
        raise UserError(
            _("The server's address names no database: postgresql://user@host/name is its form."), "database"
        )
    if tls and tls not in TLS_MODES:
        raise UserError(
            _("sslmode is one of {modes}.", modes=", ".join(TLS_MODES)),
            "database",
        )
    if given:
        raise UserError(_("The server's address has an unknown part: {part}.", part=min(given)), "database")
    return ServerAddress(
        host, name, port, unquote(parts.username or ""), unquote(parts.password or ""), tls, certificate
    )
