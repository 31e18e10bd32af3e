"""Shared by the tests of catalogs: entries of every kind, and GNU gettext's programs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from hexapla.catalogs.catalog import Catalog, Entry
from tests.conftest import ROOT

_FOLDER = ROOT / "tests" / "fixtures"
# Files written for the tests, and files that real editors saved.
FIXTURES = sorted([*(_FOLDER / "po").glob("*.po"), *(_FOLDER / "editors").glob("*/*.po")])

# Each example of these tests has several entries.
half = settings(max_examples=settings().max_examples // 2)

HEADERS = {
    "Project-Id-Version": "article",
    "PO-Revision-Date": "2026-01-02 03:04+0000",
    "Last-Translator": "Ana",
    "Language-Team": "Spanish",
    "Language": "es",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


@cache
def _version() -> tuple[int, ...]:
    if shutil.which("msgcat") is None:
        return ()
    out = subprocess.run(["msgcat", "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"(\d+)\.(\d+)", out.stdout)
    return tuple(map(int, found.groups())) if found else ()


# Only run as a program, never imported: its licence is GPL.
needs_toolkit = pytest.mark.skipif(
    find_spec("translate") is None, reason="translate-toolkit is not installed"
)


def toolkit(script: str, *arguments: str | Path, data: bytes = b"") -> bytes:
    """Run a script that may import translate-toolkit, and return what it writes."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


needs_gettext = pytest.mark.skipif(not _version(), reason="GNU gettext is not installed")
# Version 0.23 adopted the line breaking rules of Unicode 16.
needs_old_gettext = pytest.mark.skipif(
    not (0, 20) <= _version() < (0, 23), reason="wraps lines differently, or is not installed"
)


def gettext(*command: str, data: bytes) -> bytes:
    """Standard output of one of gettext's programs; fails if it reports an error."""
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def catalog(*entries: Entry) -> Catalog:
    return Catalog.new(HEADERS).with_entries(entries)


# Characters whose line breaking class has not changed in Unicode since gettext 0.21.
ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz      ",
    "aeiouñçßŁ   ABC.,;:!?\"'()[]{}<>/\\-–—…«»“”’%$€£#&*+=@_|~^`0123456789°\u00a0\u202f·¿¡№½²\t\n",
    "中文字符测试翻译日本語ひらがなカタカナーっゃ。，、！？：；「」『』（）《》“”…—・々 abc123%",
    "한국어번역가나다 힣.,()abc ᄀ",
    "שלום עברית־\"'-.,()abc ",
    "السلام عليكم،؛؟ 0123٠١٢ ًٌٍ abc",
    "हिन्दी में अनुवाद। ॥ ०१२ \u200d\u200c",
    "ภาษาไทย การแปล ๐๑ ฿",
    "😀👍🏽🇪🇸🇫🇷❤️\u200d👩 abc☺™©✓→",
    '\u200b\u2060\ufeff\u00ad\u2028\u2029\u0085 ab\x1b\u2011-\u2010/\a\b\f\r\v\\"\n',
)
realistic = st.sampled_from(ALPHABETS).flatmap(
    lambda alphabet: st.text(alphabet, min_size=1, max_size=200)
)

anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
# gettext treats a backslash at the end of a comment as a line continuation.
a_line = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=30
).filter(lambda line: not line.endswith("\\"))
_flag = st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8})?", fullmatch=True).filter(
    lambda flag: flag not in ("fuzzy", "no-wrap")
)
_reference = st.from_regex(r"[a-zé][a-zé/.]{0,29}( [a-zé]{1,30})?(:[1-9][0-9]?)?", fullmatch=True)


def _tuples(strategy: st.SearchStrategy[str], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(strategy, max_size=most, unique=True).map(tuple)


@st.composite
def entries(draw: st.DrawFn, text: st.SearchStrategy[str] = anything) -> Entry:
    """An entry of any kind except the header."""
    previous = draw(st.none() | text)
    plural = draw(st.none() | text)
    return Entry(
        msgid=draw(text.filter(bool)),
        msgstr=draw(text) if plural is None else "",
        context=draw(st.none() | text),
        flags=(*draw(st.sampled_from([(), ("fuzzy",)])), *draw(_tuples(_flag))),
        comments=draw(_tuples(a_line)),
        extracted=draw(_tuples(a_line)),
        references=draw(_tuples(_reference, 4)),
        previous=previous,
        previous_context=draw(st.none() | text) if previous is not None else None,
        previous_plural=draw(st.none() | text) if previous is not None else None,
        plural=plural,
        plurals=() if plural is None else (draw(text), draw(text)),
        obsolete=draw(st.booleans()),
        sticky=draw(_tuples(_flag)),
    )


def several(
    text: st.SearchStrategy[str] = anything, least: int = 0
) -> st.SearchStrategy[list[Entry]]:
    return st.lists(entries(text), min_size=least, max_size=5, unique_by=lambda entry: entry.key)
