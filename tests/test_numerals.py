"""Numbers of more digits than Python converts are numbers, wherever a file has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hexapla import numerals
from hexapla.numerals import unescape, whole
from hexapla.site.versions import known_since
from tests.code import trees
from tests.conftest import Translate
from tests.documents.packed import docx, fodt, p, xlsx

LONG = "1" * 5_000
TABLE = '<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ref="A1:B2"/>'
STYLED = fodt('<text:p>The <text:span text:style-name="B">road</text:span> is closed.</text:p>')
FILES: dict[str, str | bytes] = {
    "a.html": f"<title>Road &#{LONG};</title><p title='a &#{LONG};'>The &#{LONG}; <b>road</b>.</p>",
    "a.md": f"+++\nweight = {LONG}\n+++\n\n# The road &#{LONG};\n\nIt [is](# 'a&#{LONG};')\n",
    "b.md": f"# The_{LONG}\n\n# The_{LONG}\n\nThe [road](#the_{LONG}) is closed.\n",
    "c.md": f"The [road](x{LONG}/a.md) is [closed](a.md#{LONG}). ![a](y{LONG}.png)\n",
    "a.fodt": fodt(
        f'<text:h text:outline-level="{LONG}">The road</text:h><table:table><table:table-row>'
        f'<table:table-cell table:number-columns-spanned="{LONG}"><text:p>It<text:s '
        f'text:c="{LONG}"/>is</text:p></table:table-cell></table:table-row></table:table>'
    ),
    "b.fodt": STYLED.replace(b'weight="bold"', f'weight="{LONG}"'.encode()),
    "a.stringsdict": "<plist><dict><key>n</key><dict><key>NSStringLocalizedFormatKey</key>"
    f"<string>The road &#{LONG};</string></dict></dict></plist>",
    "a.strings": f'"key" = "The road {LONG} \\U{LONG}";\n',
    "a.adoc": f"|===\n{LONG}*|a road\n.{LONG}+|a road\n{LONG}.{LONG}+|a\n|===\n\n{LONG}. Road\n",
    "b.adoc": f'[cols="{LONG}*,1"]\n|===\n|a road\n|===\n\n[cols={LONG}]\n|===\n|a road\n|===\n',
    "a.rst": f"{LONG}. The road\n\n({LONG}) The road [{LONG}]_\n\n.. [{LONG}] A note\n",
    "a.srt": f"{LONG}\n00:00:01,000 --> 00:00:02,000\nThe road\n",
    "a.txt": f"{LONG}. The road is {LONG}:{LONG}.\n\n1. A road\n{LONG}) A road\n",
    "a.xhtml": f"<html xmlns='http://www.w3.org/1999/xhtml'><p>Road &#{LONG}; {LONG}</p></html>",
    "a.tex.md": f"1. The road\n{LONG}. The road `a{LONG}` [^{LONG}]\n\n[^{LONG}]: A note\n",
    "a.csv": f"key,en\n{LONG},The road {LONG}\n",
    "a.properties": f"a{LONG}=The road {{{LONG}}}\n",
    "a.ftl": f"a = The road {{ NUMBER($n, minimumFractionDigits: {LONG}) }}\n",
    "a.docx": docx(p("The road.", own=f'<w:outlineLvl w:val="{LONG}"/>')),
    "a.xlsx": xlsx("<si><t>The road</t></si>", f'<c r="A1" t="s"><v>{LONG}</v></c>', TABLE),
}


@pytest.mark.parametrize("name", FILES)
def test_numbers_of_any_length_in_articles(translate: Translate, tmp_path: Path, name: str) -> None:
    own = FILES[name]
    (tmp_path / name).write_bytes(own if isinstance(own, bytes) else own.encode())
    done = translate(name, "--from", "en", "--to", "es", "--engine", "upper", "--no-cache")
    assert done.code in (0, 1), done.err
    for command in ("check", "status", "xliff export"):
        done = translate(*command.split(), name, "--from", "en", "--to", "es")
        assert done.code in (0, 1), done.err


REFUSED = {
    "a.srt": f"1\n{LONG}:00:01,000 --> 00:00:02,{LONG}\nThe road\n",
    "a.xml": f"<article xmlns='http://docbook.org/ns/docbook'><para>The &#{LONG};</para></article>",
    "a.toml": f'a = "The road"\nb = {LONG}\n',
}


@pytest.mark.parametrize("name", REFUSED)
def test_numbers_of_any_length_that_are_refused(
    translate: Translate, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text(REFUSED[name])
    assert translate("extract", name, "--from", "en", "--to", "es").code == 3


def test_references_are_read_in_one_place() -> None:
    """`html.unescape` fails for references with more digits than Python converts."""
    ours = Path(numerals.__file__)
    found = [path for path in trees() if "unescape(" in path.read_text("utf-8")]
    assert ours in found
    for path in found:
        text = path.read_text("utf-8")
        assert path == ours or not re.search(r"html\.unescape|from html import.*unescape", text)


def test_numbers_of_any_length_in_settings(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n" / "publication.toml").write_text(f"wrap = {LONG}\n")
    done = translate("status")
    assert done.code == 3
    assert "a number is too long" in done.err


def test_whole_numbers() -> None:
    assert [whole(one) for one in ("", "²", "x", "-1", "٣", "12", "00")] == [
        None, None, None, None, 3, 12, 0,
    ]  # fmt: skip
    long = [whole("0" * 5_000 + "12"), whole("٠" * 5_000 + "12"), whole(LONG), whole("1" * 10)]
    assert long == [12, 12, 999_999_999, 999_999_999]
    assert [whole(one, 2**40) for one in ("9" * 12, "9" * 13, LONG)] == [10**12 - 1, 2**40, 2**40]


@pytest.mark.parametrize(("seconds", "year"), [(LONG, 9999), ("²", 1970), ("1800000000", 2027)])
def test_the_date_of_undated_pages(
    monkeypatch: pytest.MonkeyPatch, seconds: str, year: int
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    assert known_since().year == year


def test_references_of_any_length() -> None:
    zeros = "0" * 5_000
    assert unescape(f"&#{zeros}65; &#x{zeros}41 &#{LONG}; &#x{LONG} &amp; &#0;") == (
        "A A \ufffd \ufffd & \ufffd"
    )
