"""What every command is given: who asks, where the database lies, what day it is, how to answer."""

from __future__ import annotations

import json
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from desktop_crm.values.caller import Caller, nobody
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator, _

if TYPE_CHECKING:
    from desktop_crm.company.rules.wordings import Hint
    from desktop_crm.workspace.opening import Workspace
    from desktop_crm.workspace.places import Place

MAX_INPUT = 50_000_000
"""Bytes: a larger input file is a mistake, not a document."""


@dataclass(frozen=True)
class Session:
    """One run of the program from the shell."""

    local: Caller
    """Whoever sits at this computer; they run the command where the firm has no people."""
    t: Translator
    today: date
    database: Place | None
    arguments: Namespace
    _signed: dict[str, Any] = field(default_factory=dict)

    @property
    def caller(self) -> Caller:
        """Who runs the command: in a firm with people the one who signed in. Known once it was opened; what
        runs without a firm is run by `local`.
        """
        if "caller" not in self._signed:
            raise RuntimeError("nobody has signed in yet")
        signed: Caller = self._signed["caller"]
        return signed

    @property
    def on(self) -> date:
        """What day it is for a command that depends on it: `--on`, today if not given."""
        from desktop_crm.cli.dates import optional_day

        return optional_day(getattr(self.arguments, "on", None), "--on") or self.today

    @property
    def password(self) -> str:
        """What the caller signed in with."""
        return str(self._signed.get("password", ""))

    def reading(self) -> AbstractContextManager[Workspace]:
        """The open database of a command that only reads: refuses where there is none."""
        return self._opened(self.place, create_missing=False)

    def writing(self) -> AbstractContextManager[Workspace]:
        """The open database of a command that changes what is there: refuses where there is none. An empty
        firm where a network folder is not connected would number anew."""
        return self._opened(self.place, create_missing=False)

    def beginning(self) -> AbstractContextManager[Workspace]:
        """The open database of a command that a firm may begin with (the manual names them): made when it is
        missing, unless somebody in it is to run the command."""
        from desktop_crm.cli import signing

        return self._opened(self.place, create_missing=not signing.is_named(self.arguments.user))

    @contextmanager
    def _opened(self, place: Place, *, create_missing: bool) -> Iterator[Workspace]:
        from desktop_crm.cli import signing
        from desktop_crm.workspace import opening, serving

        if isinstance(place, Path):
            self.unlock(place)
        with opening.opened(place, create_missing=create_missing) as workspace:
            taken = "-" in vars(self.arguments).values()
            caller, password = serving.person_here(nobody(self.local.language), workspace), ""
            if caller is not None:
                signing.check_is(caller, self.arguments.user)
            else:
                caller, password = signing.signed_in(
                    self.local, self.arguments.user, self.t, input_is_taken=taken
                )
            self._signed.update(caller=caller, password=password)
            yield workspace

    def unlock(self, path: Path) -> None:
        """Ask for the passphrase of an encrypted file: the environment, or who sits at the keyboard."""
        from desktop_crm.cli import signing
        from desktop_crm.workspace import encryption

        encryption.unlock_if_needed(path, lambda: signing.passphrase(self.t, path.name))

    @contextmanager
    def trying(self) -> Iterator[Workspace]:
        """The open database of a trial run; where there is none, an empty one that is gone afterwards."""
        from desktop_crm.workspace import opening

        if not opening.is_missing(self.place):
            with self.reading() as workspace:
                yield workspace
            return
        with (
            TemporaryDirectory(prefix="desktop-crm-") as folder,
            self._opened(Path(folder) / "trial.crm", create_missing=True) as workspace,
        ):
            yield workspace

    @property
    def place(self) -> Place:
        """Where the firm is: the file or server named, else the default file."""
        from desktop_crm.workspace import places

        return self.database or places.default_database()

    @property
    def path(self) -> Path:
        """The firm's file; for a server what its backups on this computer are named after."""
        from desktop_crm.workspace import places

        return places.anchor_of(self.place)

    def warn(self, hints: Iterable[Hint], place: str = "") -> None:
        """Doubts about what was kept, on standard error: `warning: FIELD: message`."""
        for hint in hints:
            print(f"warning: {place}{hint.field}: {self.t.message(hint.message)}", file=sys.stderr)

    @staticmethod
    @contextmanager
    def blaming(argument: str) -> Iterator[None]:
        """A refusal that names no field is about this argument, such as FILE or OUT."""
        try:
            yield
        except UserError as error:
            error.field = error.field or argument
            raise

    def input_bytes(self, name: str) -> bytes:
        """A FILE argument, `-` being standard input. Refuses what is missing, unreadable or huge."""
        if name == "-":
            data = sys.stdin.buffer.read(MAX_INPUT + 1)
        else:
            try:
                with Path(name).open("rb") as file:
                    data = file.read(MAX_INPUT + 1)
            except FileNotFoundError:
                raise UserError(_("There is no file “{name}”", name=name), "FILE") from None
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error)
                raise UserError(
                    _("“{name}” cannot be read: {reason}", name=name, reason=reason), "FILE"
                ) from None
        if len(data) > MAX_INPUT:
            raise UserError(_("“{name}” is too large", name=name), "FILE")
        return data

    @contextmanager
    def input_path(self, name: str, ending: str = "") -> Iterator[Path]:
        """A FILE argument as a path; standard input lies in a file with this ending meanwhile."""
        if name != "-":
            if not _is_file(name):
                raise UserError(_("There is no file “{name}”", name=name), "FILE")
            yield Path(name)
            return
        with TemporaryDirectory(prefix="desktop-crm-") as folder:
            path = Path(folder) / f"standard-input{ending}"
            with path.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
            yield path

    def input_json(self, name: str) -> Any:
        """A FILE argument that holds one JSON value."""
        data = self.input_bytes(name)
        try:
            value = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_refuse_constant)
            _refuse_halves(value, "")
            return value
        except UnicodeDecodeError:
            raise UserError(_("“{name}” is not UTF-8 text", name=name), "FILE") from None
        except json.JSONDecodeError as error:
            raise UserError(
                _(
                    "“{name}” is no JSON: line {line}, column {column}",
                    name=name,
                    line=error.lineno,
                    column=error.colno,
                ),
                "FILE",
            ) from None
        except ValueError:  # an integer of thousands of digits
            raise UserError(_("“{name}” holds a number too long to be meant", name=name), "FILE") from None
        except RecursionError:
            raise UserError(_("“{name}” is nested too deeply", name=name), "FILE") from None

    def input_record(self, name: str) -> dict[str, Any]:
        """A FILE argument that holds one JSON object."""
        value = self.input_json(name)
        if not isinstance(value, dict):
            raise UserError(_("“{name}” must hold one JSON object", name=name), "FILE")
        return value


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # a name that no system can have
        return False


def _refuse_halves(value: Any, place: str) -> None:
    """JSON can write half of a sign of two parts ("\\ud83d"), which no text can hold."""
    if isinstance(value, dict):
        for key, each in value.items():
            _refuse_halves(key, place or "FILE")
            _refuse_halves(each, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for number, each in enumerate(value, 1):
            _refuse_halves(each, f"{place}[{number}]")
    elif isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
        raise UserError(_("A text holds half a character"), place or "FILE")


def _refuse_constant(text: str) -> None:
    raise UserError(_("“{text}” is no number", text=text), "FILE")
