"""Settings, Data and backup: where the file lies, copies of it, other firms, the sample."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_crm.app.backup_settings import BackupCard
from desktop_crm.app.services import Services
from desktop_crm.company.ui.sections import Saved, Section, SectionBody
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import Card, SettingRow
from desktop_crm.widgets.labels import Hairline, Label


def data_section(services: Services) -> Section:
    """The section that app adds to the settings page."""
    t, copying = services.desk.t, services.workspace.copying_right
    return Section(
        key="data",
        group=t("Program"),
        title=t("Data and backup"),
        icon="hard-drive",
        make=lambda saved: DataSettings(services, saved),
        settings=tuple(
            services.desk.allowed(
                (copying, t("Back up now")),
                (copying, t("Second place for backups")),
                (copying, t("Try the newest backup out")),
                ("backups.restore", t("Restore a backup")),
                *([] if services.workspace.is_on_server else [("settings.change", t("Encryption"))]),
                ("backups.restore", t("Everything as text")),
                ("", t("Open another firm")),
                ("", t("New firm")),
                ("", t("Open a firm on a server")),
                *([("backups.restore", t("Move to a server"))] if _can_move(services) else []),
                ("", t("Who is in")),
                *([("", t("Remembered password"))] if services.firm.is_remembered else []),
                ("data.verify", t("Check everything")),
                ("", t("Report for support")),
                ("settings.change", t("Sample data")),
            )
        ),
    )


def _can_move(services: Services) -> bool:
    return not services.workspace.is_on_server and not services.workspace.read_only


class DataSettings(SectionBody):
    """Rows with one verb each; what they do runs as a job and ends with a notice."""

    def __init__(self, services: Services, _saved: Saved) -> None:
        t = services.desk.t
        here = t("One file holds the whole firm. Copies of it are made by themselves.")
        there = t("A server holds the whole firm. Copies of it are made by themselves, on this computer.")
        on_server = services.workspace.is_on_server
        super().__init__(t("Data and backup"), there if on_server else here)
        self._services = services
        self._files()
        self._copies()
        self._others()

    def _files(self) -> None:
        t, workspace = self._services.desk.t, self._services.workspace
        profile = workspace.database.profile
        title = t("Database") if workspace.is_on_server else t("File of this firm")
        verify = Button(t("Check now"), self._services.firm.verify, icon="shield-check")
        may = self._services.desk.may
        self.add(
            _card(
                SettingRow(title, str(workspace.place), Label(t.message(profile.title), "muted")),
                SettingRow(
                    t("Who is in"),
                    t.message(profile.reason),
                    Button(t("Show"), self._services.firm.who_is_in, icon="users"),
                ),
                *(
                    [
                        SettingRow(
                            t("Check everything"),
                            t("Numbers, seals, totals and links of every paper"),
                            verify,
                        )
                    ]
                    if may("data.verify")
                    else []
                ),
                *self._remembered(),
                SettingRow(
                    t("Report for support"),
                    t("Versions, settings, counts and the log, without data and secrets; you read it first"),
                    Button(t("Show…"), self._services.firm.diagnose, icon="bug"),
                ),
            )
        )

    def _remembered(self) -> list[SettingRow]:
        """Where the computer's keyring holds the firm's secret: the way to take it out again."""
        t, firm = self._services.desk.t, self._services.firm
        if not firm.is_remembered:
            return []
        on_server = self._services.workspace.is_on_server
        title = t("Remembered password") if on_server else t("Remembered passphrase")
        words = t("It lies in the keyring of this computer's account, so nobody is asked for it at the start")
        forget = Button(
            t("Forget"), lambda: firm.forget_secret(lambda: row.setEnabled(False)), icon="trash-2"
        )
        row = SettingRow(title, words, forget)
        return [row]

    def _copies(self) -> None:
        self.add_heading(self._services.desk.t("Backup"))
        self.add(BackupCard(self._services))

    def _others(self) -> None:
        t, firm = self._services.desk.t, self._services.firm
        self.add_heading(t("Firms and sample"))
        other = SettingRow(
            t("Open another firm"),
            t("Each firm has a file of its own"),
            Button(t("Open…"), firm.choose_file, icon="folder-open"),
        )
        new = SettingRow(
            t("New firm"),
            t("Starts the set-up again, for one more firm"),
            Button(t("Set up…"), firm.new_firm, icon="plus"),
        )
        load = SettingRow(
            t("Load sample data"),
            t("A fictional firm's customers, papers and tickets, marked as samples"),
            Button(t("Load"), firm.load_sample, icon="sparkles"),
        )
        remove = SettingRow(
            t("Remove sample data"),
            t("Takes it out again; what is yours stays"),
            Button(t("Remove"), firm.remove_sample, icon="trash-2"),
        )
        server = SettingRow(
            t("Open a firm on a server"),
            t("For more people, several sites, and roles that hold for every program"),
            Button(t("Connect…"), firm.open_server, icon="hard-drive"),
        )
        move = SettingRow(
            t("Move to a server"),
            t("Everything goes to a PostgreSQL server and is compared; this file stays for reading"),
            Button(t("Move…"), firm.move_to_server, icon="hard-drive"),
        )
        moves = self._services.desk.allowed(("backups.restore", move)) if _can_move(self._services) else []
        samples = self._services.desk.allowed(("settings.change", load), ("settings.change", remove))
        rows = [other, new, server, *moves, *samples]
        self.add(_card(*rows))


def _card(*rows: QWidget) -> Card:
    parts: list[QWidget] = []
    for row in rows:
        if parts:
            parts.append(Hairline())
        parts.append(row)
    return Card(*parts, gap=0, padding=16)
