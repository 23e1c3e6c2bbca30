"""At 200 %: the main job by keyboard alone in as many acts, and nothing off the screen or out of reach.

The scale is fixed when Qt starts, so these run in processes of their own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ACTS = (
    "tests/stories/test_one_sitting.py::test_first_start_to_first_pdf_in_forty_acts",
    "tests/billing/ui/test_stories.py::test_an_invoice_to_a_known_customer_takes_eight_acts",
    "tests/billing/ui/test_stories.py::test_a_payment_takes_four_acts",
    "tests/billing/ui/test_stories.py::test_a_reprint_takes_three_acts",
    "tests/billing/ui/test_stories.py::test_typing_the_story_by_keyboard_alone",
    "tests/billing/ui/test_new_customer.py",
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("DESKTOP_CRM_TEST_SCALE" in os.environ, reason="this is the process of double size"),
]


def at_double_size(*tests: str) -> None:
    env = {**os.environ, "DESKTOP_CRM_TEST_SCALE": "2", "QT_QPA_PLATFORM": "offscreen"}
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " skipped" not in done.stdout.splitlines()[-1], done.stdout[-500:]


def test_the_acts_are_as_many_at_double_size() -> None:
    at_double_size(*ACTS)


def test_everything_is_within_reach_on_a_full_hd_screen_at_double_size() -> None:
    at_double_size("tests/app/reach.py")
