"""Why a mail was not handed over to its server."""

from __future__ import annotations

from typing import Final

OFFLINE, UNSAFE, LOGIN, SENDER, RECIPIENT, MESSAGE, UNCLEAR = (
    "offline", "unsafe", "login", "sender", "recipient", "message", "unclear",
)  # fmt: skip
PROBLEMS: Final = (OFFLINE, UNSAFE, LOGIN, SENDER, RECIPIENT, MESSAGE, UNCLEAR)
OF_THE_ACCOUNT: Final = frozenset({OFFLINE, UNSAFE, LOGIN, SENDER})
"""They stop every mail of the account, not only this one."""
_LONGEST: Final = 500


class NotSent(Exception):
    """The mail was not taken over, or nobody knows (`UNCLEAR`). `for_now`: the same may work later.

    `answer` are the server's or the system's own words; a password is in none of them.
    """

    def __init__(self, problem: str, answer: str = "", *, for_now: bool = False) -> None:
        super().__init__(problem, answer)
        self.problem, self.for_now = problem, for_now
        self.answer = " ".join(answer.split())[:_LONGEST]
