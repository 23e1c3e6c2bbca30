"""Colours of the program: one table of tokens for light, one for dark, and how they reach Qt.

The theme is the one thing that every painted widget may ask for (`tokens()`), as it may ask Qt for its
palette: colours are a property of the running application, not a collaborator of a page.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop_crm.values.resources import resource

Scheme = Literal["system", "light", "dark"]


def _hex(text: str) -> QColor:
    return QColor(text)


def mix(over: QColor, under: QColor, share: float) -> QColor:
    """`over` painted on `under` with the opacity `share` (0 to 1), as an opaque colour."""
    rest = 1.0 - share
    return QColor(
        round(over.red() * share + under.red() * rest),
        round(over.green() * share + under.green() * rest),
        round(over.blue() * share + under.blue() * rest),
    )


@dataclass(frozen=True)
class Tokens:
    """Every colour that the program paints with. Text pairs reach a contrast of 4.5."""

    dark: bool
    bg: QColor
    surface: QColor
    raised: QColor
    well: QColor
    border: QColor
    strong: QColor
    text: QColor
    muted: QColor
    ok: QColor
    ok_bg: QColor
    warn: QColor
    warn_bg: QColor
    bad: QColor
    bad_bg: QColor
    info: QColor
    info_bg: QColor
    accent: QColor
    soft: QColor
    on: QColor
    hair: QColor
    fill: QColor
    button_border: QColor
    hover: QColor
    accent_hover: QColor
    inverse: QColor
    on_inverse: QColor
    inverse_accent: QColor
    scrim: QColor

    def role(self, name: str | None) -> QColor:
        """The text colour of a role: "ok", "warn", "bad", "info", "muted", "accent", None."""
        return getattr(self, name) if name else self.text

    def role_bg(self, name: str | None) -> QColor:
        """The tint behind a pill of a role; neutral ones get the fill."""
        if name in ("ok", "warn", "bad", "info"):
            return getattr(self, f"{name}_bg")
        return self.soft if name == "accent" else self.fill


def _tokens(dark: bool, names: str) -> Tokens:
    base = {key: _hex(value) for key, value in (pair.split("=") for pair in names.split())}
    surface, border, strong, text = base["surface"], base["border"], base["strong"], base["text"]
    scrim = QColor("#000000" if dark else "#0B0F14")
    scrim.setAlphaF(0.58 if dark else 0.40)
    return Tokens(
        dark=dark,
        **base,
        hair=mix(border, surface, 0.62),
        fill=mix(border, surface, 0.75 if dark else 0.55),
        button_border=mix(strong, surface, 0.62),
        hover=mix(border, surface, 0.40 if dark else 0.28),
        accent_hover=mix(text, base["accent"], 0.14),
        inverse=text,
        on_inverse=surface if not dark else QColor("#14181E"),
        inverse_accent=QColor("#1A619C" if dark else "#8CC4F2"),
        scrim=scrim,
    )


LIGHT = _tokens(
    False,
    "bg=#F6F7F9 surface=#FFFFFF raised=#FFFFFF well=#EEF0F3 border=#DFE3E8 strong=#828B98 text=#1B212B "
    "muted=#586274 ok=#1E7A4C ok_bg=#E1F3E9 warn=#8A5A00 warn_bg=#FCF0D6 bad=#B3322C bad_bg=#FBE6E4 "
    "info=#4B5BB5 info_bg=#E8EAF8 accent=#1F6FB2 soft=#E4F0FA on=#FFFFFF",
)
DARK = _tokens(
    True,
    "bg=#14181E surface=#1B2028 raised=#232A34 well=#101318 border=#323A46 strong=#737D8C text=#E7EAEE "
    "muted=#A3ACB9 ok=#6CCB98 ok_bg=#173527 warn=#E3B355 warn_bg=#3A2E14 bad=#F0908A bad_bg=#40201E "
    "info=#A5B0F0 info_bg=#262C4E accent=#6DB3EC soft=#1F3448 on=#0C1722",
)


class Theme(QObject):
    """The colours in force. `changed` is emitted after palette and style sheet were replaced."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens = LIGHT
        self._scheme: Scheme = "system"
        self._app: QApplication | None = None

    def install(self, app: QApplication, scheme: Scheme = "system") -> None:
        """Fusion, our palette and the one style sheet; follows the desktop while the scheme is "system"."""
        if self._app is not app:
            self._app = app
            app.setStyle("Fusion")
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._desktop_changed)
        self.choose(scheme)

    def choose(self, scheme: Scheme) -> None:
        """Change over to "light", "dark" or what the desktop says."""
        self._scheme = scheme
        dark = scheme == "dark" or (
            scheme == "system" and QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        )
        self._apply(DARK if dark else LIGHT)

    def _desktop_changed(self) -> None:
        if self._scheme == "system":
            self.choose("system")

    def _apply(self, tokens: Tokens) -> None:
        self.tokens = tokens
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(palette(tokens))
            # Each widget that there is is polished anew by it.
            if app.styleSheet() != (sheet := style_sheet(tokens)):
                app.setStyleSheet(sheet)
        self.changed.emit()


THEME = Theme()


def tokens() -> Tokens:
    """The colours in force now; ask again at every paint."""
    return THEME.tokens


def palette(tokens: Tokens) -> QPalette:
    """The Qt palette of a token table; disabled text keeps `muted` instead of being dimmed."""
    role = QPalette.ColorRole
    result = QPalette()
    for which, colour in (
        (role.Window, tokens.bg),
        (role.WindowText, tokens.text),
        (role.Base, tokens.surface),
        (role.AlternateBase, tokens.bg),
        (role.Text, tokens.text),
        (role.Button, tokens.surface),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.bad),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on),
        (role.Link, tokens.accent),
        (role.LinkVisited, tokens.accent),
        (role.ToolTipBase, tokens.inverse),
        (role.ToolTipText, tokens.on_inverse),
        (role.PlaceholderText, tokens.muted),
        (role.Mid, tokens.border),
        (role.Midlight, tokens.hair),
        (role.Dark, tokens.strong),
        (role.Light, tokens.surface),
        (role.Shadow, tokens.border),
        (role.Accent, tokens.accent),
    ):
        result.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, which, tokens.muted)
    result.setColor(QPalette.ColorGroup.Disabled, role.Base, tokens.bg)
    return result


def style_sheet(tokens: Tokens) -> str:
    """resources/style/app.qss with every `$token` replaced by its colour."""
    text = resource("style/app.qss").read_text(encoding="utf-8")
    for field in sorted(fields(tokens), key=lambda f: len(f.name), reverse=True):
        value = getattr(tokens, field.name)
        if isinstance(value, QColor):
            text = text.replace(f"${field.name}", value.name())
    return text
