"""A short fuzz campaign that is part of `make test`; `make fuzz` runs a long one with atheris.

`tests/fixtures/fuzz/TARGET/` contains inputs that have broken a reader or might break one. `make
fuzz` starts from them; add what it finds.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT

from .targets import TARGETS

CORPUS = ROOT / "tests" / "fixtures" / "fuzz"

# Words with a meaning for each reader, so that random sequences of them reach deep code.
WORDS = {
    "text": ["\n", "\r\n", "- ", "  ", "1. ", "Dr. ", '"', ". ", "\ufeff", "\f", "# ", "> ", "—"],
    "markdown": [
        "\n",
        "**",
        "_",
        "`",
        "[a](",
        ")",
        "![",
        "](u)",
        "# ",
        "> ",
        "- ",
        "    ",
        "|",
        "<b>",
        "---\n",
        "```\n",
        "[^1]",
        "{{",
        "}}",
        "<!--",
        "-->",
        "\\",
        ":::",
        "$",
        "\t",
        "&amp;",
    ],
    "html": [
        "<",
        ">",
        "</",
        "<p>",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        '="',
        "'",
        "&amp;",
        "&#x41;",
        "<br>",
        "<a href=",
        "<![CDATA[",
        "]]>",
        "<?",
        "{{",
        "}}",
        "<td>",
        "<html lang=en>",
        "<meta charset=",
        "<title>",
        "\r\n",
    ],
    "po": [
        "msgid ",
        "msgstr ",
        "msgctxt ",
        '"',
        '"\n',
        "\\n",
        "#, fuzzy\n",
        "#~ ",
        "#| ",
        "#: ",
        "\n\n",
        "\r\n",
        "msgid_plural ",
        "msgstr[0] ",
        "\\",
        "#. ",
        "# draft: ",
        "\ufeff",
        "\x1b",
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=',
        "UTF-8",
        '\\n"\n',
        "<<<<<<< ",
    ],
    "toml": [
        "languages",
        "=",
        "[",
        "]",
        '"',
        "[text]",
        "wrap",
        "true",
        "\n",
        "{",
        "}",
        ".",
        "'",
        "#",
        "sources",
        "segmentation",
        "label",
        "9",
        "min-reviewed",
        "-",
        ",",
        "\r",
    ],
    "glossary": [
        "term,note,es\n",
        ",",
        "\n",
        '"',
        "=",
        "!",
        "|",
        "a",
        "\ufeff",
        "pt-BR",
        "xx",
        ";",
    ],
    "metadata": [
        "{",
        "}",
        '"from_code"',
        '"to_code"',
        ":",
        '"en"',
        '"es"',
        ",",
        "[",
        "]",
        "null",
        "1e999",
        '"type"',
        '"translate"',
        '"package_version"',
        '"../x"',
        '"\\u0000"',
        '"/"',
        '"1.0"',
    ],
    "package": ["PK\x03\x04", "PK\x01\x02", "PK\x05\x06", "metadata.json", "../", "/", "\0" * 8],
    "detection": ["http://", "@", "а", "ß", "的", "ك", " ", "THE", "ñ", "\ud7ff", "1", "."],
}


def soup(name: str) -> st.SearchStrategy[bytes]:
    words = st.sampled_from(WORDS[name])
    pieces = st.lists(st.one_of(words, words, st.text(max_size=6)), max_size=60)
    return st.one_of(
        pieces.map(lambda parts: "".join(parts).encode("utf-8", "replace")), st.binary(max_size=200)
    )


@pytest.mark.parametrize("name", sorted(TARGETS))
@given(data=st.data())
def test_only_hexapla_errors_are_raised(name: str, data: st.DataObject) -> None:
    TARGETS[name](data.draw(soup(name)))


@pytest.mark.parametrize(
    "path", sorted(CORPUS.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}"
)
def test_inputs_of_the_corpus_are_handled(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


def test_every_target_has_a_corpus() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(TARGETS)
