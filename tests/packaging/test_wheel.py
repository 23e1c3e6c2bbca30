"""The wheel carries everything and runs from a foreign folder; the desktop file starts it."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import catalogues
import pytest
import render_icon
from PIL import Image

import desktop_crm

ROOT = Path(__file__).resolve().parent.parent.parent
LICENCES = (
    "fonts/OFL-Inter.txt", "fonts/OFL-SourceSans3.txt", "fonts/LICENSE-DejaVu.txt",
    "fonts/OFL-Liberation.txt", "icons/LICENSE-Lucide.txt",
)  # fmt: skip
TOTALS = '{"currency": "EUR", "lines": [{"qty": "2", "price": "10.00", "rate": "23", "category": "S"}]}'


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without the network from a copy, so that compiled catalogues of the checkout cannot help."""
    source = tmp_path_factory.mktemp("source")
    unwanted = shutil.ignore_patterns("__pycache__", "*.mo", "*.pyc")
    for folder in ("desktop_crm", "resources", "packaging"):
        shutil.copytree(ROOT / folder, source / folder, ignore=unwanted)
    for file in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / file, source)
    catalogues.update(catalogues.Tree(source))
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(source)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked into a folder of its own: what pip does to a pure wheel, without pip."""
    target = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def run(installed: Path, folder: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Python in a foreign folder that knows the installed wheel and nothing of the checkout."""
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DESKTOP_CRM"))
    }
    env |= {"PYTHONPATH": str(installed), "HOME": str(folder), "XDG_DATA_HOME": str(folder / "data")}
    command = [sys.executable, "-P", *words]
    return subprocess.run(
        command, cwd=folder, env=env, input=stdin, capture_output=True, text=True, check=False
    )


def test_the_wheel_carries_every_resource_and_every_module(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    shipped = [path for path in (ROOT / "resources").rglob("*") if path.is_file()]
    resources = {path.relative_to(ROOT / "resources").as_posix() for path in shipped}
    wanted = {f"desktop_crm/_resources/{path}" for path in resources if not path.endswith((".mo", ".part"))}
    for domain, language in catalogues.Tree().pairs():
        wanted.add(f"desktop_crm/_resources/translations/{domain}/{language}.mo")
    wanted |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "desktop_crm").rglob("*.py")}
    assert wanted - inside == set()
    assert [path for path in inside if "__pycache__" in path or path.startswith("tests/")] == []


def test_the_wheel_names_its_two_commands_and_carries_the_desktop_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        entry = next(name for name in names if name.endswith("dist-info/entry_points.txt"))
        points = configparser.ConfigParser()
        points.read_string(archive.read(entry).decode())
    assert points["gui_scripts"]["desktop-crm-window"] == "desktop_crm.__main__:window"
    assert points["console_scripts"]["desktop-crm"] == "desktop_crm.__main__:main"
    assert any(name.endswith("share/applications/desktop-crm.desktop") for name in names)
    icons = {name.rpartition("hicolor/")[2] for name in names if "/icons/hicolor/" in name}
    sizes = {f"{size}x{size}" for size in render_icon.SIZES}
    assert icons == {f"{size}/apps/desktop-crm.png" for size in sizes} | {"scalable/apps/desktop-crm.svg"}
    assert {f"desktop_crm/_resources/{path}" for path in LICENCES} <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert desktop_crm.__version__ in wheel.name


def test_the_installed_program_runs_from_a_foreign_folder_and_finds_its_resources(
    installed: Path, tmp_path: Path
) -> None:
    version = run(installed, tmp_path, "-m", "desktop_crm", "--version")
    assert (version.returncode, version.stderr) == (0, "")
    assert desktop_crm.__version__ in version.stdout
    question = "from desktop_crm.values.resources import resource; print(resource('icons/sun.svg'))"
    place = run(installed, tmp_path, "-c", question)
    assert Path(place.stdout.strip()) == installed / "desktop_crm" / "_resources" / "icons" / "sun.svg"
    assert Path(place.stdout.strip()).is_file()


def test_the_installed_program_calculates(installed: Path, tmp_path: Path) -> None:
    totals = run(installed, tmp_path, "-m", "desktop_crm", "--json", "totals", "-", stdin=TOTALS)
    assert (totals.returncode, totals.stderr) == (0, "")
    assert '"24.60"' in totals.stdout


def test_the_desktop_file_is_well_formed_and_starts_a_command_of_the_wheel() -> None:
    text = (ROOT / "packaging" / "desktop-crm.desktop").read_text(encoding="utf-8")
    entry = configparser.RawConfigParser(strict=True, delimiters=("=",), interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read_string(text)
    keys = entry["Desktop Entry"]
    assert keys["Type"] == "Application"
    assert keys["Exec"] in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert (ROOT / "resources" / "icon" / f"{keys['Icon']}.svg").is_file()
    assert all(value.endswith(";") for key, value in keys.items() if key in {"Categories", "Keywords"})
    assert all(re.fullmatch(r"[A-Za-z]+(?:\[[a-z]{2}(?:_[A-Z]{2})?\])?", key) for key in keys)


@pytest.mark.judge
def test_the_judge_of_desktop_files_has_nothing_to_say() -> None:
    judge = shutil.which("desktop-file-validate")
    if judge is None:
        pytest.skip("desktop-file-validate (desktop-file-utils) is not installed")
    file = ROOT / "packaging" / "desktop-crm.desktop"
    said = subprocess.run([judge, str(file)], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


def test_the_icons_have_the_sizes_that_their_names_say() -> None:
    folder = ROOT / "resources" / "icon"
    sizes = {}
    for path in folder.glob("*.png"):
        with Image.open(path) as icon:
            sizes[path.stem] = icon.size
    assert sizes == {f"desktop-crm-{size}": (size, size) for size in render_icon.SIZES}
