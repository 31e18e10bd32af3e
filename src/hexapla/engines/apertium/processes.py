"""Programs that engines run. They are killed together with everything that they started."""

from __future__ import annotations

import math
import os
import subprocess
from collections.abc import Sequence
from threading import Lock

from hexapla import systems
from hexapla.message import msg
from hexapla.programs import environment

__all__ = ["Processes", "ProgramError"]


class ProgramError(Exception):
    """Why a program gave no usable answer."""


class Processes:
    """The programs that run for one stream of sentences, each in a process group of its own."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: set[int] = set()
        self.ended = False

    def piped(self, command: Sequence[str], text: str, seconds: float) -> str:
        """A program's output for a text. If interrupted or too slow, its group is killed.

        Raises ProgramError after ``seconds``, or if the program fails.
        """
        process = self._start(command)
        with process:
            try:
                answer, complaint = process.communicate(text.encode("utf-8"), timeout=seconds)
            except subprocess.TimeoutExpired as error:
                systems.kill_group(process.pid)
                raise ProgramError(msg("no answer in {ceil} s", ceil=math.ceil(seconds))) from error
            except BaseException:
                systems.kill_group(process.pid)
                raise
            finally:
                with self._lock:
                    self._running.discard(process.pid)
        if process.returncode != 0:
            said = complaint.decode("utf-8", "replace").strip().splitlines()
            raise ProgramError(
                said[0] if said else msg("exit code {returncode}", returncode=process.returncode)
            )
        return answer.decode("utf-8", "replace")

    def end(self) -> None:
        """Kill the running programs with everything that they started, and start no others."""
        with self._lock:
            self.ended = True
            for leader in self._running:
                systems.kill_group(leader)

    def _start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        with self._lock:
            if self.ended:
                raise ProgramError(msg("interrupted"))
            try:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    **systems.exclusive_options(),
                    # LC_ALL would override the UTF-8 locale of Apertium.
                    env=environment(LC_ALL=None),
                    cwd=os.path.abspath(os.sep),  # noqa: PTH100 (no file here is the program's)
                )
            except OSError as error:
                raise ProgramError(str(error.strerror)) from error
            self._running.add(process.pid)
            return process
