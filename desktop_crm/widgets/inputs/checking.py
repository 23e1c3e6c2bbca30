"""For inputs that say by themselves that what was typed into them is no value of theirs."""

from __future__ import annotations

from typing import Any

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator


class ChecksItself:
    """Beside a line that has `t`, `set_error` and the signal `refused`: its own complaint, made and taken
    back without touching one that a form made.
    """

    t: Translator
    refused: Any
    set_error: Any
    _own_error = False

    def _complain(self, error: UserError) -> None:
        self._own_error = True
        why = self.t.message(error.message)
        self.set_error(why)
        self.refused.emit(why)

    def _clear(self) -> None:
        if self._own_error:
            self._own_error = False
            self.set_error(None)
            self.refused.emit("")
