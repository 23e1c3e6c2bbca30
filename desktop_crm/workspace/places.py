"""Where things lie on this computer. Nothing of a firm is kept outside its file but what is half typed."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

from desktop_crm.database.server.address import ServerAddress, is_address, parse
from desktop_crm.values.caller import NAME_SETTING
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

SUFFIX: Final = ".crm"
"""A firm's file is `<name>.crm`; its backups lie in `<name> backups` beside it."""
COPIES: Final = " backups"
RECENT: Final = "recent_files"
"""The window's setting of this computer that lists the firms it had open, the last one first."""

Place = Path | ServerAddress
"""Where a firm's data are: its file, or a database on a server."""


def place_of(text: str) -> Place:
    """A path, or an address where the text is one (`postgresql://...`).

    UserError for a wrong address, and for one with a password: what stands on a command line can be read by
    everybody on the computer.
    """
    if not is_address(text):
        return Path(text)
    found = parse(text)
    if found.password:
        raise UserError(
            _("Leave the password out of the address; put it into ~/.pgpass or PGPASSWORD."), "database"
        )
    return found


def anchor_of(place: Place) -> Path:
    """The path that what this computer keeps beside a firm's data is named after: the file itself, or for a
    server one in this computer's folder, which need not exist."""
    if isinstance(place, Path):
        return place.absolute()
    host = re.sub(r"[^\w.-]+", "-", place.host.strip("/"))
    return data_folder() / "servers" / f"{host}-{place.port}" / f"{place.database}{SUFFIX}"


def data_folder() -> Path:
    """The platform's folder for this user's data (~/.local/share/desktop-crm on Linux); not created here."""
    import platformdirs

    given = os.environ.get("DESKTOP_CRM_HOME")
    return Path(given) if given else Path(platformdirs.user_data_dir("desktop-crm", appauthor=False))


def log_folder() -> Path:
    """Where the log goes."""
    import platformdirs

    given = os.environ.get("DESKTOP_CRM_HOME")
    return Path(given) / "log" if given else Path(platformdirs.user_log_dir("desktop-crm", appauthor=False))


def settings_file() -> Path:
    """Where the settings of this computer lie: the platform's configuration folder."""
    import platformdirs

    given = os.environ.get("DESKTOP_CRM_HOME")
    folder = Path(given) if given else Path(platformdirs.user_config_dir("desktop-crm", appauthor=False))
    return folder / "settings.json"


def given_name() -> str:
    """What the person at this computer calls themselves in the settings; "" where they never said."""
    try:
        name = json.loads(settings_file().read_text(encoding="utf-8"))[NAME_SETTING]
    except (OSError, ValueError, LookupError, TypeError):
        return ""
    return name if isinstance(name, str) else ""


def half_typed_file(place: Place) -> Path:
    """What was typed here for this firm and is not stored in it yet."""
    anchor = anchor_of(place)
    mark = hashlib.sha256(str(anchor).encode()).hexdigest()[:12]
    return data_folder() / "half-typed" / f"{anchor.stem}-{mark}.db"


def default_database() -> Path:
    """The file that the command line opens when none is named."""
    return data_folder() / f"firm{SUFFIX}"


def database_for(firm: str) -> Path:
    """A free path for a new firm's file: its name made safe, numbered when taken."""
    stem = re.sub(r"[^\w .-]+", "", firm, flags=re.UNICODE).strip(" .")[:60] or "firm"
    return _free(data_folder() / f"{stem}{SUFFIX}")


def restored_beside(database: Path) -> Path:
    """A free path for a restored copy: "firm restored.crm" beside the present file."""
    return _free(database.with_name(f"{database.stem} restored{SUFFIX}"))


def encrypted_beside(database: Path) -> Path:
    """A free path for an encrypted copy: "firm encrypted.crm" beside the present file."""
    return _free(database.with_name(f"{database.stem} encrypted{SUFFIX}"))


def _free(path: Path) -> Path:
    candidate, number = path, 2
    while candidate.exists():
        candidate = path.with_name(f"{path.stem} {number}{path.suffix}")
        number += 1
    return candidate


def backup_folder(database: Path) -> Path:
    """Where the daily copies of a firm's file go."""
    return database.with_name(f"{database.stem}{COPIES}")


def folders_of_copies() -> list[Path]:
    """Where the copies of every firm lie that was open in the window of this computer, or whose copies go to
    a second place, and of the file that the command line opens; there or not."""
    try:
        kept = json.loads(settings_file().read_text(encoding="utf-8")).get(RECENT, [])
    except (OSError, ValueError, AttributeError, RecursionError):
        kept = []
    found = [backup_folder(default_database())]
    for name in kept if isinstance(kept, list) else ():
        with suppress(UserError, ValueError):  # an address that is none any more
            found.append(backup_folder(anchor_of(place_of(str(name)))))
    for name, folder in _read_second_places().items():
        with suppress(ValueError):
            beside = backup_folder(Path(name))
            found += [beside, Path(folder) / beside.name]
    return list(dict.fromkeys(found))


def _second_places() -> Path:
    """The file that says where this computer copies backups to; apart from the window's settings, so that
    the command line can change it while a window is open."""
    return settings_file().with_name("backup-places.json")


def second_place(database: Path) -> Path | None:
    """The folder on another disk that this computer copies the backups of this file to; None for none."""
    folder = _read_second_places().get(str(database.absolute()), "")
    return Path(folder) if folder else None


def choose_second_place(database: Path, folder: Path | None) -> None:
    """Remember the folder (None: none any more). Raises UserError where nothing can be remembered."""
    chosen = _read_second_places()
    chosen.pop(str(database.absolute()), None)
    if folder is not None:
        chosen[str(database.absolute())] = str(folder.absolute())
    path = _second_places()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(chosen, indent=1, ensure_ascii=False), encoding="utf-8")
        os.replace(fresh, path)
    except OSError as error:
        raise UserError(no_folder(path.parent, error)) from None


def _read_second_places() -> dict[str, str]:
    try:
        found = json.loads(_second_places().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def no_folder(folder: Path, error: OSError) -> Message:
    """What to say when a folder cannot be made."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        from desktop_crm.database.faults import disk_full

        return disk_full()
    return _(
        "The folder {path} cannot be made: {reason}", path=str(folder), reason=error.strerror or str(error)
    )
