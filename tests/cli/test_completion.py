"""Completion in shells: the files that are installed with the package, and what they offer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT, Translate


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = spec_from_file_location("completions", ROOT / "tools" / "completions.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("line", "offered", "not_offered"),
    [
        ("translate ", {"run", "status", "demo", "models"}, set()),
        ("translate sta", {"status"}, {"run"}),
        ("translate status --ch", {"--check"}, {"--to"}),
        ("translate models inst", {"install"}, {"list"}),
        ("translate article.txt --eng", {"--engine"}, {"--to"}),
        ("translate -C folder publish --use ", {"all", "reviewed"}, set()),
        ("translate nonsense", set(), {"run"}),
        ("translate check --no-such-option ", set(), {"run"}),
    ],
)
def test_what_is_offered(
    line: str,
    offered: set[str],
    not_offered: set[str],
    translate: Translate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("_TRANSLATE_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
    done = translate()
    assert (done.code, done.err) == (0, "")
    words = set(done.out.split())
    assert offered <= words
    assert not not_offered & words


def test_the_files_are_those_of_the_tool(tool: ModuleType) -> None:
    files = {path.relative_to(ROOT / "share").as_posix() for path in (ROOT / "share").rglob("*.*")}
    assert {name for name in files if name.endswith(".fish")} <= set(tool.PATHS.values())
    for shell, name in tool.PATHS.items():
        assert (ROOT / "share" / name).read_text("utf-8") == tool.script(shell), "run make docs"


ASKED = {
    "bash": 'source "$FILE"; COMP_WORDS=(translate sta); COMP_CWORD=1; '
    '_translate_completion translate; echo "${COMPREPLY[@]}"',
    "fish": 'source "$FILE"; complete --do-complete "translate sta"',
    # Completes in a terminal of its own: zsh can't otherwise.
    "zsh": "zmodload zsh/zpty; zpty -b z 'zsh -f -i'; "
    'zpty -w z "PS1=; fpath=(${FILE:h} \\$fpath); autoload -Uz compinit; compinit -u -D"; '
    "zpty -n -w z 'translate sta'$'\\t'; "
    "out=; for i in {1..40}; do zpty -r -t z line && out+=$line; "
    "[[ $out == *'translate status '* ]] && break; sleep 0.1; done; print -r -- $out",
}


@pytest.mark.slow
@pytest.mark.parametrize("shell", ASKED)
def test_shells_complete_with_them(shell: str, tool: ModuleType, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "translate").write_text(f'#!/bin/sh\nexec {sys.executable} -m hexapla "$@"\n')
    (tmp_path / "translate").chmod(0o755)
    environment = os.environ | {
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "FILE": str(ROOT / "share" / tool.PATHS[shell]),
    }
    options = {"zsh": ["-f"], "bash": ["--norc"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [shell, *options, "-c", ASKED[shell]],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "status" in done.stdout, done.stderr
