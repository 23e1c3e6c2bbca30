"""Settings, Data and backup: the copies made by themselves, the second place, the drill, restoring."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop_crm.app.backup_words import drill_words, encryption_words, place_words
from desktop_crm.app.services import Services
from desktop_crm.widgets.buttons import Button, side_by_side
from desktop_crm.widgets.cards import Card, SettingRow
from desktop_crm.widgets.desk import watch
from desktop_crm.widgets.labels import Hairline, Label
from desktop_crm.workspace import encryption, places

if TYPE_CHECKING:
    from desktop_crm.workspace.backups import Standing


class BackupCard(Card):
    """Rows with one verb each; what they say is asked away from the window."""

    def __init__(self, services: Services) -> None:
        self._services = services
        t, acts = services.desk.t, services.firm.backups
        self.last = Label("", "caption")
        self.place = SettingRow(t("Second place"), "", self._place_buttons(services))
        self.drill = SettingRow(
            t("Try the newest backup out"),
            "",
            Button(t("Try it out"), acts.drill, icon="shield-check"),
        )
        copying = services.workspace.copying_right
        rows: list[QWidget] = services.desk.allowed(
            ("", self._daily()),
            (copying, self._now()),
            (copying, self.place),
            (copying, self.drill),
            (copying, self._one_more()),
            ("backups.restore", self._restore()),
            *([] if services.workspace.is_on_server else [("settings.change", self._encryption())]),
            ("backups.restore", self._as_text()),
        )
        super().__init__(*_ruled(rows), gap=0, padding=16)
        watch(services.desk.changes, self, {"backup"}, self.refresh)
        self.refresh()

    def _daily(self) -> SettingRow:
        t = self._services.desk.t
        words = t("Every day, checked after copying; the last 7 days, 5 weeks and 12 months stay")
        return SettingRow(t("Daily backup"), words, self.last)

    def _now(self) -> SettingRow:
        t, acts = self._services.desk.t, self._services.firm.backups
        folder = places.backup_folder(self._services.workspace.path)
        now = Button(t("Back up now"), acts.back_up, icon="save")
        return SettingRow(t("Back up now"), str(folder), now)

    def _one_more(self) -> SettingRow:
        t, acts = self._services.desk.t, self._services.firm.backups
        choose = Button(t("Choose…"), acts.back_up_elsewhere, icon="folder-open")
        return SettingRow(t("One more copy"), t("A file of its own, where you want it"), choose)

    def _restore(self) -> SettingRow:
        t = self._services.desk.t
        restore = Button(t("Restore…"), self._services.firm.restore, icon="history")
        words = t("Into a new file; the present one stays as it is")
        return SettingRow(t("Restore a backup"), words, restore)

    def _encryption(self) -> SettingRow:
        services, t = self._services, self._services.desk.t
        encrypted = encryption.is_encrypted(services.workspace.path)
        locking = Button(
            t("Another passphrase…") if encrypted else t("Encrypt…"), services.firm.encrypt, icon="lock"
        )
        locking.setEnabled(encryption.is_available())
        return SettingRow(t("Encryption"), encryption_words(t, encrypted), locking)

    def _as_text(self) -> SettingRow:
        t, archives = self._services.desk.t, self._services.firm.archives
        both = side_by_side(
            Button(t("Read…"), archives.read, kind="quiet"),
            Button(t("Save…"), archives.save, icon="file-down"),
        )
        words = t("One ZIP file that any program can read, in ten years too; it is not encrypted")
        return SettingRow(t("Everything as text"), words, both)

    def _place_buttons(self, services: Services) -> QWidget:
        t, acts = services.desk.t, services.firm.backups
        self.forget = _small(t("Remove"), acts.forget_second_place)
        self.forget.hide()
        return side_by_side(self.forget, Button(t("Choose…"), acts.choose_second_place, icon="hard-drive"))

    def refresh(self) -> None:
        """The places may be slow, or gone."""
        from desktop_crm.workspace import backups

        services = self._services
        path = services.workspace.path
        services.desk.tasks.start(
            self, services.desk.t("Backup"), lambda _progress: backups.look(path), self._show
        )

    def _show(self, standing: Standing) -> None:
        t = self._services.desk.t
        old = standing.is_old(self._services.desk.today())
        self.last.setText(
            t("None yet") if standing.newest is None else t("Last: {when}", when=standing.newest)
        )
        self.last.set_role("bad" if old else "muted")
        self.place.effect.setText(place_words(t, standing))
        warned = standing.place is not None and standing.place.state == "same_disk"
        self.place.effect.set_role("warn" if warned else "muted")
        self.forget.setVisible(standing.place is not None)
        drill = standing.drill
        self.drill.effect.setText(
            drill_words(t, drill)
            if drill
            else t("Restores it to a scratch place and compares; by itself every 30 days")
        )
        self.drill.effect.set_role("bad" if drill and drill.problem else "muted")


def _small(text: str, run: Callable[[], None]) -> Button:
    return Button(text, run, kind="quiet")


def _ruled(rows: list[QWidget]) -> list[QWidget]:
    parts: list[QWidget] = []
    for row in rows:
        if parts:
            parts.append(Hairline())
        parts.append(row)
    return parts
