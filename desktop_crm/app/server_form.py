"""Where a server is and who connects: the fields, and what they come to."""

from __future__ import annotations

from typing import Final

from desktop_crm.database.server.address import DEFAULT_PORT, ServerAddress
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, Translator, _
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import LONGEST_SECRET, Choice, ChoiceInput, PasswordInput, TextInput

TLS: Final[dict[str, Message]] = {
    "": _("Encrypted, certificate checked"),
    "require": _("Encrypted, certificate not checked"),
    "disable": _("Not encrypted (this computer only)"),
}


class ServerForm(Form):
    """Host, database, user, password and how safely; `address()` is what was typed."""

    def __init__(
        self, t: Translator, known: ServerAddress | None = None, *, is_kept_elsewhere: bool = False
    ) -> None:
        """`is_kept_elsewhere`: another widget says for how long the password is kept."""
        super().__init__(t, roomy=False)
        kept = "" if is_kept_elsewhere else t("Kept for as long as the window is open")
        tls = ChoiceInput([Choice(key, t.message(word)) for key, word in TLS.items()])
        self.add(
            "host", t("Server"), TextInput(), span=8, help=t("A name such as server.example, or an address")
        )
        self.add("port", t("Port"), TextInput(), span=4)
        self.add("database", t("Database"), TextInput(), span=6)
        self.add("tls", t("Connection"), tls, span=6)
        self.add("user", t("User"), TextInput(), span=6)
        self.add(
            "password",
            t("Password"),
            PasswordInput(show_it=t("Show the password"), longest=LONGEST_SECRET),
            span=6,
            help=kept,
        )
        at = known or ServerAddress("", "")
        self.set_values(
            host=at.host,
            port=str(at.port),
            database=at.database,
            tls=at.tls if at.tls in TLS else "",
            user=at.user,
        )

    def address(self) -> ServerAddress:
        """Raises UserError at the field that is wrong or empty."""
        values = self.values()
        for name, message in (
            ("host", _("Name the server.")),
            ("database", _("Name the database on the server.")),
        ):
            if not str(values[name]).strip():
                raise UserError(message, name)
        port = str(values["port"]).strip() or str(DEFAULT_PORT)
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise UserError(_("A port is a number up to 65535."), "port")
        return ServerAddress(
            str(values["host"]).strip(),
            str(values["database"]).strip(),
            int(port),
            str(values["user"]).strip(),
            str(values["password"]),
            str(values["tls"] or ""),
        )
