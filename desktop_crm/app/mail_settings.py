"""Settings, Mail: the account from which the firm sends, its password on this computer, a test, the words."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop_crm.app.mail_words_box import MailWordsBox
from desktop_crm.app.services import Services
from desktop_crm.billing.rules.outbox import WHY
from desktop_crm.company.rules.mail_account import PORTS, MailAccount
from desktop_crm.company.ui.sections import Saved, Section, SectionBody
from desktop_crm.mail.problems import NotSent
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import Card, SettingRow
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, IntegerInput, PasswordInput, TextInput
from desktop_crm.widgets.labels import Hairline
from desktop_crm.workspace import mailing


def mail_section(services: Services) -> Section:
    """The section that app adds to the settings page."""
    t = services.desk.t
    return Section(
        key="mail",
        group=t("Program"),
        title=t("Mail"),
        icon="mail",
        make=lambda saved: MailSettings(services, saved),
        settings=(t("Mail account"), t("Send a test"), t("Words of mails")),
        right="settings.change",
    )


class MailSettings(SectionBody):
    """The account and a test of it."""

    def __init__(self, services: Services, saved: Saved) -> None:
        t = services.desk.t
        super().__init__(
            t("Mail"),
            t("Papers go out from this account, encrypted. Its password stays in this computer's keyring."),
        )
        self._services, self._saved = services, saved
        self.row = SettingRow(t("Mail account"), "", Button(t("Set up…"), self.set_up, icon="mail"))
        self.test = Button(t("Send a test"), self.try_it, icon="send")
        test = SettingRow(t("Send a test"), t("To the sender's own address"), self.test)
        self.add(Card(self.row, Hairline(), test, gap=0, padding=16))
        self.words = MailWordsBox(services.desk, saved)
        self.add(self.words)
        self.account = MailAccount()
        self.read()

    def read(self) -> None:
        """The account as it is stored."""
        caller = self._services.desk.caller
        self._services.desk.tasks.run(self, lambda: mailing.account(caller), self._show)

    def _show(self, account: MailAccount) -> None:
        self.account = account
        t = self._services.desk.t
        self.row.effect.setText(f"{account.sender} · {account.host}" if account.is_set else t("None yet"))
        self.test.setEnabled(account.is_set)

    def set_up(self) -> None:
        """Ask for it."""
        AccountDialog(self._services, self.account, self._stored, parent=self).open()

    def _stored(self) -> None:
        self._saved()
        self.read()

    def try_it(self) -> None:
        """A short mail that is in no outbox."""
        desk, account = self._services.desk, self.account
        t = desk.t
        subject, text = t("A test"), t("Your mail account works in Desktop CRM.")

        def send(_progress: object) -> Message | None:
            try:
                password = mailing.password_of(account) if account.user else ""
                mailing.try_account(account, password, account.address, subject, text)
            except NotSent as error:
                return WHY[error.problem]
            return None

        def tried(problem: Message | None) -> None:
            if problem is None:
                desk.notices.done(t("Sent to {to}: it works", to=account.address))
            else:
                desk.notices.refused(t.message(problem))

        desk.tasks.start(self, t("Mails"), send, tried)


class AccountDialog(ModalDialog):
    """Server, way of connecting, user, password, sender."""

    def __init__(self, services: Services, account: MailAccount, stored: Any, *, parent: QWidget) -> None:
        t = services.desk.t
        self._desk, self._stored = services.desk, stored
        super().__init__(
            t,
            t("Mail account"),
            t("The help pages of your provider name the server for sending (SMTP)."),
            primary=t("Save account"),
            width=560,
            parent=parent,
        )
        self.form = form = Form(t, roomy=False)
        form.add("sender", t("Sender: address, or Name <address>"), TextInput())
        form.add("host", t("Mail server"), TextInput(), span=8)
        form.add("port", t("Port"), IntegerInput(t), span=4)
        ways = (
            Choice("starttls", t("STARTTLS (usual, port 587)")),
            Choice("tls", t("TLS from the first byte (port 465)")),
            Choice("none", t("None (only a server on this computer)")),
        )
        security = ChoiceInput(ways)
        form.add("security", t("Encryption"), security)
        form.add("user", t("User name (empty: none is asked for)"), TextInput(), span=6)
        form.add("password", t("Password (empty: as it is)"), PasswordInput(show_it=t("Show")), span=6)
        form.set_values(
            sender=account.sender, host=account.host, port=account.port, security=account.security,
            user=account.user,
        )  # fmt: skip
        security.changed.connect(lambda *_: form.set_values(port=PORTS[security.value()]))
        self.add(form)

    def accept_primary(self) -> None:
        """Store it, and its password here."""
        self.set_busy(True)
        values, caller = self.form.values(), self._desk.caller
        password = values.pop("password")
        wanted = MailAccount(**{**values, "port": values["port"] or 0})

        def store(_progress: object) -> Message | None:  # a job: the keyring may wait for a person
            mailing.set_account(caller, wanted)
            if not password:
                return None
            try:
                mailing.keep_password(mailing.account(caller), password)
            except UserError as error:
                return error.message
            return None

        self._desk.tasks.start(self, self._desk.t("Mails"), store, self._done, self._refused)

    def _done(self, why_not_kept: Message | None) -> None:
        self.accept()
        self._stored()
        if why_not_kept is not None:
            self._desk.notices.refused(self._desk.t.message(why_not_kept))

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.refuse(self.form, error)
