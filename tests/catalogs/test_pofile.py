"""The .po syntax: reading loses nothing, bad syntax is refused, the layout is msgcat's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.errors import InputError
from tests.growth import assert_linear
from tests.po import (
    FIXTURES,
    anything,
    catalog,
    gettext,
    half,
    needs_gettext,
    needs_old_gettext,
    realistic,
    several,
)

HEADER = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def parse(data: bytes | str, *, header: bytes = HEADER) -> Catalog:
    return Catalog.parse(header + (data.encode() if isinstance(data, str) else data), "x.po")


def joined(found: Catalog) -> str:
    entries = found.entries if found.header is None else (found.header, *found.entries)
    return "".join(f"{entry.gap}{entry.verbatim}" for entry in entries) + found.tail


# Reading ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_the_parts_of_a_file_joined_are_the_file(path: Path) -> None:
    data = path.read_bytes()
    found = Catalog.load(path)
    assert joined(found).encode(found.encoding) == data
    assert found.dump() == data
    assert len(found.entries) >= 2


@half
@given(several(), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_new_entries_round_trip(entries: list[Entry], newline: str, bom: bool, ended: bool) -> None:
    data = catalog(*entries).dump().replace(b"\n", newline.encode())
    data = (b"\xef\xbb\xbf" if bom else b"") + (data if ended else data.rstrip(b"\r\n"))
    found = Catalog.parse(data, "x.po")
    assert list(found.entries) == entries
    assert found.dump() == data
    assert joined(found).encode(found.encoding) == data


_pieces = st.sampled_from(
    [
        'msgid "a"', 'msgid ""', 'msgid "b"', 'msgstr "x"', 'msgstr ""', '"more"', "", "", "# c",
        "#, fuzzy", "#. e", "#: r", '#| msgid "p"', '#~ msgid "o"', '#~ msgstr "x"',
        '#~| msgid "p"', 'msgctxt "c"', 'msgid_plural "p"', 'msgstr[0] "x"', 'msgstr[1] "y"',
        "#~", "#", "#= s", "\r",
        '  "indented"', "stray", '"unclosed', '"a" "b"', "<<<<<<< HEAD", "\f", "#~ # c", "msgid",
    ]
)  # fmt: skip


@given(st.lists(_pieces, max_size=14))
def test_a_file_is_accounted_for_byte_by_byte_or_refused(lines: list[str]) -> None:
    data = "\n".join(lines).encode()
    found, error = _attempt(data)
    if found is None:
        assert error is not None
        assert error.where is not None
        assert error.where.startswith("x.po:")
        assert 1 <= int(error.where[5:]) <= max(len(lines), 1)
        assert error.hint
    else:
        assert found.dump() == data
        rewritten = found.with_entries(replace(e, verbatim=None) for e in found.entries)
        assert Catalog.parse(rewritten.dump(), "x.po").entries == found.entries


def _attempt(data: bytes) -> tuple[Catalog | None, InputError | None]:
    try:
        return Catalog.parse(data, "x.po"), None
    except InputError as error:
        return None, error


@needs_gettext
@given(st.lists(_pieces, max_size=8))
def test_reading_agrees_with_msgcat(lines: list[str]) -> None:
    data = HEADER + "\n".join(lines).encode()
    found, _ = _attempt(data)
    if found is None:
        return
    theirs = Catalog.parse(gettext("msgcat", "--sort-output", "-", data=data), "x.po")
    ours = {
        (e.key, e.msgstr, e.plural, e.plurals, e.previous, e.obsolete)
        for e in found.entries
        # msgcat drops obsolete entries without text.
        if not (e.obsolete and not (e.msgstr or any(e.plurals)))
    }
    assert ours == {
        (e.key, e.msgstr, e.plural, e.plurals, e.previous, e.obsolete) for e in theirs.entries
    }


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('msgid "a\nmsgstr ""\n', 4, "closing quote"),
        ('msgid "a"\nmsgstr "x\n', 5, "closing quote"),
        ('msgid "a" stray\nmsgstr ""\n', 4, "not a line"),
        ('stray\nmsgid "a"\nmsgstr ""\n', 4, "not a line"),
        ('msgid "a\\q"\nmsgstr ""\n', 4, "unknown escape \\q"),
        ('msgid "a\\000"\nmsgstr ""\n', 4, "not a valid character"),
        ('msgid "\\303"\nmsgstr ""\n', 4, "not a valid character"),
        ('msgid "\\x1bc"\nmsgstr ""\n', 4, "not a valid character"),
        ('msgid "a"\n\nmsgid "b"\nmsgstr ""\n', 6, "msgid where msgstr"),
        ('msgid "a"\n', 4, "without msgstr"),
        ('msgstr "a"\n', 4, "msgstr where the next msgid"),
        ('# c\nmsgstr "a"\n', 5, "msgstr where msgctxt or msgid"),
        ('# c\n"a"\n', 5, "without a keyword"),
        ('msgid "a"\nmsgstr[0] "x"\n', 5, "msgstr[0] where"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr "x"\n', 6, "msgstr where msgstr[0]"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[2] "x"\n', 7, "where msgstr[1]"),
        ('msgid "a"\nmsgstr "x"\nmsgstr "y"\n', 6, "where the next msgid"),
        ('msgid "a"\n# comment\nmsgstr "x"\n', 5, "comment inside"),
        ('msgid "a"\n#~ msgstr "x"\n', 5, "partly marked obsolete"),
        ('#| msgid "o"\n#~ msgid "a"\n#~ msgstr "x"\n', 5, "partly marked obsolete"),
        ('#| "o"\nmsgid "a"\nmsgstr "x"\n', 4, "without a keyword"),
        ('#| msgctxt "o"\nmsgid "a"\nmsgstr "x"\n', 5, "without msgid"),
        ('#| msgid "o"\n#| msgctxt "o"\nmsgid "a"\nmsgstr "x"\n', 5, "in the wrong place"),
        ('#| nonsense\nmsgid "a"\nmsgstr "x"\n', 4, "not a line"),
        ('domain "d"\nmsgid "a"\nmsgstr "x"\n', 4, "not a line"),
        ('<<<<<<< HEAD\nmsgid "a"\nmsgstr "x"\n', 4, "git"),
        ('msgid "a"\nmsgstr "x"\n=======\nmsgstr "y"\n>>>>>>> b\n', 6, "git"),
        ('msgid "a"\nmsgstr "x"\n\n#, fuzzy\nmsgid "a"\nmsgstr "y"\n', 7, "on line 4"),
        ('msgid "a"\nmsgstr "x"\n\n#~ msgid "a"\n#~ msgstr "y"\n', 7, "on line 4"),
        ("# old Mac\rmsgid 'a'\r", 4, "carriage return"),
        ('msgid ""\nmsgstr "x"\n', 4, "on line 1"),
    ],
)
def test_invalid_syntax_is_refused_with_its_line_and_a_hint(
    text: str, line: int, words: str
) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    assert caught.value.where == f"x.po:{line}"
    assert words in caught.value.message
    assert caught.value.hint


@needs_gettext
@pytest.mark.parametrize(
    "text",
    ['msgid "a"\nmsgstr "x"\n\n#~ msgid "a"\n#~ msgstr "y"\n', 'msgid "a"\n#, c\nmsgstr "x"\n'],
)
def test_gettext_refuses_it_too(text: str) -> None:
    with pytest.raises(AssertionError):
        gettext("msgcat", "-", data=HEADER + text.encode())


def test_white_space_and_strings_where_gettext_allows_them() -> None:
    (entry,) = parse('\n  msgid   "a" "b"\n\n\t"c"\n msgstr\n\n"x\t\\tz"\n\n').entries
    assert (entry.msgid, entry.msgstr) == ("abc", "x\t\tz")


def test_comments_keep_their_words() -> None:
    text = "#\n#   two\n#no space\n#.e\n#. \n#: a:1 b\n#: \u2068c d\u2069:3\n#,fuzzy,c-format\n"
    (entry,) = parse(text + 'msgid "a"\nmsgstr "x"\n').entries
    assert entry.comments == ("", "  two", "no space")
    assert entry.extracted == ("e", "")
    assert entry.references == ("a:1", "b", "c d:3")
    assert entry.flags == ("fuzzy", "c-format")


def test_flags_on_several_lines_are_one_set() -> None:
    (entry,) = parse('#, fuzzy\n#, c-format ,fuzzy\n#= no-wrap\nmsgid "a"\nmsgstr "x"\n').entries
    assert entry.flags == ("fuzzy", "c-format")
    assert entry.sticky == ("no-wrap",)


@needs_gettext
@pytest.mark.parametrize(
    ("line", "flags"),
    [
        ("#,fuzzy", ("fuzzy",)),
        ("#, c-format fuzzy", ("c-format", "fuzzy")),
        ("#,fuzzy c-format", ("fuzzy", "c-format")),
        ("#,\tc-format\tfuzzy ,", ("c-format", "fuzzy")),
        ("#, range: 0..9 fuzzy", ("range: 0..9", "fuzzy")),
        ('#, regex:"a, fuzzy b", c-format', ('regex:"a, fuzzy b"', "c-format")),
        ("#, Fuzzy, fuzzy-ish", ("Fuzzy", "fuzzy-ish")),
    ],
)
def test_flags_are_parted_by_commas_or_spaces(line: str, flags: tuple[str, ...]) -> None:
    """As gettext reads them: what a program takes for fuzzy must not count as reviewed."""
    data = HEADER + f'{line}\nmsgid "a"\nmsgstr "x"\n'.encode()
    (entry,) = Catalog.parse(data, "x.po").entries
    assert entry.flags == flags
    assert entry.fuzzy is ("fuzzy" in flags)
    if "regex" not in line:  # Weblate's quotes mean nothing to gettext
        assert entry.fuzzy is (b'"x"' in gettext("msgattrib", "--only-fuzzy", "-", data=data))


@needs_gettext
def test_a_backslash_at_the_end_of_a_comment_does_not_join_lines() -> None:
    data = catalog(Entry("a", "x", comments=("C:\\",))).dump()
    again = gettext("msgcat", "-", data=data)
    assert Catalog.parse(again, "x.po").entries[0].comments[0].startswith("C:\\")


# Cases that polib gets wrong ----------------------------------------------------------------------


def test_a_msgid_without_closing_quote_does_not_vanish() -> None:
    text = 'msgid "a\nmsgstr "x"\n\nmsgid "b"\nmsgstr "y"\n'
    with pytest.raises(InputError, match="closing quote"):
        parse(text)


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_bom_line_ends_and_trailing_comments_survive_a_change(bom: bytes, newline: bytes) -> None:
    body = b'msgid "a"\nmsgstr "x"\n\n#~| msgid "o"\n#~ msgid "p"\n#~ msgstr "y"\n\n# the end\n#'
    data = bom + (HEADER + body).replace(b"\n", newline)
    found = Catalog.parse(data, "x.po")
    entry, old = found.entries
    assert (old.previous, old.obsolete) == ("o", True)
    assert found.tail.endswith("# the end\r\n#" if newline == b"\r\n" else "# the end\n#")
    changed = found.with_entries([entry.edit(msgstr="Z"), old.edit(msgstr="Y")])
    assert changed.dump() == data.replace(b'"x"', b'"Z"').replace(b'"y"', b'"Y"')


def test_mixed_line_ends_stay_mixed() -> None:
    data = HEADER.replace(b"\n", b"\r\n") + b'msgid "a"\nmsgstr "x"\n\r\nmsgid "b"\r\nmsgstr "y"\n'
    found = Catalog.parse(data, "x.po")
    assert found.dump() == data
    changed = found.with_entries([found.entries[0].edit(msgstr="Z"), found.entries[1]])
    assert changed.dump() == data.replace(b'"a"\nmsgstr "x"\n', b'"a"\r\nmsgstr "Z"\r\n')


def test_headers_keep_their_order_and_spelling() -> None:
    header = (
        'msgid ""\nmsgstr ""\n"X-Zebra: 1\\n"\n"content-type: text/plain; charset=UTF-8\\n"\n'
        '"no colon\\n"\n"Language: es\\n"\n"X-Ape:2\\n"\n'
    )
    found = Catalog.parse(header.encode(), "x.po")
    assert list(found.headers) == ["X-Zebra", "content-type", "Language", "X-Ape"]
    changed = found.with_headers({"Language": "gl", "X-Ape": "2"})
    assert changed.dump() == header.replace("es\\n", "gl\\n").encode()


def test_escapes_are_decoded_once_and_not_doubled() -> None:
    (entry,) = parse('msgid "a\\x1bz\\033 \\303\\251\\a"\nmsgstr "x"\n').entries
    assert entry.msgid == "a\x1bz\x1b é\a"
    again = parse(catalog(entry.edit(msgstr="y")).dump(), header=b"").entries[0]
    assert again.msgid == entry.msgid


@pytest.mark.parametrize("char", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1e"])
def test_other_line_separators_do_not_split_lines(char: str) -> None:
    entry = Entry(f"a{char}b", f"x{char}y", comments=(f"c{char}d",))
    assert Catalog.parse(catalog(entry).dump(), "x.po").entries == (entry,)


def test_sticky_flags_are_read_and_kept() -> None:
    text = '#, fuzzy\n#= c-format, no-wrap\nmsgid "a"\nmsgstr "x"\n'
    found = parse(text)
    changed = found.with_entries([found.entries[0].edit(msgstr="y")])
    assert changed.dump() == HEADER + text.replace("x", "y").encode()


def test_finding_takes_no_longer_in_a_large_catalog() -> None:
    def run(size: int) -> None:
        large = Catalog().with_entries(Entry(f"sentence {n}", "x") for n in range(size))
        assert all(large.find(entry.msgid) is entry for entry in large.entries)

    assert_linear(run, 5_000)


# Writing ----------------------------------------------------------------------------------------


def _plain(entry: Entry) -> Entry:
    """Remove what msgcat 0.21 changes: flags it doesn't know, an empty obsolete text."""
    return entry.edit(
        flags=("fuzzy",) if entry.fuzzy else (),
        sticky=(),
        references=tuple(ref.replace(" ", "_") for ref in entry.references),
        comments=tuple(f"c{comment}" for comment in entry.comments),
        extracted=tuple(f"e{comment}" for comment in entry.extracted),
        msgstr=entry.msgstr or ("x" if entry.plural is None else ""),
        plurals=tuple(text or "x" for text in entry.plurals),
    )


@needs_old_gettext
@half
@given(several(realistic, least=1))
def test_msgcat_leaves_new_entries_as_they_are(entries: list[Entry]) -> None:
    live = [_plain(e) for e in entries if not e.obsolete]
    old = [_plain(e) for e in entries if e.obsolete]  # msgcat puts them last
    ours = catalog(*live, *old).dump()
    assert gettext("msgcat", "-", data=ours) == ours


@needs_old_gettext
@pytest.mark.parametrize(
    "text",
    [
        "See https://www.example.org/a/very/long/path/to/some/where/index.html?query=1#top now.",
        "x" * 200,
        "x" * 70 + " " + "y" * 90 + " z",
        "他说：“这篇文章很长，需要很多很多的字来说明换行的规则。”（完）" * 3,
        "one\ntwo\n\nthree",
        "ends with a line feed\n",
        "\n",
        " " * 100,
        'a\\b\t"quoted" ' * 12,
        "a" * 69,
        "a" * 68 + " b",
        "a" * 75 + "\nb",
        "ein sehr-langes-Wort-mit-vielen-Bindestrichen " * 4,
    ],
)
@pytest.mark.parametrize("flags", [(), ("no-wrap",)])
@pytest.mark.parametrize("obsolete", [False, True])
def test_msgcat_leaves_hard_cases_as_they_are(
    text: str, flags: tuple[str, ...], obsolete: bool
) -> None:
    entry = Entry(text, text, context=text, flags=flags, previous=text, obsolete=obsolete)
    ours = catalog(entry).dump()
    assert gettext("msgcat", "-", data=ours) == ours


@needs_gettext
@given(st.lists(realistic, max_size=8, unique=True), st.booleans())
def test_msgfmt_accepts_what_is_written(texts: list[str], fuzzy: bool) -> None:
    flags = ("fuzzy",) if fuzzy else ()
    data = catalog(*(Entry(text, text, flags=flags) for text in texts)).dump()
    gettext("msgfmt", "-c", "-o", "/dev/null", "-", data=data)


@given(st.lists(anything.filter(bool), max_size=5, unique=True))
def test_polib_reads_what_is_written(texts: list[str]) -> None:
    # polib reads other texts wrongly: see above.
    texts = [t for t in texts if t.isprintable() and "\\" not in t]
    entries = [Entry(t, t, flags=("fuzzy",), comments=("a comment",)) for t in texts]
    theirs = polib.pofile(catalog(*entries).dump().decode())
    assert [(e.msgid, e.msgstr, e.fuzzy, e.tcomment) for e in theirs] == [
        (e.msgid, e.msgstr, True, "a comment") for e in entries
    ]


@half
@given(several(least=1), st.data())
def test_changing_an_entry_leaves_every_other_byte(
    entries: list[Entry], data: st.DataObject
) -> None:
    before = Catalog.parse(catalog(*entries).dump(), "x.po")
    at = data.draw(st.integers(0, len(entries) - 1))
    old = before.entries[at]
    new = old.edit(**{"msgstr" if old.plural is None else "plurals": data.draw(_other(old))})
    after = before.with_entries([*before.entries[:at], new, *before.entries[at + 1 :]])
    assert new.verbatim is None
    stretches = [joined(before)]
    head, _, tail = stretches[0].partition(f"{old.gap}{old.verbatim}")
    text = after.dump().decode()
    assert text.startswith(head + (old.gap or ""))
    assert text.endswith(tail)
    assert Catalog.parse(after.dump(), "x.po").entries == after.entries


def _other(entry: Entry) -> st.SearchStrategy[str | tuple[str, ...]]:
    if entry.plural is None:
        return anything.filter(lambda text: text != entry.msgstr)
    return st.tuples(anything, anything).filter(lambda texts: texts != entry.plurals)


# Bytes ------------------------------------------------------------------------------------------


def test_another_charset_is_kept_if_it_is_sufficient() -> None:
    path = next(path for path in FIXTURES if path.stem == "latin1")
    found = Catalog.load(path)
    bigger, size = found.entries
    assert (bigger.msgstr, size.msgstr) == ("größer", "Größe")
    same = found.with_entries([bigger, size.edit(msgstr="Maß")])
    assert same.dump() == path.read_bytes().replace("Größe".encode("latin-1"), b"Ma\xdf")


def test_a_charset_that_lacks_a_character_becomes_utf8() -> None:
    path = next(path for path in FIXTURES if path.stem == "latin1")
    found = Catalog.load(path)
    data = found.with_entries([found.entries[0], found.entries[1].edit(msgstr="Größe ≥ 1")]).dump()
    again = Catalog.parse(data, "x.po")
    assert again.headers == {**found.headers, "Content-Type": "text/plain; charset=UTF-8"}
    assert again.entries[1].msgstr == "Größe ≥ 1"
    assert again.entries[0].comments == ("größer",)


def test_a_template_without_charset_gets_one_when_it_needs_it() -> None:
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=CHARSET\\n"\n\n'
    found = Catalog.parse(f'{header}msgid "a"\nmsgstr ""\n'.encode(), "x.po")
    plain = found.with_entries([found.entries[0].edit(msgstr="b")])
    assert b"CHARSET" in plain.dump()
    other = found.with_entries([found.entries[0].edit(msgstr="é")])
    assert other.dump() == f'{header.replace("CHARSET", "UTF-8")}msgid "a"\nmsgstr "é"\n'.encode()


@pytest.mark.parametrize(
    ("data", "where", "words"),
    [
        (HEADER + b'msgid "a"\nmsgstr "\xe9"\n', "x.po:5", "not valid in UTF-8"),
        (b'\nmsgid "a"\nmsgstr "\xe9"\n', "x.po:3", "not valid in UTF-8"),
        (HEADER.replace(b"UTF-8", b"ASCII") + '# é\n'.encode(), "x.po:4", "not valid in ASCII"),
        (HEADER.replace(b"UTF-8", b"KLINGON-1"), "x.po:2", "unknown charset KLINGON-1"),
        (HEADER.replace(b"UTF-8", b"rot13"), "x.po:2", "unknown charset rot13"),
        (b"\xef\xbb\xbf" + HEADER.replace(b"UTF-8", b"KOI8-R"), "x.po:2", "byte order mark"),
        ("\ufeff".encode("utf-16-le") + 'msgid "a"'.encode("utf-16-le"), "x.po:1", "NUL"),
        (HEADER.replace(b"UTF-8", b"utf-7") + b'# +AOk-+AGE-\n', "x.po:2", "unknown charset utf-7"),
    ],
)  # fmt: skip
def test_bytes_that_are_not_the_charset_are_refused(data: bytes, where: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        Catalog.parse(data, "x.po")
    assert caught.value.where == where
    assert words in caught.value.message
    assert caught.value.hint


def test_files_without_header_or_content_are_read() -> None:
    assert Catalog.parse(b"", "x.po").dump() == b""
    assert Catalog.parse(b"# only\n", "x.po").dump() == b"# only\n"
    bare = Catalog.parse('msgid "a"\nmsgstr "é"'.encode(), "x.po")
    assert bare.header is None
    assert bare.headers == {}
    assert bare.entries[0].state is State.REVIEWED
    grown = bare.with_entries([*bare.entries, Entry("b", "y")])
    assert grown.dump() == 'msgid "a"\nmsgstr "é"\n\nmsgid "b"\nmsgstr "y"\n'.encode()
