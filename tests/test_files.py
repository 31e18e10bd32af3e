"""Files are replaced atomically, and what killed processes leave is removed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hexapla import files, temporary
from hexapla.errors import InputError
from hexapla.files import replacing, write_bytes
from hexapla.user_cache import cache_folder
from tests.conftest import Translate

DIES = """
import os, sys
from pathlib import Path
from hexapla.files import write_bytes
os.replace = lambda *names: os._exit(9)
write_bytes(Path(sys.argv[1]), b"new")
"""


def die_while_writing(path: Path) -> None:
    """Write to a file in a process that dies just before the end and leaves its temporary file."""
    done = subprocess.run([sys.executable, "-c", DIES, str(path)], check=False)
    assert done.returncode == 9
    assert leftovers(path.parent)


def leftovers(folder: Path) -> list[Path]:
    return list(folder.glob(".hexapla-*"))


def test_the_next_write_removes_what_a_killed_process_left(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_bytes(b"old")
    die_while_writing(path)
    assert path.read_bytes() == b"old"
    write_bytes(tmp_path / "b.po", b"newer")
    assert leftovers(tmp_path) == []


def test_the_next_command_removes_what_a_killed_process_left_anywhere(
    translate: Translate, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("elsewhere")
    die_while_writing(folder / "a.po")
    theirs = folder / ".hexapla-notes~"
    theirs.write_text("of somebody else")
    assert translate("engines").code == 0
    assert leftovers(folder) == [theirs]
    assert not list(cache_folder("writing").iterdir())


def test_what_a_running_process_is_writing_stays(
    translate: Translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with replacing(tmp_path / "a.po") as stream:
        stream.write(b"new")
        temporary._record.forget()
        write_bytes(tmp_path / "b.po", b"b")
        assert translate("engines").code == 0
        assert len(leftovers(tmp_path)) == 1
    assert (tmp_path / "a.po").read_bytes() == b"new"
    assert leftovers(tmp_path) == []


def test_a_block_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_bytes(b"old")
    with pytest.raises(TypeError), replacing(path) as stream:
        stream.writelines([b"new", "no bytes"])  # type: ignore[list-item]
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"old"]


def test_without_a_cache_folder_files_are_written(
    tmp_path: Path, own_user_directories: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "cache"
    blocked.write_bytes(b"no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.setattr(temporary, "_record", temporary._Record())
    write_bytes(tmp_path / "a.po", b"new")
    assert (tmp_path / "a.po").read_bytes() == b"new"


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError, match="can't be written"):
        files.write_bytes(tmp_path / "file" / "a.po", b"")


def test_the_next_command_removes_the_folders_of_killed_processes(
    translate: Translate, tmp_path: Path
) -> None:
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom hexapla import temporary\n"
        "with temporary.folder(Path(sys.argv[1])) as found:\n"
        "    (found / 'a').write_bytes(b'')\n    os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert len(leftovers(tmp_path)) == 1
    with temporary.folder(tmp_path) as found:
        assert translate("engines").code == 0
        assert leftovers(tmp_path) == [found]
    assert leftovers(tmp_path) == []
