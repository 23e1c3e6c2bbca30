"""A priced document and its totals as JSON values: the form of the command line and of its input files.

Numbers are text with a point ("12.50"), so that no program on the way turns them into binary fractions; whole
JSON numbers are taken too. A field in an error counts from 1: "lines[2].price" is the price of the second
line.
"""

from desktop_crm.values.priced_json.keys import CASE_KEYS, LINE_KEYS, PRICED_KEYS, unknown_priced_keys
from desktop_crm.values.priced_json.reading import (
    decimal_from_json,
    line_from_json,
    priced_from_json,
)
from desktop_crm.values.priced_json.writing import line_to_json, priced_to_json, totals_to_json

__all__ = [
    "CASE_KEYS",
    "LINE_KEYS",
    "PRICED_KEYS",
    "decimal_from_json",
    "line_from_json",
    "line_to_json",
    "priced_from_json",
    "priced_to_json",
    "totals_to_json",
    "unknown_priced_keys",
]
