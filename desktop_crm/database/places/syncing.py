"""Programs that copy a folder to other computers: found by their settings, their marks and known folders.

They copy whole files when they find the time, locks do not reach the other computer, and two changes at once
end as two files. So such a folder may keep a database of one computer, never one that several share.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_FILE_MARKS: Final = {".dropbox": "Dropbox"}  # a folder of this name is where Dropbox keeps its settings
_MARKS: Final = {
    ".dropbox.cache": "Dropbox",
    ".849C9593-D756-4E56-8D6E-42412F2A707B": "OneDrive",
    ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive",
    ".shortcut-targets-by-id": "Google Drive",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".stfolder": "Syncthing",
    ".SynologyWorkingDirectory": "Synology Drive",
}
_MAC_NAMES: Final = {
    "GoogleDrive": "Google Drive",
    "Box": "Box",
    "OneDrive": "OneDrive",
    "Dropbox": "Dropbox",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is asked about this computer and person."""

    system: str
    """As `sys.platform` says it."""
    home: Path
    environ: Mapping[str, str]
    registered: tuple[str, ...] = ()
    """OneDrive's folders in the registry of Windows."""


def surroundings() -> Surroundings:
    """Those of this process."""
    return Surroundings(sys.platform, Path(os.path.expanduser("~")), os.environ, tuple(_from_registry()))


def synced_by(path: str, around: Surroundings) -> str:
    """The name of the program that copies the folder of this file elsewhere, "" when none is known."""
    folder = os.path.dirname(path)
    for root, name in _roots(around):
        if root and _holds(root, folder, around.system):
            return name
    return _marked(folder)


def _holds(root: str, folder: str, system: str) -> bool:
    root, folder = _comparable(root, system), _comparable(folder, system)
    return folder == root or folder.startswith(root.rstrip("/") + "/")


def _comparable(path: str, system: str) -> str:
    path = path.replace("\\", "/") if system == "win32" else os.path.realpath(path)
    return path.casefold() if system in ("win32", "darwin") else path


def _marked(folder: str) -> str:
    """The mark that a program left in this folder or one above it."""
    while True:
        for mark, name in _MARKS.items():
            if os.path.lexists(os.path.join(folder, mark)):
                return name
        for mark, name in _FILE_MARKS.items():
            if os.path.isfile(os.path.join(folder, mark)):
                return name
        above = os.path.dirname(folder)
        if above == folder:
            return ""
        folder = above


def _roots(around: Surroundings) -> Iterator[tuple[str, str]]:
    """Folders that are copied, by what the programs' settings say."""
    yield from ((root, "Dropbox") for root in _dropbox(around))
    yield from ((root, "OneDrive") for root in _onedrive(around))
    yield from _nextcloud(around)
    if around.system == "darwin":
        yield from _mac(around)
    if around.system == "win32":
        yield str(around.home / "iCloudDrive"), "iCloud Drive"


def _dropbox(around: Surroundings) -> Iterator[str]:
    """Dropbox writes its folders into info.json, one for each account."""
    folders = [around.home / ".dropbox"]
    for name in ("APPDATA", "LOCALAPPDATA"):
        if around.environ.get(name):
            folders.append(Path(around.environ[name]) / "Dropbox")
    for folder in folders:
        found = _json(folder / "info.json")
        accounts = found.values() if isinstance(found, dict) else ()
        for account in accounts:
            if isinstance(account, dict) and isinstance(account.get("path"), str):
                yield account["path"]


def _onedrive(around: Surroundings) -> Iterator[str]:
    yield from around.registered
    for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial"):
        if around.system == "win32" and around.environ.get(name):
            yield around.environ[name]
    if around.system == "linux":  # the free client, which keeps its folder in its settings
        settings = around.home / ".config" / "onedrive"
        if os.path.isdir(settings):
            given = re.search(r'^\s*sync_dir\s*=\s*"([^"]+)"', _text(settings / "config"), re.MULTILINE)
            folder = given[1] if given else "~/OneDrive"
            yield re.sub(r"^~(?=/|$)", lambda _home: str(around.home), folder)


def _nextcloud(around: Surroundings) -> Iterator[tuple[str, str]]:
    r"""Lines such as `0\Folders\1\localPath=C:/Nextcloud/` of its settings."""
    appdata = around.environ.get("APPDATA", "")
    above = {
        "win32": Path(appdata) if appdata else around.home,
        "darwin": around.home / "Library" / "Preferences",
    }.get(around.system, around.home / ".config")
    for name in ("Nextcloud", "ownCloud"):
        text = _text(above / name / f"{name.lower()}.cfg")
        for match in re.finditer(r"^\d+\\Folders\w*\\[^=\n]*\\localPath=(.*)$", text, re.MULTILINE):
            yield _plain(match[1].strip().strip('"')), name


def _plain(text: str) -> str:
    r"""Qt writes letters beyond ASCII as `\xe7` and a backslash as two."""
    text = re.sub(r"\\x([0-9a-fA-F]{1,4})", lambda match: chr(int(match[1], 16)), text)
    return text.replace("\\\\", "\\")


def _mac(around: Surroundings) -> Iterator[tuple[str, str]]:
    library = around.home / "Library"
    yield str(library / "Mobile Documents"), "iCloud Drive"
    in_cloud = library / "Mobile Documents" / "com~apple~CloudDocs"
    for name in ("Desktop", "Documents"):
        if os.path.exists(in_cloud / name):
            yield str(around.home / name), "iCloud Drive"
    try:
        providers = os.listdir(library / "CloudStorage")
    except OSError:
        return
    for provider in providers:
        name = provider.partition("-")[0]
        yield str(library / "CloudStorage" / provider), _MAC_NAMES.get(name, name)


def _from_registry() -> Iterator[str]:
    if sys.platform == "win32":
        import winreg

        accounts = r"Software\Microsoft\OneDrive\Accounts"
        for account in ("Personal", "Business1", "Business2", "Business3"):
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, rf"{accounts}\{account}") as key:
                    yield str(winreg.QueryValueEx(key, "UserFolder")[0])
            except OSError:
                continue
    else:
        yield from ()


def _json(path: Path) -> Any:
    try:
        return json.loads(_text(path) or "null")
    except ValueError:
        return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return ""
