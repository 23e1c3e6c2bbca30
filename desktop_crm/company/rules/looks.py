"""How papers look: the designs, sizes of paper and columns that a firm or a customer may choose."""

from __future__ import annotations

from typing import Final

CLASSIC: Final = "classic"
MODERN: Final = "modern"
COMPACT: Final = "compact"
DESIGNS: Final = (CLASSIC, MODERN, COMPACT)

A4: Final = "a4"
LETTER: Final = "letter"
SIZES: Final = (A4, LETTER)

COLUMNS: Final = ("position", "code", "unit", "discount", "tax")
"""Columns of the lines that may be left out; description, quantity, price and amount always stand."""
USUAL_COLUMNS: Final = ("position", "unit", "discount", "tax")
"""Shown where nobody chose; an item's number then stands under its name."""
