"""Units: words beside a quantity, codes kept as they are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop_crm.values import units
from desktop_crm.values.messages import translator_for


@pytest.mark.parametrize(
    ("code", "qty", "language", "word"),
    [
        ("C62", "1", "en", "pc."),
        ("C62", "2", "en", "pcs."),
        ("HUR", "12.5", "en", "h"),
        ("DAY", "1", "en", "day"),
        ("DAY", "0.5", "en", "days"),
        ("MON", "3", "pt_BR", "meses"),
        ("HUR", "2", "tr", "saat"),
        ("DAY", "-1", "de", "Tag"),
        ("DAY", "1.5", "de", "Tage"),
        ("DAY", "1.5", "fr", "jour"),
        ("DAY", "1.5", "pt_BR", "dia"),
        ("DAY", "1.5", "pt_PT", "dias"),
        ("DAY", "2.5", "fr", "jours"),
        ("ANN", "1", "pl", "rok"),
        ("ANN", "3", "pl", "lata"),
        ("ANN", "12", "pl", "lat"),
        ("ANN", "22", "pl", "lata"),
        ("ANN", "25", "pl", "lat"),
        ("PR", "0.5", "pl", "par"),
        ("Q3", "1", "en", "Q3"),
    ],
)
def test_a_quantity_has_its_unit_in_words(code: str, qty: str, language: str, word: str) -> None:
    assert units.unit_word(code, Decimal(qty), translator_for(language, "documents")) == word


def test_every_code_looks_like_one_and_stands_under_itself() -> None:
    assert all(units.is_unit(code) and unit.code == code for code, unit in units.UNITS.items())
    assert units.DEFAULT in units.UNITS


@pytest.mark.parametrize("code", ["", "c62", "ABCD", "H R", "Ä1"])
def test_what_is_no_code(code: str) -> None:
    assert not units.is_unit(code)
    assert units.unit(code) is None
