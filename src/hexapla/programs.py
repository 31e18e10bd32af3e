"""Other programs, and the modules of this one: none of them comes from the current folder.

Somebody else may have written the folder that a command runs in: its `git`, its `yaml.py` and its
`.git/config` are data. So programs are only looked up in folders with an absolute path, modules are
never imported from the current folder, and git runs no program that a repository's settings name.
"""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False  # importing it from typing would take longer than all else here
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping
    from pathlib import Path

__all__ = [
    "collect_rarely",
    "environment",
    "find",
    "git",
    "git_user",
    "import_path",
    "leave_out_current_folder",
]

_GIT_SECONDS = 30.0
# What a repository's own settings could make git start.
_GIT_SETTINGS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.pager=cat",
    "core.sshCommand=false",
    "credential.helper=",
    "diff.external=",
    "protocol.allow=never",
)
# A partial clone fetches missing objects, from any address and with any program.
_GIT_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}


def collect_rarely() -> None:
    """Let this process look for unreachable cycles of objects less often.

    A document is many objects that all live long: reading one takes a third less time.
    """
    gc.set_threshold(50_000, 20, 20)


def leave_out_current_folder() -> None:
    """Find no programs and no modules in the current folder for the rest of this process.

    `python -m`, and an empty or relative entry in PATH or PYTHONPATH, put it there.
    """
    os.environ["PATH"] = _search_path(os.environ)
    os.environ["NoDefaultCurrentDirectoryInExePath"] = "1"  # noqa: SIM112 (Windows spells it so)
    sys.path[:] = import_path()


def environment(**changes: str | None) -> Mapping[str, str]:
    """The environment for another program. ``changes`` are set, or left out if they are None."""
    merged = {**os.environ, "PATH": _search_path(os.environ), **changes}
    return {name: value for name, value in merged.items() if value is not None}


def find(name: str) -> str | None:
    """The absolute path of a program; None if it isn't installed.

    ``name`` may be a path, which is then relative to the current folder as usual.
    """
    import shutil

    found = shutil.which(name, path=_search_path(os.environ))
    if found and not os.path.dirname(name) and not os.path.isabs(found):  # noqa: PTH117, PTH120
        return None  # Python up to 3.11 looks into the current folder on Windows
    return os.path.abspath(found) if found else None  # noqa: PTH100 (a link keeps its own name)


def git(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes] | None:
    """Run git in a folder, without any program that the repository's settings name.

    Not for commands that compare the work tree, such as ``status``: they run its filters. Returns
    None if git is not installed or doesn't answer in time.
    """
    import subprocess

    program = find("git")
    if program is None:
        return None
    settings = [word for setting in _GIT_SETTINGS for word in ("-c", setting)]
    try:
        return subprocess.run(
            [program, "--no-pager", *settings, "-C", str(folder), *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_GIT_SECONDS,
            check=False,
            env=environment(**_GIT_ENVIRONMENT),
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


def git_user(folder: Path) -> str | None:
    """The user in git's configuration as "NAME <mail>", or None if git has no name."""
    values = []
    for key in ("name", "email"):
        done = git(folder, "config", f"user.{key}")
        data = done.stdout if done is not None and done.returncode == 0 else b""
        values.append(data.decode("utf-8", "replace").strip())
    name, mail = values
    if not name:
        return None
    return f"{name} <{mail}>" if mail else name


def import_path() -> list[str]:
    """This process's import path without the current folder, unless that contains Hexapla."""
    try:
        here = os.path.realpath(os.curdir)
    except FileNotFoundError:  # it has been deleted
        here = ""
    ours = os.path.realpath(os.path.join(os.path.dirname(__file__), os.pardir))  # noqa: PTH118, PTH120
    folders = [os.path.abspath(one) for one in sys.path if os.path.isabs(one) or (one and here)]  # noqa: PTH100, PTH117
    return [one for one in folders if here == ours or os.path.realpath(one) != here]


def _search_path(variables: Mapping[str, str]) -> str:
    """The folders of PATH, or the system's if there is no PATH, without relative ones."""
    entries = variables.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(entry for entry in entries if os.path.isabs(entry))  # noqa: PTH117
