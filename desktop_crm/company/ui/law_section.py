"""What the program knows of the law of the firm's country: each fact, its article, its reading."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt

from desktop_crm.company.rules import addresses, law
from desktop_crm.company.rules.law import Row
from desktop_crm.company.ui.firm_keeper import FirmKeeper
from desktop_crm.company.ui.sections import SectionBody
from desktop_crm.widgets import tips
from desktop_crm.widgets.cards import Card, LinkRow
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.opening import open_link
from desktop_crm.widgets.strips import Strip


class LawSection(SectionBody):
    """The doubtful rows first; a row that was read on a page opens it."""

    def __init__(self, desk: Desk, firm: FirmKeeper) -> None:
        t = desk.t
        super().__init__(
            t("Law"),
            t("Rates, wordings and duties that papers are checked against. They are dated, and no advice."),
        )
        self.desk, self.t = desk, t
        self.verdict = Strip("info", "")
        self.add(self.verdict)
        self.card = Card(padding=16, gap=0)
        self.add(self.card)
        self.rows: list[LinkRow] = []
        self._country: str | None = None
        firm.shown.connect(lambda draft: self.show_country(draft.country))
        self.show_country(firm.draft.country)

    def show_country(self, country: str) -> None:
        """The rows that sellers of a country go by today and later."""
        if country == self._country:
            return
        self._country = country
        today = self.desk.today()
        rows = sorted(law.rows_for(country, today), key=lambda row: not row.is_stale(today))
        stale = sum(row.is_stale(today) for row in rows)
        name = addresses.country_names(self.t.language).get(country, country)
        self._say(name, len(rows), stale)
        for old in self.rows:
            old.hide()
            old.deleteLater()
        self.rows = [self._line(row) for row in rows]
        for line in self.rows:
            self.card.add(line)
        self.card.setVisible(bool(rows))

    def _say(self, country: str, count: int, stale: int) -> None:
        t = self.t
        if not count:
            self.verdict.set_text(t("The program knows nothing of the law there: ask your accountant."))
        elif stale:
            text = t.plural(
                "{n} of {count} legal facts for {country} has not been read at its source within a year: "
                "ask your accountant before you rely on it.",
                "{n} of {count} legal facts for {country} have not been read at their source within a year: "
                "ask your accountant before you rely on them.",
                stale,
                count=count,
                country=country,
            )
            self.verdict.set_text(text)
        else:
            self.verdict.set_text(
                t("All legal facts for {country} were read within a year.", country=country)
            )

    def _line(self, row: Row) -> LinkRow:
        t, today = self.t, self.desk.today()
        is_page = row.read_at.startswith("http")
        is_stale, reading = row.is_stale(today), t.message(law.reading_words(row, today))
        line = LinkRow(
            t.message(law.row_words(row)),
            "" if row.section == "demand" else row.source,  # its sentence names the article
            "" if is_stale else reading,
            reading if is_stale else _site(row.read_at) if is_page else row.read_at,
            role="warn" if is_stale else None,
            run=partial(_open, row.read_at) if is_page else None,
        )
        tips.set_tip(line, row.read_at)
        if not is_page:
            line.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            line.unsetCursor()
        return line


def _open(url: str) -> None:
    open_link(url)


def _site(url: str) -> str:
    return url.partition("//")[2].partition("/")[0].removeprefix("www.")
