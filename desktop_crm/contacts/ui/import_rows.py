"""What a trial run says of single rows: those that come in, as they will stand, and those that stay out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_crm.contacts.rules.drafts import COMPANY, MAIL, PHONE, ContactDraft, PointKind
from desktop_crm.contacts.rules.importing import ContactRecord, Outcome
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.cards import Card, SectionHead
from desktop_crm.widgets.labels import ElidedLabel, IconMark, Label

SHOWN_NEW = 10
SHOWN_REASONS = 100
LINE_WIDTH = 64


class NewRowsCard(Card):
    """The first rows that will be added: what became name, company, mail, phone and town."""

    def __init__(self, t: Translator, outcomes: Sequence[Outcome]) -> None:
        super().__init__(padding=12, gap=6)
        new = [each.record for each in outcomes if each.status == "new"]
        self.add(SectionHead(t("Rows that come in"), count=len(new), small=True))
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(12)
        self.grid.setVerticalSpacing(4)
        self.grid.setColumnMinimumWidth(0, LINE_WIDTH)
        words = ("", "", t("Name"), t("Company"), t("Mail"), t("Phone"), t("Town"))
        for at, (word, stretch) in enumerate(zip(words, (0, 0, 4, 4, 5, 4, 3), strict=True)):
            self.grid.setColumnStretch(at, stretch)
            if word:
                self.grid.addWidget(Label(word, "caption"), 0, at)
        for line, record in enumerate(new[:SHOWN_NEW], 1):
            self._add(t, line, record)
        self.add(self.grid)
        if len(new) > SHOWN_NEW:
            self.add(Label(t("… and {n} more", n=t.formats.number(len(new) - SHOWN_NEW)), "caption"))
        self.setVisible(bool(new))

    def _add(self, t: Translator, line: int, record: ContactRecord) -> None:
        draft = record.draft
        is_company = draft.kind == COMPANY
        self.grid.addWidget(Label(t("line {n}", n=record.line), "caption"), line, 0)
        self.grid.addWidget(IconMark("building-2" if is_company else "user"), line, 1)
        town = next((each.address.city for each in draft.addresses if each.address.city), "")
        texts = (draft.name, record.company, _several(draft, MAIL), _several(draft, PHONE), town)
        for at, text in enumerate(texts, 2):
            self.grid.addWidget(ElidedLabel(text, role=None if at == 2 else "muted"), line, at)


def _several(draft: ContactDraft, kind: PointKind) -> str:
    """ "a@x.example +1": the first value, and how many more there are."""
    values = [point.value for point in draft.points if point.kind == kind]
    return f"{values[0]}  +{len(values) - 1}" if len(values) > 1 else "".join(values)


class LeftOutCard(Card):
    """The rows that stay out, each with every reason."""

    def __init__(self, t: Translator, outcomes: Sequence[Outcome]) -> None:
        super().__init__(padding=12, gap=4)
        out = [each for each in outcomes if each.status in ("reject", "duplicate")]
        self.add(SectionHead(t("Rows that stay out"), count=len(out), small=True))
        for outcome in out[:SHOWN_REASONS]:
            self.add(_reason_line(t, outcome))
        if len(out) > SHOWN_REASONS:
            more = t("… and {n} more; save them to see all.", n=len(out) - SHOWN_REASONS)
            self.add(Label(more, "caption"))
        self.setVisible(bool(out))


def _reason_line(t: Translator, outcome: Outcome) -> QWidget:
    reasons = "; ".join(t.message(reason) for reason in outcome.reasons)
    name = outcome.record.draft.name or t("no name")
    line = QWidget()
    grid = QGridLayout(line)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    place = Label(t("line {n}", n=outcome.record.line), "caption")
    place.setFixedWidth(LINE_WIDTH)
    grid.addWidget(place, 0, 0, Qt.AlignmentFlag.AlignVCenter)
    grid.addWidget(ElidedLabel(name), 0, 1)
    role = "bad" if outcome.status == "reject" else "muted"
    grid.addWidget(ElidedLabel(reasons, role=role), 0, 2)
    grid.setColumnStretch(1, 2)
    grid.setColumnStretch(2, 5)
    return line
