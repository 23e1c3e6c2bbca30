"""When two files are the same firm: what stands in pages that are free is nobody's."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.faults.crashing import digest


def test_what_stands_in_free_pages_does_not_count_and_everything_else_does(tmp_path: Path) -> None:
    path = tmp_path / "some.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x TEXT)")
    connection.executemany("INSERT INTO t VALUES (?)", [(f"{n}" * 500,) for n in range(200)])
    connection.commit()
    connection.execute("DELETE FROM t WHERE rowid > 5")
    connection.commit()
    (pages,) = connection.execute("PRAGMA freelist_count").fetchone()
    connection.close()
    content, size = path.read_bytes(), 4096
    same = 0
    for page in range(1, len(content) // size + 1):
        other = bytearray(content)
        other[page * size - 200] ^= 1
        same += digest(bytes(other)) == digest(content)
    assert pages - 2 <= same < pages  # its trunks count: they name the others
    assert digest(content + b"behind the end") == digest(content)
