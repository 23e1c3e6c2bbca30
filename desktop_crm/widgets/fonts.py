"""Inter with tabular figures, or the system's font: one cached QFont a size and weight."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF
from PySide6.QtWidgets import QApplication

from desktop_crm.values.resources import resource

CODE, CAPTION, BODY, SECTION, TITLE, FIGURE = 11, 12, 13, 15, 20, 22
REGULAR, BOLD = 400, 600

_family = {"name": ""}


def install_fonts(app: QApplication, *, system: bool = False) -> None:
    """Load the shipped Inter (or keep the system's family) and make body text the application's font."""
    _family["name"] = "" if system else _load_inter()
    font.cache_clear()
    metrics.cache_clear()
    if app.font() != font(BODY):
        app.setFont(font(BODY))


@lru_cache(maxsize=1)
def _load_inter() -> str:
    family = ""
    for path in sorted(resource("fonts").glob("Inter*.ttf")):
        names = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
        family = next((name for name in names if name == "Inter"), family or next(iter(names), ""))
    return family


@lru_cache(maxsize=64)
def font(size: int = BODY, weight: int = REGULAR) -> QFont:
    """A font by its size in (unscaled) pixels and weight 400 or 600; figures are tabular."""
    result = (
        QFont(_family["name"])
        if _family["name"]
        else QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
    )
    result.setPixelSize(size)
    result.setWeight(QFont.Weight(weight))
    result.setFeature(QFont.Tag("tnum"), 1)
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if size >= SECTION:
        result.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98.5)
    return result


@lru_cache(maxsize=64)
def metrics(size: int = BODY, weight: int = REGULAR) -> QFontMetricsF:
    """Measures of `font(size, weight)`."""
    return QFontMetricsF(font(size, weight))
