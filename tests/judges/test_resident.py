"""A judge stays, and is started anew when a question was too much for it."""

from __future__ import annotations

import sys

import pytest

from tests.judges.resident import Resident

ECHO = "import sys\nfor line in sys.stdin:\n    assert 'torn' not in line\n    print(line, flush=True)\n"


def test_a_judge_that_ended_over_a_question_answers_the_next() -> None:
    judge = Resident([sys.executable, "-c", ECHO])
    try:
        assert judge.ask("good") == ["good"]
        with pytest.raises(AssertionError, match="ended with 1"):
            judge.ask("torn")
        assert judge.ask("good") == ["good"]
    finally:
        judge.close()
