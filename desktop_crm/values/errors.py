"""What a person can act on. Everything that is not a `UserError` is a bug and reaches the crash report."""

from __future__ import annotations

from desktop_crm.values.messages import Message


class UserError(Exception):
    """A refusal that the person at the screen can understand and mend.

    `field` names the place: "name", "due_on", "lines[2].price" (counted from 1, so this is the second line).
    Without a field the message stands as a strip above the form.
    """

    def __init__(self, message: Message, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field

    def inside(self, prefix: str) -> UserError:
        """The refusal seen from the outside: `inside("lines[2]")` of field "price" is "lines[2].price"."""
        return type(self)(self.message, f"{prefix}.{self.field}" if self.field else prefix)


class Conflict(UserError):
    """Another person wrote first: the version that was read is no longer the stored one."""


class NotFound(UserError):
    """No record with this id or number."""


class Cancelled(Exception):
    """Raised inside long work by `Progress.step` after the person pressed Cancel; the work rolls back."""
