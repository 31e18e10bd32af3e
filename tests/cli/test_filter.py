"""`translate -`: what a filter writes, when, and what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Translate

RUN = ("-", "--to", "es", "--from", "en", "--engine", "upper")
MARKDOWN = (*RUN, "--format", "markdown")
HTML = (*RUN, "--format", "html")

TEXT = "The road is closed. It rained all day.\n\nNobody was hurt.\n"
ARTICLE = """\
---
title: The road
slug: the-road
---

# The *road* is closed

It rained **all day**, says `rain.py`. See [the map](map.html "A map").

```sh
make rain
```

- One lane is open.

The [forecast][] is bad.

[forecast]: forecast.html
"""
FRAGMENT = """\
<h1>The road is <em>closed</em></h1>
<p title="The road">It rained <code>all</code> day.</p>
<script>var rain = "all day";</script>
<p>Nobody was hurt.</p>
"""
PAGE = f'<html lang="en"><head><title>The road</title></head><body>{FRAGMENT}</body></html>\n'


def test_it_writes_only_to_standard_output(translate: Translate, tmp_path: Path) -> None:
    result = translate(*RUN, stdin=TEXT.encode())
    assert (result.code, result.out, result.err) == (0, TEXT.upper(), "")
    assert list(tmp_path.iterdir()) == []


def test_blank_lines_and_trailing_space_stay(translate: Translate) -> None:
    source = "\n\n  The road is closed.  \n \n\n\tIt rained.\r\n\r\nEnd"
    result = translate(*RUN, stdin=source.encode())
    assert (result.code, result.out) == (0, source.upper())


@pytest.mark.parametrize("format", ["text", "markdown", "html"])
def test_empty_input_gives_empty_output(translate: Translate, format: str) -> None:
    for source in ("", "\n \n"):
        result = translate("-", "--to", "es", "--format", format, stdin=source.encode())
        assert (result.code, result.out, result.err) == (0, source, "")


@pytest.mark.parametrize(
    ("name", "source"), [("a.txt", TEXT), ("a.md", ARTICLE), ("a.html", FRAGMENT), ("b.html", PAGE)]
)
@pytest.mark.parametrize("engine", ["identity", "upper"])
def test_it_writes_what_the_command_for_files_writes(
    translate: Translate, tmp_path: Path, name: str, source: str, engine: str
) -> None:
    path = tmp_path / name
    path.write_text(source)
    options = ("--to", "es", "--from", "en", "--engine", engine)
    assert translate(name, *options).code == 0
    edition = (tmp_path / "editions" / "es" / name).read_text()
    format = {".txt": "text", ".md": "markdown", ".html": "html"}[path.suffix]
    result = translate("-", *options, "--format", format, stdin=source.encode())
    assert (result.code, result.err) == (0, "")
    assert result.out == edition
    assert (result.out == source) is (engine == "identity")


def test_json_is_a_line_for_each_sentence(translate: Translate) -> None:
    result = translate(*RUN, "--json", stdin=TEXT.encode())
    records = [json.loads(line) for line in result.out.splitlines()]
    assert [record["text"] for record in records] == [
        "THE ROAD IS CLOSED.", "IT RAINED ALL DAY.", "NOBODY WAS HURT.",
    ]  # fmt: skip
    assert {record["origin"] for record in records} == {"upper-en_es 1"}
    result = translate(*HTML, "--json", stdin=FRAGMENT.encode())
    assert json.loads(result.out.splitlines()[0])["source"] == "The road is <em>closed</em>"


def test_the_language_is_that_of_the_words(translate: Translate) -> None:
    """Code and markup don't affect the detection."""
    article = (
        "```\nfür der die das und ist nicht ein eine\n```\n\n" * 9 + "The road is closed today."
    )
    result = translate(
        "-", "--to", "es", "--engine", "upper", "--format", "markdown", stdin=article.encode()
    )
    assert result.out.endswith("THE ROAD IS CLOSED TODAY.")


def test_stable_ids_count_in_markdown(translate: Translate) -> None:
    source = b"# The road\n\nIt rained.\n\n# The road\n"
    result = translate(*MARKDOWN, "--stable-ids", stdin=source)
    assert result.out == "# THE ROAD {#the-road}\n\nIT RAINED.\n\n# THE ROAD {#the-road-1}\n"


def test_the_settings_of_the_format_count(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "i18n").mkdir()
    settings = '[markdown]\nfront-matter = ["slug"]\n[text]\nwrap = "lines"\n'
    (tmp_path / "i18n" / "publication.toml").write_text(settings)
    result = translate(*MARKDOWN, stdin=ARTICLE.encode())
    assert "title: The road\nslug: THE-ROAD\n" in result.out


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (("--use", "reviewed"), "--use"),
        (("--fallback", "mark"), "--fallback"),
        (("--min-reviewed", "0"), "--min-reviewed"),
        (("--label",), "--label"),
        (("--no-label",), "--no-label"),
        (("--dry-run",), "--dry-run"),
        (("--stable-ids",), "--stable-ids"),
        (("--no-stable-ids",), "--no-stable-ids"),
        (("--format", "html", "--stable-ids"), "--stable-ids"),
    ],
)
def test_an_option_without_effect_is_refused(
    translate: Translate, options: tuple[str, ...], name: str
) -> None:
    result = translate(*RUN, *options, stdin=TEXT.encode())
    assert (result.code, result.out) == (2, "")
    assert f"{name} has no effect" in result.err
    assert result.err.count("\n") == 1


def test_an_unknown_format_is_refused(translate: Translate) -> None:
    result = translate(*RUN, "--format", "scroll", stdin=TEXT.encode())
    assert (result.code, result.out) == (2, "")
    assert "there is no format 'scroll'" in result.err


def test_a_format_that_is_no_text_is_refused(translate: Translate) -> None:
    result = translate(*RUN, "--format", "docx", stdin=TEXT.encode())
    assert (result.code, result.out) == (2, "")
    assert "name a file instead" in result.err


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("format", ["text", "markdown", "html"])
def test_an_encoding_can_be_named(translate: Translate, format: str, encoding: str) -> None:
    source = "<p>The café is “closed”.</p>\n" if format == "html" else "The café is “closed”.\n"
    data = source.encode(encoding)
    options = ("--to", "es", "--from", "en", "--engine", "identity", "--encoding", encoding)
    done = translate("-", *options, "--format", format, stdin=data, encoding="latin-1")
    assert (done.code, done.err, done.out.encode("latin-1")) == (0, "", data)


def test_other_encodings_are_refused_unless_declared(translate: Translate) -> None:
    for run, source in ((RUN, "café\n"), (MARKDOWN, "café\n"), (HTML, "<p>café</p>\n")):
        for text in (source, "Closed.\n\n" * 9 + source):
            result = translate(*run, stdin=text.encode("latin-1"))
            assert result.code == 3
            assert "is not UTF-8" in result.err
    page = PAGE.replace("<head>", "<head><meta charset=windows-1252>").replace("hurt", "hürt")
    command = [sys.executable, "-m", "hexapla", *HTML]
    done = subprocess.run(
        command, input=page.encode("cp1252"), capture_output=True, check=True
    ).stdout
    assert "HÜRT" in done.decode("cp1252")
    assert b"charset=windows-1252" in done


def start(*command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "hexapla", *command],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("run", "begin", "line"),
    [
        (RUN, b"The road is closed.\n\n", b"THE ROAD IS CLOSED.\n"),
        (MARKDOWN, b"## The `road` is closed\n\nIt\n", b"## THE `road` IS CLOSED\n"),
        (HTML, b"<p>The <b>road</b>\n<p>It\n", b"<p>THE <b>ROAD</b>\n"),
    ],
)
def test_it_writes_before_the_input_ends_and_ends_with_its_reader(
    run: tuple[str, ...], begin: bytes, line: bytes
) -> None:
    with start(*run) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(begin)
        process.stdin.flush()
        assert process.stdout.readline() == line  # before the input ends
        process.stdout.close()
        try:
            for _ in range(2000):
                process.stdin.write(begin)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.stderr.read() == b""
        assert process.wait(timeout=20) == 0
