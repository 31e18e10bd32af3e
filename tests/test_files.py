"""Files are replaced atomically, even if the writing process is killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from hexapla.files import write_bytes

DIES = """
import os, sys
from pathlib import Path
from hexapla.files import write_bytes
Path.replace = lambda *names: os._exit(9)
write_bytes(Path(sys.argv[1]), b"new")
"""


def die_while_writing(path: Path) -> None:
    """Write to a file in a process that dies just before the end and leaves its temporary file."""
    done = subprocess.run([sys.executable, "-c", DIES, str(path)], check=False)
    assert done.returncode == 9


def leftovers(folder: Path) -> list[Path]:
    return list(folder.glob(".hexapla-*"))


def test_what_dead_processes_left_is_removed_by_the_next_write(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_bytes(b"old")
    for _ in range(3):
        die_while_writing(path)
    assert path.read_bytes() == b"old"
    assert len(leftovers(tmp_path)) == 3

    write_bytes(
        path, b"newer"
    )  # the others were written just now, so their processes may still be running
    assert path.read_bytes() == b"newer"
    assert len(leftovers(tmp_path)) == 3

    for left in leftovers(tmp_path):
        os.utime(left, (time.time() - 120,) * 2)
    write_bytes(path, b"newest")
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"newest"
