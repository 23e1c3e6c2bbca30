"""A short run of the main job at random."""

from __future__ import annotations

import pytest

from tests.faults import model


@pytest.mark.slow
def test_whatever_is_done_in_whatever_order_the_books_say_what_a_simple_model_says() -> None:
    model.run(examples=8, steps=25)
