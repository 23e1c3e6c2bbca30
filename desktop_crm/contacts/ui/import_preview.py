"""The trial run of an import: which column goes where, what becomes of each row, why some stay out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.contacts.documents.mapping import FIELDS, IGNORE
from desktop_crm.contacts.rules.importing import ContactFile
from desktop_crm.contacts.service import ImportPlan
from desktop_crm.contacts.ui.import_rows import LeftOutCard, NewRowsCard
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import Card, Stat, StatStrip
from desktop_crm.widgets.inputs import CheckInput, Choice, ChoiceInput
from desktop_crm.widgets.labels import ElidedLabel, IconMark, Label
from desktop_crm.widgets.page import Scroll, column, row

SAMPLES = 3


class MappingCard(Card):
    """A row for each column of the file: where it goes, and what stands in its first rows."""

    changed = Signal()

    def __init__(self, t: Translator, file: ContactFile, parent: QWidget | None = None) -> None:
        super().__init__(padding=12, gap=8, parent=parent)
        self.t, self._headers = t, file.headers
        self.inputs: dict[str, ChoiceInput] = {}
        choices = [Choice(field, t.message(word)) for field, word in FIELDS.items()]
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        heads = (t("Column in the file"), "", t("Goes to"))
        for at, word in enumerate(heads):
            grid.addWidget(Label(word, "caption_strong"), 0, at)
        for number in range(min(SAMPLES, len(file.samples))):
            grid.addWidget(Label(t("Row {n}", n=number + 1), "caption_strong"), 0, 3 + number)
        for line, header in enumerate(file.headers, 1):
            if header in self.inputs:
                continue
            control = ChoiceInput(choices, t("{column} goes to", column=header))
            control.set_value(file.mapping.get(header, IGNORE) or IGNORE)
            control.changed.connect(self.changed.emit)
            self.inputs[header] = control
            name = ElidedLabel(header)
            name.setMinimumWidth(60)
            grid.addWidget(name, line, 0)
            grid.addWidget(IconMark("arrow-right"), line, 1)
            grid.addWidget(control, line, 2)
            for number, sample in enumerate(file.samples[:SAMPLES]):
                text = sample[line - 1] if line - 1 < len(sample) else ""
                grid.addWidget(ElidedLabel(text, "muted"), line, 3 + number)
        for at, stretch in enumerate((3, 0, 3, 4, 4, 4)):
            grid.setColumnStretch(at, stretch)
        self.add(grid)

    def mapping(self) -> dict[str, str]:
        """Column to field, left-out ones too."""
        return {header: str(control.value() or IGNORE) for header, control in self.inputs.items()}


def reading_words(t: Translator, file: ContactFile) -> str:
    """ "4,812 rows · Windows-1254 · semicolon"."""
    signs = {
        ",": t("comma"),
        ";": t("semicolon"),
        "\t": t("tabulator"),
        "|": t("bar"),
    }
    kinds = {
        "google": t("Google Contacts"),
        "outlook": t("Outlook"),
        "vcard": t("vCard"),
        "table": t("Table"),
    }
    parts = [
        t.plural("{n} row", "{n} rows", len(file.records)),
        kinds[file.dialect],
        file.encoding,
        signs.get(file.separator, ""),
    ]
    return "  ·  ".join(part for part in parts if part)


class Preview(QWidget):
    """`mapped(mapping)` when a column goes elsewhere, `options` when a choice changes; nothing is written."""

    mapped = Signal(object)
    options = Signal()
    map_by_hand = Signal()
    other_file = Signal()

    def __init__(self, t: Translator, plan: ImportPlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t, self.plan = t, plan
        self.duplicates = CheckInput(t("Take likely duplicates too"))
        self.doubtful = CheckInput(t("Take doubtful values as they are"))
        self.complete = CheckInput(t("Fill gaps of known contacts"))
        for choice in (self.duplicates, self.doubtful, self.complete):
            choice.changed.connect(self.options.emit)
        self.counts = StatStrip()
        self.mapping: MappingCard | None = None
        blocks: list[QWidget] = [self._file_card(plan.file)]
        if plan.file.dialect == "table":
            self.mapping = MappingCard(t, plan.file)
            self.mapping.changed.connect(self._mapped)
            blocks.append(self.mapping)
        self.rows = QVBoxLayout()
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(12)
        below = QWidget()
        below.setLayout(self.rows)
        body = column(*blocks, below, gap=12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(Scroll(body), 1)
        layout.addWidget(self.counts)
        layout.addWidget(row(self.duplicates, self.doubtful, self.complete, None, gap=24))
        self.show_plan(plan)

    def _file_card(self, file: ContactFile) -> Card:
        t = self.t
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(file.name, "strong"))
        words.addWidget(ElidedLabel(reading_words(t, file), "caption"))
        box = QWidget()
        box.setLayout(words)
        words.setContentsMargins(0, 0, 0, 0)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        line = row(IconMark("file-spreadsheet"), box, gap=12)
        if file.dialect in ("google", "outlook"):
            button = Button(t("Choose columns myself"), self.map_by_hand.emit, kind="link")
            line.layout().addWidget(button)  # type: ignore[union-attr]
        change = Button(t("Another file"), self.other_file.emit, kind="link")
        line.layout().addWidget(change)  # type: ignore[union-attr]
        return Card(line, padding=12)

    def _mapped(self) -> None:
        if self.mapping is not None:
            self.mapped.emit(self.mapping.mapping())

    def show_plan(self, plan: ImportPlan) -> None:
        """Four counts whose sum is the rows; what comes in as it will stand, and why the rest stays out."""
        self.plan = plan
        self.counts.set_stats(count_stats(self.t, plan))
        while (item := self.rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.left_out = LeftOutCard(self.t, plan.outcomes)
        self.coming = NewRowsCard(self.t, plan.outcomes)
        self.rows.addWidget(self.coming)
        self.rows.addWidget(self.left_out)


def count_stats(t: Translator, plan: ImportPlan) -> list[Stat]:
    """New, duplicates, known, rejected."""
    number = t.formats.number
    gaps = plan.count("complete")
    completed = [Stat(t("Completed"), number(gaps), t("there already, with gaps"), role="ok")] if gaps else []
    return [
        Stat(t("New"), number(plan.count("new")), t("will be added")),
        *completed,
        Stat(
            t("Duplicates"),
            number(plan.count("duplicate")),
            t("left out: there already"),
            role="info",
        ),
        Stat(t("Already there"), number(plan.count("known")), t("imported before"), role="muted"),
        Stat(t("Rejected"), number(plan.count("reject")), t("kept in a file, with reasons"), role="bad"),
    ]
