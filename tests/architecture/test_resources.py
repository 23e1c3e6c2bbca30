"""What the program asks of `resources/` is there, and nothing without its licence."""

from __future__ import annotations

import ast

from tests.architecture.source import ROOT, calls, name, nothing, program_files

ICONS = ROOT / "resources" / "icons"
FONTS = ROOT / "resources" / "fonts"


def named_icons(call: ast.Call, called: str) -> set[str]:
    """The names in `icon("sun", ...)`, `paint_icon(painter, x, y, "sun", ...)` and `...(icon="sun")`."""
    given = [keyword.value for keyword in call.keywords if keyword.arg == "icon"]
    given += {"icon": call.args[:1], "paint_icon": call.args[3:4]}.get(called, [])
    return {one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)} - {""}


def test_every_icon_that_the_program_names_is_there() -> None:
    wanted = {
        icon: f"{name(path)}:{call.lineno} there is no icon {icon!r}"
        for path in program_files()
        for called, call in calls(path)
        for icon in named_icons(call, called)
    }
    assert len(wanted) > 10
    nothing(place for icon, place in wanted.items() if not (ICONS / f"{icon}.svg").is_file())


def test_icons_take_the_colour_that_they_are_drawn_in() -> None:
    nothing(
        path.name for path in sorted(ICONS.glob("*.svg")) if "currentColor" not in path.read_text("utf-8")
    )


def test_every_font_family_and_the_icons_come_with_their_licence() -> None:
    licences = {
        "Inter": "OFL-Inter.txt",
        "SourceSans3": "OFL-SourceSans3.txt",
        "LiberationSans": "OFL-Liberation.txt",
        "DejaVuSans": "LICENSE-DejaVu.txt",
    }
    families = {path.stem.partition("-")[0] for path in FONTS.glob("*.ttf")}
    assert families == set(licences)
    nothing(file for file in licences.values() if not (FONTS / file).is_file())
    assert (ICONS / "LICENSE-Lucide.txt").is_file()
