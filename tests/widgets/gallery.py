"""All parts on a few sheets, as pictures: `python -m tests.widgets.gallery DIR [light|dark] [scale]`."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@dataclass(frozen=True)
class Row:
    id: int
    number: str
    customer: str
    town: str
    total: int
    currency: str
    state: str
    role: str | None


class Rows:
    """A million invented rows."""

    def __init__(self, count: int) -> None:
        self._count = count

    def count(self) -> int:
        return self._count

    def rows(self, start: int, limit: int) -> list[Row]:
        names = (
            "Ana Prata",
            "Casa do Arco, Lda.",
            "Gülşen Öztürk",
            "Hotel Birkenhof GmbH",
            "Quinta da Ribeira, Lda.",
        )
        states = (
            ("Open", "info"),
            ("Overdue", "bad"),
            ("Paid", "ok"),
            ("Draft", None),
            ("Partly paid", "warn"),
        )
        return [
            Row(
                i,
                f"2026-{i:04}",
                names[i % 5],
                "Coimbra",
                157021 + 977 * i,
                "EUR" if i % 3 else "TRY",
                *states[i * 7 % 5],
            )
            for i in range(start, min(self._count, start + limit))
        ]


def main() -> None:
    """Write the sheets."""
    target, scheme = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "light"
    if len(sys.argv) > 3:
        os.environ["QT_SCALE_FACTOR"] = sys.argv[3]
    target.mkdir(parents=True, exist_ok=True)
    from PySide6.QtWidgets import QApplication

    from desktop_crm.widgets import fonts
    from desktop_crm.widgets.theme import THEME

    app = QApplication([])
    THEME.install(app, scheme)  # type: ignore[arg-type]
    fonts.install_fonts(app)
    from tests.widgets import gallery_sheets

    for name, sheet in gallery_sheets.sheets().items():
        widget = sheet()
        if name not in ("dialog", "grid", "pdf"):
            widget.resize(1228, 860)
        widget.show()
        for _ in range(6):
            app.processEvents()
        widget.grab().save(str(target / f"{name}-{scheme}.png"))
        widget.hide()


if __name__ == "__main__":
    main()
