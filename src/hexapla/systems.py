"""What differs between Linux, macOS and Windows, asked in one place.

Everything asks `NAME`, so that a test can be on another system. Tests of this module are all that
has been run for Windows and macOS.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from hexapla.message import msg

__all__ = [
    "LONGEST_PATH",
    "as_listed",
    "bare",
    "cache_setting",
    "exclusive_options",
    "is_closed_pipe",
    "is_device",
    "is_macos",
    "is_windows",
    "kill_group",
    "refusal",
    "replace",
    "same_place",
]

NAME = sys.platform
"""As `sys.platform`: "linux", "darwin" or "win32"."""

LONGEST_PATH = 259
"""The most characters of a path on Windows, unless long paths are switched on there."""

_ATTEMPTS = 8
_CREATE_NEW_PROCESS_GROUP = 0x200  # subprocess has the constant on Windows only
# Names that are devices on Windows, in any folder and with any suffix.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³"]
)
# Characters that HFS+ ignores in names.
_IGNORED = frozenset(
    "\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u206a\u206b\u206c\u206d\u206e\u206f\ufeff"
)
_FORBIDDEN = frozenset('<>:"|?*\\')


def is_windows() -> bool:
    """Whether this is Windows."""
    return NAME == "win32"


def is_macos() -> bool:
    """Whether this is macOS."""
    return NAME == "darwin"


def cache_setting() -> str:
    """The environment variable that says where the user's cache folder is."""
    return "WIN_PD_OVERRIDE_LOCAL_APPDATA" if is_windows() else "XDG_CACHE_HOME"


def refusal(name: str) -> str | None:
    """Why Windows has no files with a name; None if it has, and on other systems."""
    if not is_windows() or name in (".", ".."):
        return None
    if is_device(name):
        return msg("{name} is the name of a device on Windows", name=name)
    if name != name.rstrip(". "):
        return msg("on Windows no name ends in a dot or a space")
    wrong = next((one for one in name if one in _FORBIDDEN or one < " "), None)
    return msg("on Windows no name has {wrong!r}", wrong=wrong) if wrong else None


def is_device(name: str) -> bool:
    """Whether Windows takes a name for that of a device, with any suffix."""
    return name.partition(".")[0].rstrip(" ").lower() in _DEVICES


def replace(source: Path, target: Path) -> None:
    """Rename a file into the place of another one, in one step.

    On Windows that fails while another program has the old file open, such as a virus scanner,
    which is usually over in a moment: it is tried for about a second. Raises OSError.
    """
    import time

    for attempt in range(_ATTEMPTS):
        try:
            os.replace(source, target)  # noqa: PTH105 (tests put an open file in its place)
            return
        except PermissionError:
            if not is_windows() or attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.01 * 2**attempt)


def as_listed(path: Path) -> Path:
    """An existing path, spelled as its folder lists it.

    Windows and macOS find a file by other spellings, too: in other capitals, and on macOS with
    accents in other code points. An article would get a second name by that. On macOS the accents
    are part of their letters (NFC), as in names that come from other systems.
    """
    if not (is_windows() or is_macos()):
        return path
    found = Path(path.anchor)
    for name in path.parts[1:]:
        found /= _listed(found, name)
    return found


def _listed(folder: Path, name: str) -> str:
    names: list[str] = []
    with suppress(OSError):  # a folder that can be entered, but not read
        names = [path.name for path in folder.iterdir()]
    if name not in names:
        same = _folded(name)
        name = next((one for one in names if _folded(one) == same), name)
    return _composed(name) if is_macos() else name


def same_place(path: str) -> str:
    """A text that is equal for two spellings of one path, for a name or a key."""
    return _folded(path) if is_windows() or is_macos() else path


def _folded(name: str) -> str:
    return _composed(name).casefold()


def _composed(name: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", name)


def bare(name: str) -> str:
    """What any file system compares of a name, for names that must not be written anywhere.

    Case may be ignored, on Windows dots and spaces at the end and a stream's name, on macOS (HFS+)
    characters without a width. A folder is often made on one system and used on another.
    """
    shown = "".join(one for one in name if one not in _IGNORED)
    return shown.partition(":")[0].rstrip(". ").casefold()


def is_closed_pipe(error: OSError) -> bool:
    """Whether the reader of a pipe is gone. Windows reports that as an invalid argument."""
    return isinstance(error, BrokenPipeError) or (is_windows() and error.errno == errno.EINVAL)


def exclusive_options() -> dict[str, Any]:
    """Options of `subprocess.Popen` for a process that Ctrl-C doesn't reach, only `kill_group`."""
    if is_windows():
        return {"creationflags": _CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def kill_group(leader: int) -> None:
    """Kill a process that was started with `exclusive_options`, and everything that it started."""
    if is_windows():
        import subprocess

        system = os.environ.get("SYSTEMROOT", r"C:\Windows")
        command = [rf"{system}\System32\taskkill.exe", "/T", "/F", "/PID", str(leader)]
        with suppress(OSError):
            subprocess.run(command, capture_output=True, check=False)
        return
    import signal

    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)  # type: ignore[attr-defined, unused-ignore]
