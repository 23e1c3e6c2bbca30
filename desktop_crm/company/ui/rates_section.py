"""Exchange rates: the newest of each currency, typed, or read from the file of a bank or a ministry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.company import service
from desktop_crm.company.queries import exchange
from desktop_crm.company.rules.exchange import SOURCES, Rate
from desktop_crm.company.service import Imported
from desktop_crm.company.ui.firm_keeper import FirmKeeper
from desktop_crm.company.ui.record_list import RecordSection, Shown
from desktop_crm.files import guards
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, DateInput, DecimalInput
from desktop_crm.widgets.strips import Strip

MOST_BYTES = 20_000_000


@dataclass(frozen=True)
class _Listed:
    """A rate as the list of records takes it."""

    rate: Rate
    is_archived: bool = False


class RatesSection(RecordSection):
    """What papers in other currencies are converted with; papers keep the rate they were issued with."""

    def __init__(self, desk: Desk, firm: FirmKeeper, saved: Callable[[], None]) -> None:
        t = desk.t

        def edit(rate: Rate | None, parent: QWidget) -> None:
            RateDialog(desk, firm.draft.currency, rate, saved, parent=parent).open()

        def line(listed: _Listed) -> Shown:
            rate = listed.rate
            worth = f"1 {rate.base} = {t.formats.number(rate.rate, most=money.EXCHANGE_DIGITS)} {rate.quote}"
            day = t.formats.month(rate.day) if rate.is_monthly else t.formats.date_words(rate.day)
            return Shown(worth, t.message(SOURCES[rate.source]), day, "", rate)

        super().__init__(
            desk,
            t("Exchange rates"),
            t("Papers in other currencies take them by themselves and keep them, with source and day."),
            t("New rate"),
            nothing=t("No rate yet. The files of the ECB, the TCMB, PTAX and the BMF are read."),
            read=lambda _archived: [_Listed(rate) for rate in exchange.latest_rates(desk.caller)],
            line=line,
            edit=edit,
        )
        self.strip = Strip("info", "")
        self.strip.hide()
        self.add(self.strip)
        self.import_button = Button(t("Import rates from a file\u2026"), self._choose, icon="file-down")
        self.add(self.import_button)
        watch(desk.changes, self, {"exchange_rate"}, self.reload)

    def _choose(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, self.desk.t("File of exchange rates"))
        if path:
            self.take_file(Path(path))

    def take_file(self, path: Path) -> None:
        """Read it in the database's thread; what is refused is said with its reason."""
        desk = self.desk

        def work() -> Imported:
            data = guards.read_limited(path, MOST_BYTES)
            return service.import_rates(desk.caller, data, path.name, desk.today())

        desk.tasks.run(self, work, self._imported, self._refused)

    def _imported(self, found: Imported) -> None:
        t = self.desk.t
        parts = [
            t.message(SOURCES[found.source]),
            t.plural("{n} rate added", "{n} rates added", found.added),
            t.plural("{n} known already", "{n} known already", found.known) if found.known else "",
            t.plural("{n} of closed books left out", "{n} of closed books left out", found.closed)
            if found.closed
            else "",
        ]
        if found.rejects:
            first = found.rejects[0]
            parts.append(t.plural("{n} line not taken", "{n} lines not taken", len(found.rejects)))
            parts.append(t("line {line}: {reason}", line=first.line, reason=first.reason))
        self.strip.set_text("  \u00b7  ".join(part for part in parts if part))
        self.strip.show()

    def _refused(self, error: UserError) -> None:
        self.strip.set_text(self.desk.t.message(error.message))
        self.strip.show()


class RateDialog(ModalDialog):
    """One rate: currency, day, what one of it is worth."""

    def __init__(
        self, desk: Desk, home: str, rate: Rate | None, saved: Callable[[], None], *, parent: QWidget
    ) -> None:
        from babel.numbers import get_currency_name

        t = desk.t
        super().__init__(
            t,
            t("Exchange rate"),
            t("A typed rate counts where no source of your country knows one."),
            primary=t("Save rate"),
            width=480,
            parent=parent,
        )
        self.desk, self.home, self._saved = desk, home, saved
        locale = t.formats.locale
        codes = [
            Choice(code, f"{code}  {get_currency_name(code, locale=locale)}")
            for code in money.DIGITS
            if code != home
        ]
        self.form = Form(t, roomy=False)
        self.form.add("base", t("Currency"), ChoiceInput(codes, t("Currency"), placeholder=t("Choose")))
        words = t("Is worth in {currency}", currency=home)
        self.form.add("rate", words, DecimalInput(t, words, most=money.EXCHANGE_DIGITS), span=6)
        self.form.add("day", t("Day"), DateInput(t, desk.today), span=6)
        known = rate is not None and rate.quote == home
        base = rate.base if rate is not None and rate.base != home else rate.quote if rate else None
        self.form.set_values(base=base, rate=rate.rate if known and rate else None, day=desk.today())
        self.add(self.form)

    def accept_primary(self) -> None:
        """Keep it."""
        self.form.clear_errors()
        try:
            values = self.form.values()
            for name, message in (
                ("base", _("Choose the currency")),
                ("rate", _("Give a number above zero")),
            ):
                if not values[name]:
                    raise UserError(message, name)
        except UserError as error:
            self.form.show_error(error)
            return
        desk, today = self.desk, self.desk.today()
        rate = Rate(values["base"], self.home, values["day"] or today, values["rate"], "manual")
        self.set_busy(True)
        desk.tasks.run(self, lambda: service.save_rate(desk.caller, rate, today), self._done, self._refused)

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)

    def _done(self, _id: int) -> None:
        self._saved()
        self.accept()
