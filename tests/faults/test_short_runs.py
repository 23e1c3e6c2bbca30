"""Short runs of the soak, each in a process of its own; seeds that once found something are tried again."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_crm.database import cipher
from tests.faults import disk, seeds, servers

ROOT = Path(__file__).resolve().parents[2]
SEED = "11"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="processes are forked"),
]
watched = pytest.mark.skipif(disk.why_not() is not None, reason=disk.why_not() or "")
served = pytest.mark.skipif(servers.why_not() is not None, reason=servers.why_not() or "")


def soak(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak", "--short", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout
    assert "holds" in done.stdout
    return done.stdout


def test_two_and_eight_processes_issue_on_one_file_while_they_are_killed() -> None:
    soak("--seed", SEED, "--only", "two", "eight")


@watched
def test_killed_at_any_moment_at_any_call_and_half_way_in_a_write_nothing_promised_is_lost() -> None:
    told = soak("--seed", SEED, "--only", "kills")
    assert all(re.search(rf"[1-9]\d* {kind}", told) for kind in ("at a call", "at any moment", "half way"))


@watched
def test_cut_off_and_on_a_failing_disk_every_act_is_done_whole_or_refused_in_true_words() -> None:
    told = soak("--seed", SEED, "--only", "disk")
    assert re.search(r"\d+ power cut", told)


@watched
@pytest.mark.skipif(not cipher.is_there(), reason="the extra `encryption` is not installed")
def test_an_encrypted_firm_outlives_kills_power_cuts_and_failing_disks_and_so_does_its_key() -> None:
    told = soak("--seed", SEED, "--only", "encrypted")
    assert re.search(r"\d+ power cut", told)
    assert "10 images of truncate-full" in told


@watched
def test_a_power_cut_loses_nothing_that_was_promised_and_unsafe_modes_are_seen_to_lose() -> None:
    told = soak("--seed", SEED, "--only", "power")
    assert "100 images of truncate-full" in told


def test_spoiled_files_are_refused_untouched_or_what_was_issued_is_found_to_be_other() -> None:
    told = soak("--seed", SEED, "--only", "files")
    assert "200 spoiled files" in told
    assert "9 changed while open" in told


def test_hostile_texts_are_refused_or_kept_but_never_break_anything() -> None:
    told = soak("--seed", SEED, "--only", "hostile")
    assert re.search(r"\b[23],\d\d\d imports\b", told)
    assert "invoices refused" in told


GUARDED = """
import socket
from pathlib import Path
from tests.faults import guard

tried = guard.watch(Path("/nowhere"))
for act in (
    lambda: open("/etc/hostname"), lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: __import__("os").system("true"), lambda: open("tests/faults/guard.py"),
):
    try:
        act()
    except PermissionError:
        pass
print(len(tried), *tried)
"""


def test_a_text_that_reached_out_would_be_found_out() -> None:
    done = subprocess.run(
        [sys.executable, "-c", GUARDED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("3 open"), done


def test_every_backup_under_writers_is_whole_and_holds_what_was_acknowledged_before() -> None:
    told = soak("--seed", SEED, "--only", "copies")
    assert "3 copies, 3 of them with writes meanwhile" in told


def test_eight_people_and_an_import_get_along_without_a_lock_error_or_a_long_wait() -> None:
    told = soak("--seed", SEED, "--only", "crowd")
    assert "6,000 rows imported" in told


def test_a_clock_that_jumps_leaves_numbers_and_dates_right() -> None:
    told = soak("--seed", SEED, "--only", "clocks")
    assert re.search(r"[1-9]\d issued", told)
    assert re.search(r"[1-9]\d refused", told)


def test_three_people_at_once_lose_no_update() -> None:
    soak("--seed", SEED, "--only", "three")


@served
def test_on_a_server_nobody_loses_an_update_and_its_death_loses_no_promise() -> None:
    assert "2 crashes" in soak("--seed", SEED, "--only", "server", "crash")


@served
def test_clients_of_a_server_that_are_killed_lose_no_promise() -> None:
    told = soak("--seed", SEED, "--only", "clients")
    assert re.search(r"[5-9]\d at any moment", told)


@served
def test_backups_of_a_server_under_writers_are_whole_and_a_firm_there_and_back_is_the_same() -> None:
    told = soak("--seed", SEED, "--only", "server-copies", "there")
    assert "2 copies, 2 of them with writes meanwhile" in told
    assert re.search(r"1\d,\d\d\d rows", told)


CARELESS = """
import sys
from dataclasses import replace
from pathlib import Path
from tests.faults import colleagues, three

def save(caller, who, _version, name, notes):
    stored = colleagues.contact_queries.get_contact(caller, who)
    draft = replace(stored.draft, name=name, notes=notes)
    return colleagues.contacts.save_contact(caller, who, stored.version, draft)

colleagues.VERBS["save"] = save
wrong, _told = three.run(Path(sys.argv[1]), 20, 11, shrink=False)
print("found" if wrong else "not found", *wrong)
"""


def test_a_program_that_saves_over_others_would_be_found_out(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CARELESS, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("found"), done


def test_whatever_is_done_in_whatever_order_the_books_say_what_a_simple_model_says() -> None:
    soak("--seed", SEED, "--only", "model")


def test_what_once_went_wrong_holds() -> None:
    for part, count, seed in seeds.kept():
        soak("--seed", str(seed), "--only", part, "--count", str(min(count, 100)))


@served
def test_a_move_that_is_killed_leaves_one_firm_with_everything() -> None:
    told = soak("--seed", SEED, "--only", "moves")
    assert re.search(r"[1-9]\d* lives where|[1-9]\d* copy", told)
