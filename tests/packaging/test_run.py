"""The set-up script: quick when done, one sentence when it cannot, words where they belong."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`run` as a module, in a checkout of its own with nothing set up."""
    loader = SourceFileLoader("run_script", str(ROOT / "run"))
    spec = importlib.util.spec_from_loader("run_script", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), encoding="utf-8")
    venv = tmp_path / ".venv"
    places = {
        "ROOT": tmp_path,
        "VENV": venv,
        "PYTHON": venv / "bin" / "python",
        "STAMP": venv / "desktop-crm-setup.json",
        "LOG": venv / "desktop-crm-setup.log",
    }
    for name, place in places.items():
        monkeypatch.setattr(module, name, place)
    have(monkeypatch, ensurepip=True, pip=True)
    return module


def have(monkeypatch: pytest.MonkeyPatch, **modules: bool) -> None:
    """Python's own modules as told, whatever this machine's Debian packages have of them."""
    find = importlib.util.find_spec
    there = {name: find("json") if is_there else None for name, is_there in modules.items()}
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: there[name] if name in there else find(name)
    )


class Commands:
    """Stands in for subprocess.run: notes the commands, makes the environment, fails where told."""

    def __init__(self, script: ModuleType) -> None:
        self.script = script
        self.ran: list[list[str]] = []
        self.failing: dict[str, str] = {}

    def __call__(self, command: list[object], **_: object) -> SimpleNamespace:
        words = [str(word) for word in command]
        self.ran.append(words)
        line = " ".join(words)
        for part, output in self.failing.items():
            if part in line:
                return SimpleNamespace(returncode=1, stdout=output)
        if "venv" in words or "virtualenv" in words:
            self.script.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            self.script.PYTHON.write_text("", encoding="utf-8")
            self.script.PYTHON.chmod(0o755)
        return SimpleNamespace(returncode=0, stdout=self.script.VERSION)

    def lines(self) -> str:
        return "\n".join(" ".join(words) for words in self.ran)


@pytest.fixture
def commands(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Commands:
    stand_in = Commands(script)
    monkeypatch.setattr(script.subprocess, "run", stand_in)
    return stand_in


def test_the_first_run_makes_the_environment_and_the_second_does_nothing(
    script: ModuleType, commands: Commands
) -> None:
    script.set_up()
    assert "venv --clear" in commands.lines()
    assert "reportlab>=5.1,<5.2" in commands.lines()
    assert "pytest-qt" not in commands.lines()
    commands.ran.clear()
    script.set_up()
    assert commands.ran == []


def test_tests_add_what_they_need_to_an_environment_that_stands(
    script: ModuleType, commands: Commands
) -> None:
    script.set_up()
    commands.ran.clear()
    script.set_up(dev=True)
    assert "pytest-qt" in commands.lines()
    assert "venv --clear" not in commands.lines()


def test_changed_dependencies_are_installed_again(script: ModuleType, commands: Commands) -> None:
    script.set_up()
    project = script.ROOT / "pyproject.toml"
    project.write_text(project.read_text("utf-8").replace("segno>=1.6", "segno>=1.6.6"), encoding="utf-8")
    commands.ran.clear()
    script.set_up()
    assert "segno>=1.6.6" in commands.lines()


def test_a_damaged_note_of_the_set_up_is_no_obstacle(script: ModuleType, commands: Commands) -> None:
    script.set_up()
    script.STAMP.write_text("{", encoding="utf-8")
    script.set_up()
    assert set(json.loads(script.STAMP.read_text("utf-8"))) == {"packages"}


def test_without_the_venv_module_virtualenv_is_put_beside_the_script(
    script: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    have(monkeypatch, ensurepip=False, pip=True)
    script.set_up()
    assert f"--target {script.ROOT / '.tools'} --upgrade virtualenv" in commands.lines()
    assert "-m virtualenv" in commands.lines()


@pytest.mark.parametrize(
    ("pip_says", "sentence"),
    [
        (
            "WARNING: Retrying: Temporary failure in name resolution\nERROR: No matching distribution",
            "cannot be reached",
        ),
        (
            "ERROR: Failed building wheel for lxml",
            "cannot install the libraries: ERROR: Failed building wheel",
        ),
        (
            "WARNING: broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'\n"
            "ERROR: No matching distribution",
            "certificate .* is not trusted here; set PIP_CERT",
        ),
        ("", "no reason given"),
    ],
)
def test_a_failed_installation_is_one_sentence_and_the_next_run_tries_again(
    script: ModuleType, commands: Commands, pip_says: str, sentence: str
) -> None:
    commands.failing["pip install"] = pip_says
    with pytest.raises(script.Stop, match=sentence) as stop:
        script.set_up()
    assert "\n" not in str(stop.value)
    commands.failing.clear()
    script.set_up()
    assert script.STAMP.exists()


def test_a_read_only_checkout_is_named(
    script: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script.os, "access", lambda path, mode: mode != script.os.W_OK)
    with pytest.raises(script.Stop, match="is read-only and not set up"):
        script.set_up()
    assert commands.ran == []


def test_missing_system_libraries_are_installed_by_root_and_named_to_others(
    script: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    script.set_up()
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr(script.shutil, "which", lambda name: f"/usr/bin/{name}")
    present = {"libEGL.so.1": False}
    monkeypatch.setattr(script, "loads", lambda name: present.get(name, True))
    monkeypatch.setattr(script.os, "geteuid", lambda: 1000)
    with pytest.raises(script.Stop, match=r"sudo apt-get install -y --no-install-recommends libegl1$"):
        script.set_up(window=True)
    monkeypatch.setattr(script.shutil, "which", lambda name: None if name == "sudo" else f"/usr/bin/{name}")
    with pytest.raises(script.Stop, match=r"as root: apt-get install -y --no-install-recommends libegl1$"):
        script.set_up(window=True)
    monkeypatch.setattr(script.shutil, "which", lambda name: None)
    with pytest.raises(script.Stop, match=r"libEGL\.so\.1.*on Debian: apt-get install"):
        script.set_up(window=True)
    monkeypatch.setattr(script.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(script.os, "geteuid", lambda: 0)
    with pytest.raises(script.Stop, match="still missing: libEGL"):
        script.set_up(window=True)
    assert "apt-get install -y --no-install-recommends libegl1" in commands.lines()
    present.clear()
    script.set_up(window=True)
    assert "libraries" in script.done()


def test_an_old_python_is_told_in_one_sentence() -> None:
    """The script must at least be readable to Python 3.8, or it could not say so."""
    question = f"import ast; ast.parse(open({str(ROOT / 'run')!r}).read(), feature_version=(3, 8))"
    assert subprocess.run([sys.executable, "-c", question], check=False).returncode == 0


def test_an_old_python_looks_for_a_newer_one(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "OLDEST", (99, 0))
    monkeypatch.setattr(script.shutil, "which", lambda name: None)
    with pytest.raises(script.Stop, match=r"Python 99\.0 or newer is needed"):
        script.main([])


@pytest.mark.parametrize(
    ("words", "function"),
    [
        ([], "open_program"),
        (["test", "-x"], "run_checks"),
        (["bench", "--full"], "run_tool"),
        (["shots", "pictures"], "run_tool"),
        (["soak"], "run_tool"),
        (["translations"], "run_translations"),
        (["totals", "file.json"], "run_command_line"),
        (["--database", "a.crm", "verify"], "run_command_line"),
    ],
)
def test_each_word_goes_where_it_belongs(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, words: list[str], function: str
) -> None:
    for name in ("open_program", "run_checks", "run_tool", "run_translations", "run_command_line"):
        monkeypatch.setattr(script, name, lambda *_, name=name: name)
    assert script.main(words) == function


def test_without_a_display_the_demo_runs_and_says_where_its_files_lie(
    script: ModuleType,
    commands: Commands,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(script.sys, "platform", "linux")
    monkeypatch.setattr(script.time, "strftime", lambda _: "now")
    out = script.ROOT / "demo" / "now"
    out.mkdir(parents=True)
    (out / "2026-0001.pdf").write_bytes(b"%PDF")
    assert script.main([]) == 0
    assert f"-m desktop_crm demo --out {out}" in commands.lines()
    assert str(out / "2026-0001.pdf") in capsys.readouterr().out


def test_a_read_only_checkout_runs_its_demo_in_a_folder_of_its_own(
    script: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Not in one below /tmp that belongs to whoever came first."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(script.sys, "platform", "linux")
    script.set_up()
    monkeypatch.setattr(script.os, "access", lambda path, mode: mode != script.os.W_OK)
    monkeypatch.setattr(script.tempfile, "tempdir", str(tmp_path))
    script.main([])
    script.main([])
    places = {words[-1] for words in commands.ran if "demo" in words}
    assert len(places) == 2
    assert all(place.startswith(str(tmp_path / "desktop-crm-")) for place in places)


def test_one_failed_check_lets_the_others_run_and_fails_the_whole(
    script: ModuleType,
    commands: Commands,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    script.set_up(dev=True)
    commands.ran.clear()
    commands.failing["mypy"] = "error: it does not fit"
    script.note(libraries=" ".join(script.OFFSCREEN_LIBRARIES))
    assert script.run_checks(["tests/values"]) == 1
    loaded, tested = (words for words in commands.ran if "pytest" in words)
    assert ("--collect-only" in loaded, tested[-1]) == (True, "tests/values")
    printed = capsys.readouterr().out
    assert "error: it does not fit" in printed
    assert "failed before the tests: mypy" in printed


def test_tests_that_are_compiled_are_not_loaded_beforehand(script: ModuleType, commands: Commands) -> None:
    script.set_up(dev=True)
    script.note(libraries=" ".join(script.OFFSCREEN_LIBRARIES))
    compiled = script.ROOT / "tests" / "__pycache__" / "test_a.pyc"
    compiled.parent.mkdir(parents=True)
    compiled.touch()
    assert script.run_checks([]) == 0
    assert [words for words in commands.ran if "--collect-only" in words] == []


def test_checks_and_tests_keep_what_they_compile_whoever_runs_them(
    script: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    script.set_up(dev=True)
    script.note(libraries=" ".join(script.OFFSCREEN_LIBRARIES))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    asked: list[str] = []

    def run(_command: object, *, env: dict[str, str], **_: object) -> SimpleNamespace:
        asked.append(env["PYTHONDONTWRITEBYTECODE"])
        return SimpleNamespace(returncode=0, stdout="")

    monkeypatch.setattr(script.subprocess, "run", run)
    monkeypatch.setattr(script, "set_up", lambda **_: None)
    assert script.run_checks([]) == 0
    assert asked == [""] * 7
