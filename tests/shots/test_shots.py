"""The album is complete, and its pictures can be taken."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from desktop_crm.app.routes import ROUTES
from tests.architecture.source import program_files, tree
from tests.shots import album
from tests.shots.studio import HIGH, WIDE, Shot, Studio, Variant, dress

SHOTS = {shot.name: shot for shot in album.SHOTS}


def _dialog_classes() -> set[str]:
    """The names of all classes below ModalDialog; those that others are made of are never shown."""
    bases = {
        node.name: {ast.unparse(base).split(".")[-1].split("[")[0] for base in node.bases}
        for path in program_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
    }
    found: set[str] = {"ModalDialog"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    shown = found - {"ModalDialog"}
    return {name for name in shown if not any(name in bases[other] for other in shown)}


def test_every_shot_has_a_name_of_its_own() -> None:
    assert len(SHOTS) == len(album.SHOTS)


def test_every_page_of_the_window_is_photographed() -> None:
    assert set(ROUTES) - {shot.route for shot in album.SHOTS} == set()


def test_every_dialog_is_photographed() -> None:
    assert _dialog_classes() - {shot.dialog for shot in album.SHOTS} == set()


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("worlds")


@pytest.fixture
def studio(request: pytest.FixtureRequest, worlds: Path, qapp: QApplication) -> Iterator[Studio]:
    world, variant = request.param
    dress(qapp)
    made = Studio(worlds, world, variant)
    yield made
    made.close()


def colours(image: QImage) -> int:
    """How many colours a coarse grid of the picture has: a blank page has one or two."""
    return len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)})


@pytest.mark.parametrize("studio", [("sample", Variant("dark", "tr"))], indirect=True)
@pytest.mark.parametrize("name", ["invoices", "dialog-payment"])
def test_a_picture_shows_the_window_with_the_sample(studio: Studio, name: str) -> None:
    shot: Shot = SHOTS[name]
    image = studio.take(shot).toImage()
    assert (image.width(), image.height()) == (WIDE, HIGH)
    assert colours(image) > 25
    assert not studio.dialogs


@pytest.mark.parametrize("studio", [("empty", Variant())], indirect=True)
def test_a_picture_of_a_firm_with_nothing_yet(studio: Studio) -> None:
    image = studio.take(SHOTS["quotes-empty"]).toImage()
    assert (image.width(), image.height()) == (WIDE, HIGH)
    assert colours(image) > 10
