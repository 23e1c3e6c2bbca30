"""Messages are kept without a language and read in any."""

from __future__ import annotations

import json
from datetime import date

import pytest

from desktop_crm.values.messages import Message, _, from_plain, many, to_plain, translator_for


@pytest.mark.parametrize(
    ("message", "turkish"),
    [
        (_("Closed"), "Kapatıldı"),
        (_("Payment for {number}", number="2026-0001"), "2026-0001 ödemesi"),
        (_("{method}, {reference}", method=_("Cash"), reference="{x} %s"), "Nakit, {x} %s"),
        (many("{n} day ago", "{n} days ago", 3), "3 gün önce"),
    ],
)
def test_a_kept_message_is_read_in_another_language(message: Message, turkish: str) -> None:
    kept = json.dumps(to_plain(message))
    assert from_plain(json.loads(kept)) == message
    assert translator_for("tr").message(from_plain(json.loads(kept))) == turkish


def test_what_json_would_change_is_not_kept() -> None:
    with pytest.raises(TypeError, match="on"):
        to_plain(_("Due {on}", on=date(2026, 11, 22)))


def test_a_sentence_that_is_gone_is_read_in_english() -> None:
    assert (
        translator_for("tr").message(from_plain({"text": "Once said {n}", "values": {"n": "7"}}))
        == "Once said 7"
    )
