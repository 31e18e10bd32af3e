"""The JSON of all commands: one envelope, and the keys of each command's results."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.publication import COMMANDS, publication
from tests.conftest import ROOT, Result, Translate

KEYS: dict[str, list[str]] = json.loads((Path(__file__).parent / "json.json").read_text("utf-8"))
"""The keys of each command's results. A key that goes or changes its meaning is a new version."""


@pytest.fixture
def folder(tmp_path: Path, translate: Translate) -> Path:
    publication(tmp_path)
    return tmp_path


def checked(done: Result, command: str) -> dict[str, Any]:
    """The envelope that a command printed."""
    envelope: dict[str, Any] = done.json
    assert list(envelope) == ["schema", "exit_code", "results", "errors", "warnings"]
    assert envelope["schema"] == f"hexapla.{command}/1"
    assert envelope["exit_code"] == done.code
    for warning in envelope["warnings"]:
        assert list(warning) == ["message", "where", "line", "hint"]
    for error in envelope["errors"]:
        assert list(error) == ["message", "where", "line", "hint", "exit_code"]
        assert error["exit_code"] <= done.code
        assert error["message"] in done.err
    return envelope


@pytest.mark.parametrize("command", sorted(KEYS))
def test_the_keys_of_results(command: str, translate: Translate, folder: Path) -> None:
    if command == "evaluate":
        pytest.importorskip("sacrebleu")
    for setup in COMMANDS[command].before:
        assert translate(*setup).code == 0, setup
    done = translate(*COMMANDS[command].arguments, "--json")
    envelope = checked(done, command)
    assert not envelope["errors"]
    assert envelope["results"]
    kinds = command in ("demo", "run")
    keys = {
        f"{result['kind']}: {key}" if kinds else key
        for result in envelope["results"]
        for key in _keys(result)
    }
    assert sorted(keys) == KEYS[command]


def _keys(result: Any, path: str = "") -> list[str]:
    """The keys of an object and of the objects in it: ``findings[].check``."""
    found = []
    for key, value in result.items():
        found.append(f"{path}{key}")
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                mark = "[]" if isinstance(value, list) else ""
                found += _keys(inner, f"{path}{key}{mark}.")
    return found


def test_every_command_is_pinned_and_documented() -> None:
    page = (ROOT / "docs" / "reference" / "json.md").read_text("utf-8")
    assert set(KEYS) == set(COMMANDS) - {"batch", "merge-po", "review", "run -"}
    for command, keys in KEYS.items():
        assert f"| `{command}`" in page or f", `{command}`" in page, command
        for key in keys:
            name = re.split(r"[.: ]+", key)[-1].removesuffix("[]")
            assert f"`{name}`" in page, (command, key)


FAILURES = [
    (("status", "--nosuch"), "status", 2),
    (("models", "list", "--nosuch"), "models-list", 2),
    (("-C", "nowhere", "status"), "status", 2),
    (("nosuch.txt", "--to", "es"), "run", 3),
    (("drfat",), "run", 2),
    (("status", "nosuch.txt"), "status", 3),
    (("sources/rain.txt", "--to", "eu", "--engine", "argos"), "run", 4),
    (("publish", "--min-reviewed", "101"), "publish", 2),
    (("publish", "--output", "nosuch"), "publish", 2),
    (("site",), "site", 2),
    (("memory", "import", "nosuch.tmx"), "memory-import", 3),
]


@pytest.mark.parametrize(("arguments", "command", "code"), FAILURES)
def test_a_failure_is_in_the_json_and_on_standard_error(
    arguments: tuple[str, ...], command: str, code: int, translate: Translate, folder: Path
) -> None:
    done = translate(*arguments, "--json")
    assert done.code == code
    envelope = checked(done, command)
    assert envelope["errors"]
    assert done.err.count("\n") == len(envelope["errors"]) + len(envelope["warnings"])


def test_an_error_says_where(translate: Translate, folder: Path) -> None:
    path = Path("i18n/publication.toml")
    path.write_text("languges = ['es']\n")
    (error,) = translate("status", "--json").json["errors"]
    assert (error["message"], error["line"]) == ("unknown key 'languges'", 1)
    assert error["where"].endswith("i18n/publication.toml")
    assert error["hint"] == "did you mean languages?"


def test_what_succeeded_is_there_beside_what_failed(translate: Translate, folder: Path) -> None:
    Path("sources/bad.txt").write_bytes(b"\0")
    done = translate("status", "--json")
    envelope = checked(done, "status")
    assert (done.code, len(envelope["errors"])) == (3, 1)
    assert {one["article"] for one in envelope["results"]} >= {"sources/rain.txt"}


def test_a_warning_of_the_library_is_in_the_json(translate: Translate, folder: Path) -> None:
    Path("sources/a.txt").write_text("Wọ́n ti dé. Ó dára.\n")
    done = translate("segments", "sources/a.txt", "--from", "crs", "--json")
    (warning,) = checked(done, "segments")["warnings"]
    assert "no sentence rules for" in warning["message"]
    assert "no sentence rules for" in done.err
    quiet = translate("-q", "segments", "sources/a.txt", "--from", "crs", "--json")
    assert (quiet.json["warnings"], quiet.err) == ([], "")


def test_an_interruption_is_in_the_json(
    translate: Translate, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hexapla.publication.publication.Publication.status", interrupt)
    done = translate("status", "--json")
    (error,) = checked(done, "status")["errors"]
    assert (done.code, error["message"], error["exit_code"]) == (130, "interrupted", 130)


def test_a_bug_is_in_the_json(
    translate: Translate, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("hexapla.publication.publication.Publication.status", fail)
    done = translate("status", "--json")
    (error,) = checked(done, "status")["errors"]
    assert done.code == 70
    assert "ZeroDivisionError" in error["message"]


def test_help_is_not_json(translate: Translate) -> None:
    assert translate("status", "--json", "--help").out.startswith("Usage: translate status")


def test_a_filter_ends_with_its_errors(translate: Translate, folder: Path) -> None:
    run = ("-", "--to", "es", "--from", "en", "--engine", "upper", "--json")
    lines = translate(*run, stdin=b"It rained all day.\n").out.splitlines()
    assert [list(json.loads(line)) for line in lines] == [["source", "text", "origin", "score"]]
    done = translate(*run, "--encoding", "ascii", stdin="It rained. Ó dára.\n".encode())
    assert done.code == 3
    last = json.loads(done.out.splitlines()[-1])
    assert list(last) == ["errors"]
    assert last["errors"][0]["exit_code"] == 3


def test_a_review_prints_its_address_and_stays(folder: Path) -> None:
    command = [sys.executable, "-m", "hexapla", "review", "--to", "es", "--no-open", "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:  # fmt: skip
        assert process.stdout is not None
        text = ""
        while not text.endswith("\n}\n"):
            line = process.stdout.readline()
            assert line, text
            text += line
        envelope = json.loads(text)
        assert envelope["schema"] == "hexapla.review/1"
        assert list(envelope["results"][0]) == ["url", "host", "port"]
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == ""


def test_warnings_of_the_library_have_a_place(translate: Translate, folder: Path) -> None:
    """A guessed encoding, a broken memory: where and hint are keys of their own."""
    Path("sources/a.txt").write_bytes("Ça coûte très cher, et l'été a été long.\n".encode("cp1252"))
    Path("i18n/memory").mkdir(parents=True, exist_ok=True)
    Path("i18n/memory/bad.tmx").write_text("<tmx>")
    done = translate("draft", "sources/a.txt", "--from", "fr", "--to", "es", "--json")
    warnings = {one["where"]: one for one in checked(done, "draft")["warnings"]}
    assert warnings["sources/a.txt"]["hint"] == "use --encoding if it is wrong"
    assert any("bad.tmx" in str(where) for where in warnings)
