"""Where things lie on this computer. Nothing of a firm is kept outside its file."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Final

from desktop_crm.values.caller import NAME_SETTING
from desktop_crm.values.messages import Message, _

SUFFIX: Final = ".crm"
"""A firm's file is `<name>.crm`; its backups lie in `<name> backups` beside it."""


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


def _free(path: Path) -> Path:
    candidate, number = path, 2
    while candidate.exists():
        candidate = path.with_name(f"{path.stem} {number}{path.suffix}")
        number += 1
    return candidate


def backup_folder(database: Path) -> Path:
    """Where the daily copies of a firm's file go."""
    return database.with_name(f"{database.stem} backups")


def no_folder(folder: Path, error: OSError) -> Message:
    """What to say when a folder cannot be made."""
    return _(
        "The folder {path} cannot be made: {reason}", path=str(folder), reason=error.strerror or str(error)
    )
