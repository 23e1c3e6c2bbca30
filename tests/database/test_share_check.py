"""What is thought of the others after some looks: a table of what can be seen, with a clock that we turn."""

from __future__ import annotations

import pytest

from desktop_crm.database.presence.judging import Finding, Judge, Pace, Seen
from desktop_crm.database.presence.record import Record, decode, encode, is_torn

PACE = Pace()


def record(beat: int, *, id: str = "other", kind: str = "share", computer: str = "desk-2") -> Record:
    return Record(id, "Bruno", computer, "2026-11-29T10:00:00+00:00", kind, beat)


class Looks:
    """A judge and a clock."""

    def __init__(self, kind: str = "share") -> None:
        self.judge, self.now = Judge(kind, "desk-1", PACE), 1000.0

    def see(self, *seen: Seen, after: float = 1.0) -> Finding:
        self.now += after
        return self.judge.look(self.now, seen)

    def several(self, count: int, beats: bool, held: bool, *, first: int = 5, late: bool = False) -> Finding:
        """So many looks, a second apart, at one other; the last finding."""
        finding = Finding()
        for number in range(count):
            beat = first + number if beats else first
            pulse = (first + number) % 4 if beats else first % 4
            finding = self.see(Seen(1, record(beat), held, pulse, late))
        return finding


def test_alone_nothing_is_wrong() -> None:
    assert Looks().see() == Finding()


def test_a_lock_that_is_held_and_a_beat_that_is_seen_are_well() -> None:
    looks = Looks()
    assert looks.several(1, beats=True, held=True).proving
    assert looks.several(3, beats=True, held=True, first=6) == Finding()


def test_who_comes_later_need_not_be_proven_before_we_write() -> None:
    looks = Looks()
    looks.see()
    assert not looks.several(1, beats=True, held=True).proving


def test_a_free_lock_and_a_beat_mean_that_locks_do_not_reach() -> None:
    looks = Looks()
    first = looks.several(1, beats=True, held=False)
    assert (first.suspicious, first.trouble) == (True, None)
    second = looks.several(1, beats=True, held=False, first=6)
    assert (second.trouble, second.about and second.about.name) == ("locks", "Bruno")


def test_the_trouble_ends_when_the_other_has_gone() -> None:
    looks = Looks()
    assert looks.several(3, beats=True, held=False).trouble == "locks"
    assert looks.see() == Finding()


def test_the_trouble_ends_when_the_other_died() -> None:
    looks = Looks()
    looks.several(3, beats=True, held=False)
    finding = looks.several(9, beats=False, held=False, first=7)
    assert finding.trouble is None
    assert [each.slot for each in finding.gone] == [1]


def test_a_leftover_is_tidied_and_only_after_it_was_watched() -> None:
    looks = Looks()
    assert looks.several(4, beats=False, held=False).suspicious
    finding = looks.several(1, beats=False, held=False)
    assert [each.slot for each in finding.gone] == [1]
    assert (finding.trouble, finding.suspicious) == (None, False)


def test_one_that_was_seen_alive_and_is_killed_stops_nobody() -> None:
    looks = Looks()
    looks.several(3, beats=True, held=True)
    for _look in range(4):
        finding = looks.see(Seen(1, record(7), held=False))
        assert (finding.trouble, finding.suspicious, finding.proving) == (None, False, False)
    assert looks.see(Seen(1, record(7), held=False)).gone


def test_a_lock_that_was_lost_while_its_program_goes_on_is_trouble() -> None:
    looks = Looks()
    looks.several(3, beats=True, held=True)
    looks.several(1, beats=True, held=False, first=8)
    assert looks.several(1, beats=True, held=False, first=9).trouble == "locks"
    assert looks.several(2, beats=True, held=True, first=10).trouble is None


def test_a_beat_that_only_locks_tell_means_stale_reads_for_good() -> None:
    looks = Looks()
    looks.several(3, beats=True, held=True)
    findings = [looks.see(Seen(1, record(7), True, pulse % 4)) for pulse in (7, 8, 9, 10)]
    assert [each.trouble for each in findings] == [None, None, "reads", "reads"]
    assert looks.see().trouble == "reads"  # until the file is opened again


def test_a_beat_that_the_open_handle_shows_late_means_stale_reads() -> None:
    looks = Looks()
    finding = looks.several(2, beats=True, held=True, late=True)
    assert finding.proving  # and not yet allowed to write
    assert looks.several(1, beats=True, held=True, first=7, late=True).trouble == "reads"


def test_one_late_beat_is_an_accident() -> None:
    looks = Looks()
    looks.several(3, beats=True, held=True)
    looks.see(Seen(1, record(8), True, 0, is_late=True))
    assert looks.several(3, beats=True, held=True, first=9) == Finding()


def test_a_computer_that_sleeps_with_its_lock_stops_nobody_for_long() -> None:
    looks = Looks()
    assert looks.several(3, beats=False, held=True).proving
    assert looks.several(1, beats=False, held=True) == Finding()


def test_two_programs_of_one_computer_need_no_beat() -> None:
    looks = Looks("local")
    assert looks.see(Seen(1, record(0, kind="local"), held=True)) == Finding()
    assert looks.see(Seen(1, record(0, kind="local"), held=False)).gone


def test_the_computer_that_serves_the_folder_checks_who_comes_over_the_network() -> None:
    looks = Looks("local")
    assert looks.several(1, beats=True, held=False).suspicious
    assert looks.several(1, beats=True, held=False, first=6).trouble == "locks"


@pytest.mark.parametrize("held", [True, False])
def test_in_a_copied_folder_another_computer_is_trouble_and_the_same_one_is_not(held: bool) -> None:
    looks = Looks("synced")
    assert looks.see(Seen(1, record(0, kind="synced"), held)).trouble == "synced"
    other = record(0, id="mine too", kind="synced", computer="desk-1")
    assert looks.see(Seen(1, other, held=True)).trouble is None


def test_a_half_written_record_is_the_one_before() -> None:
    looks = Looks()
    looks.several(3, beats=True, held=True)
    torn = decode(encode(record(8))[:40])
    assert torn is not None
    assert is_torn(torn)
    assert looks.see(Seen(1, torn, held=True)) == Finding()


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\n",
        b"0" * 4096,
        b"00000000 {}\n",
        encode(record(3))[:-1],
        encode(record(3)).replace(b"3", b"4"),
    ],
)
def test_bytes_that_are_no_record_are_torn(data: bytes) -> None:
    found = decode(data)
    assert found is not None
    assert is_torn(found)


def test_a_record_comes_back_as_it_was_written_and_a_blank_slot_as_none() -> None:
    written = Record("a1", "Zoë \U0001f600", "büro", "2026-11-29T10:00:00+00:00", "share", 12, ("b2",))
    assert decode(encode(written).ljust(4096, b"\0")) == written
    assert decode(encode(record(1)) + encode(record(2))) == record(1)
    assert decode(bytes(4096)) is None
    assert decode(b"") is None
    long = encode(Record("a", "n" * 5000, "c" * 5000, "s", "share"))
    assert len(long) < 4096
