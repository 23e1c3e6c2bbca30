"""What a bank says: statements, their lines, and which line is which whatever file it comes in."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop_crm.values import texts
from desktop_crm.values.messages import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One movement, `amount` in minor units: above zero what came in.

    `reference` is a structured one (ISO 11649, QR, ESR), `end_to_end` what the payer gave along, `bank_id`
    the bank's own number of the movement.
    """

    booked_on: date
    amount: int
    currency: str
    name: str = ""
    account: str = ""
    reference: str = ""
    end_to_end: str = ""
    text: str = ""
    bank_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of one account. Balances are None where the bank states none."""

    account: str
    currency: str
    number: str = ""
    opening: int | None = None
    closing: int | None = None
    from_day: date | None = None
    to_day: date | None = None
    lines: tuple[StatementLine, ...] = ()
    notes: tuple[Message, ...] = ()
    """What is told of rows that are no movements: read as a balance, or passed over."""

    @property
    def gap(self) -> int:
        """What the lines lack between the stated balances; 0 where they add up or cannot be compared."""
        if self.opening is None or self.closing is None:
            return 0
        return self.closing - self.opening - sum(line.amount for line in self.lines)


def tidy(text: str) -> str:
    """A text of a bank in one line, without what no text here may hold."""
    kept = "".join(char if char.isprintable() else " " for char in text)
    return texts.tidy_line(re.sub(r"\s+", " ", kept))[:500]


def keys_of(account: str, lines: Sequence[StatementLine]) -> list[str]:
    """What tells a line from every other one, also when it comes again in another file.

    The same movement twice on one day is two: they are counted. A bank that names movements is believed.
    """
    seen: Counter[str] = Counter()
    keys = []
    for line in lines:
        said = f"{line.name}{line.reference}{line.end_to_end}{line.text}"
        parts = (
            re.sub(r"\W", "", account).upper(), line.booked_on.isoformat(), str(line.amount), line.currency,
            line.bank_id, re.sub(r"\W", "", said).casefold(),
        )  # fmt: skip
        plain = "\x1f".join(parts)
        seen[plain] += 1
        keys.append(hashlib.sha256(f"{plain}\x1f{seen[plain]}".encode()).hexdigest())
    return keys
