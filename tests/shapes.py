"""Texts of any size in hundreds of shapes, for tests that measure how the time grows with the size.

A shape is something that a text may consist of: one character or mark over and over, syntax that
opens and never closes, closes and never opens, or nests, many lines, many sentences, many links.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

__all__ = [
    "ARTICLES",
    "CATALOGS",
    "GLOSSARIES",
    "SETTINGS",
    "TABLES",
    "TMX",
    "TOKENS",
    "XLIFF",
    "Shape",
    "random_shape",
]

Shape = Callable[[int], str]
"""Makes a text of about so many characters."""


def repeated(unit: str, before: str = "", after: str = "") -> Shape:
    """A unit over and over; ``%d`` in it is its number."""

    def make(size: int) -> str:
        times = size // len(unit)
        if "%d" not in unit:
            return before + unit * times + after
        return before + "".join(unit.replace("%d", str(at)) for at in range(times)) + after

    return make


def nested(
    opening: str, closing: str, inner: str = "word", before: str = "", after: str = ""
) -> Shape:
    """Something that opens as often as it closes."""

    def make(size: int) -> str:
        times = size // (len(opening) + len(closing))
        return before + opening * times + inner + closing * times + after

    return make


def spread(opening: str, closing: str) -> Shape:
    """Half of the text opens something, with words in between; the other half closes it."""

    def make(size: int) -> str:
        times = size // (len(opening) + len(closing) + 4)
        return f"{opening}a " * times + f"{closing}b " * times

    return make


def indented(unit: str, step: str = " ") -> Shape:
    """Lines, each indented further than the one before."""

    def make(size: int) -> str:
        lines = int((2 * size / len(step)) ** 0.5)
        return "".join(f"{step * at}{unit}\n" for at in range(lines))

    return make


def growing(unit: str, last: str) -> Shape:
    """Words of all lengths: a unit once, twice, and so on."""

    def make(size: int) -> str:
        return " ".join(unit * at + last for at in range(1, int((2 * size) ** 0.5)))

    return make


def numbered(before: str, after: str, between: str = "\n\n") -> Shape:
    """Many numbered references, then what each one refers to."""

    def make(size: int) -> str:
        numbers = range(size // (len(before) + len(after) + 4))
        parts = ("".join(unit.replace("%d", str(at)) for at in numbers) for unit in (before, after))
        return between.join(parts)

    return make


# fmt: off
_CHARACTERS = [
    'a', 'A', 'é', 'ß', 'ﬁ', '1', '٣', '.', ',', '!', '?', '…', '-', '—', '‑', '_', '*', '`', '~',
    '#', '=', '+', '|', '\\', '/', '<', '>', '&', '"', "'", '“', '”', '„', '«', '»', '(', ')',
    '[', ']', '{', '}', '$', '%', '@', '^', ':',
    ';', '中', '。', '、', 'ア', 'ー', 'ก', 'ั', '་', '།',
    'ក', '།', 'א', 'ا', '،', '؟', 'आ', '।',
    '한', '😀', '👨\u200d👩\u200d👧', '🇩', '₩', '€', '°', '№',
    '§', '¿', '·', '•', '²', '½', 'À', 'Ω', 'д', ' ', '\t', '\xa0', '\u200b', '́', '\u202e',
    '\u2066', '\ufeff', '\xad', '\u3000', '\r\n', '\n',
]
_WORDS = [
    'a ', 'The ', 'of the ', 'word ', 'Word ', 'WORD ', 'Mr. ', 'e.g. ', 'A. ', 'i.e., ', '1. ',
    '1,', '1 ', '1,000 ', '10 km ', '$5 ', '5% ', '1990s ', 'US ', 'not ', 'no ', 'never ',
    'and ', 'January ', '5 May ', 'Monday, ', 'one hundred ', 'two ', 'twenty-', 'million ',
    'half ', 'Spain ', 'New York ', 'north ', 'open ', '"a" ', '“a” ', '(a) ', '[a] ', 'a-', 'a/',
    'a.b.', 'a_b_', 'aB', 'a@b.cd ', 'http://a.bc/ ', 'https://', 'www.a.bc ', '%s ', '%(a)s ',
    '%d%', '{a} ', '{0', '${a} ', '$a ', '@a ', '#a ', '/a/b ', 'a.txt ', '--a ', '5:30 ', '1-2-',
    '1/2/', '+1 (555) ', '1e5', '0x1', 'I ', 'IV ',
    '’s ', "n't ", "don't ", "a'b'", "l'", '中文。',
    'ข้อความ', 'ข้อความ ', 'اللغة ', 'א ב ', 'हिन्दी ',
    'á', 'word中', '한국 ', '1中', 'A1', 'a1 ',
    'a\xa0', 'a\u202f', 'You ', 'he said, ', 'a; ', 'a: ', 'a, ', 'a… ', 'a – ', 'a—',
    'wordwordword', 'x y ', 'TCP/IP ', '°C ', '5°', '€5', '5€ ',
]
_LINES = [
    'Go. ', 'It rained. ', 'It rained! ', 'Is it? ', 'He said: “Go.” ', 'A.B. ', 'a.\n', 'a\n',
    'a\n\n',
    'a\t', 'a | b ', 'a  bc', 'a .... ', 'a  b c\n   b c\n',
    'The road is closed.\n', 'The road %d is closed.\n\n', 'Road %d is closed. ',
    'Yes, 5 km. ', '1. a\n', '- a\n', '- a\n\n', '* a\n', 'a\tb\n', 'a  b\n', 'a | b\n', 'a:\n',
    'A\n\n', 'TITLE\n\n', '  a\n', '    a\n', '\ta\n', '> a\n', '“a\n', '— a\n', 'a-\n', 'a,\n\n',
    '12\n', '---\n', '===\n', 'a\n---\n', 'a\n\n\n', '\x0c', 'a\r', 'a\r\n', 'a\u2028', 'a\x0b',
    '1 a\n2 b\n', 'a\n  b\n', 'Name: a\n',
    'By A B\n\n', 'Page %d\n\n', '12 May 2020\n', '这是句子。',
    '这是。\n', 'ประโยค. ', 'جملة. ',
    'Das ist ein Satz. ', "C'est la vie. ", 'Я не знаю. ', 'a.a.',
    'A…', '“A.” ', '(A.) ', 'A. (b. ',
    'word word word word word word word word word word word word\n',
]
_HTML = [
    '<b>', '</b>', '<b>a</b> ', '<b></b>', '<p>', '</p>', '<p>a', '<p>a</p>', '<p>a</p>\n',
    '<p>Road %d.</p>', '<div>', '</div>', '<div>a</div>', '<a href=x>', "<a href='x'>a</a> ",
    '<a name=a%d>', '<li>', '<ul><li>', '<ul><li>a', '<table>', '<table><tr><td>', '<tr>',
    '<td>a', '<tr><td>a</td></tr>', '<td>a<td>', '<h1>a</h1>', '<h1>', '<br>', 'a<br>', '<hr>',
    '<img src=x>', "<img alt='a b'>", '<i><b>', '</i></b>', '<i><b></i></b>', '<svg>', '<svg><p>',
    '<svg><title>', '<math>', '<math><mi>', '<template>', '<select><option>a', '<button>',
    '<button>a</button> ', '<script>', '<script>a</script>', '<style>', '<textarea>', '<title>',
    '<iframe>', '<noscript>', '<plaintext>', '<xmp>', '<pre>', '<pre>a</pre>', '<code>',
    '<code>a</code> ', '<!--', '-->', '<!-- a -->', '<!', '<!-', '<?', '<?a?>', '<![CDATA[',
    ']]>', '<!DOCTYPE ', '<a ', '<a b="', "<a b='", '<a b=c ', ' a=b', '<a/', '</', '</a ', '<a<',
    '<1', '< ', '&amp;', '&lt;', '&', '&#', '&#x', '&#65;', '&#x41;', '&notit;', '&a',
    '&ampersand ', '&CounterClockwiseContourIntegral;', '<font>', '<span>', '<span>a</span>',
    '<span lang=fr>a</span> ', '<q>', '<q>a</q> ', '<dt>a<dd>b', '<form>', '<form>a', '<input>',
    '<input value=a type=submit>', '<label>a', '<caption>a', '<details><summary>a',
    '<ruby>a<rt>b</ruby>', '<frameset>', '<body>', '<head>', '<html>',
    '<meta name=description content=a>', '<base href=a>', '<bdo>', '<marquee>', '<object>',
    '<applet>', '<nobr>', "<p title='a b'>", "<b title='A b. C d.'>a</b>",
]
_MARKDOWN = [
    '[a](b) ', '[a](b)', '[a](', '![', '![a](b) ', '![a](b', '[', ']', '](', '[[', '[[a]] ',
    '[a] ', '[a][b] ', '[a][', '[]', '[a]: b\n', '[a%d]: b\n', '[a%d] ', '[a]: <', "[a]: b '",
    '[^1] ', '[^%d] ', '[^%d]: a\n\n', '[^a]: b\n', '[^', '^[a] ', '^[', '**', '**a', '**a** ',
    '*a* ', '*a', 'a*', 'a**', '_a_ ', '_a', '__', '***a', '***a***', '*a **b* c** ', '**a*b',
    'a_b_c_', '`a` ', '`a', '`', '``a', '``a` ', '`a``', '```', '```\n', '```\na\n', '~~~\n',
    '```a\n```\n', '$a$ ', '$a', '$$', '$$a$$ ', '$$\n', '\\(', '\\)', '\\(a\\) ', '\\[', '\\',
    '\\\\', '\\*', '~~a~~ ', '~~a', '~a~ ', '==a== ', '==a', '^a^ ', '++a++ ', ':a: ', ':a',
    ':::', ':::\n', '::: a\n', '::: a\n:::\n', '::::', ':a[b]', ':a[', '::a\n', '!!! a\n',
    '!!! a\n    b\n', '??? a\n', '=== "a"\n', '{.a}', '{.a} ', '{#a', '{:', '{: .a}\n', '{a}`b` ',
    '{a}`', '```{a}\n', '{{', '}}', '{{a}} ', '{{ a', '{%', '%}', '{% a %} ', '{% a', '{% raw %}',
    '{#a#} ', '{{< a >}} ', '{{<', '{{% a %}}', '{{%', '[% a %]', '<% a %> ', '<%', '${', '{/*',
    '{a', '{a}', '{', '}', "import a from 'b'\n\n", 'export a\n', '<A>', '</A>', '<A b={',
    '<A b={c}> ', '<A/> ', '<>', '</>', '> ', '>', '> a\n', '> a\n\n', '>a\n> ', '- ', '- a\n',
    '- - ', '-\n', '* ', '+ a\n', '1. ', '1. a\n', '1) a\n', '- [ ] a\n', '- [ ] ', '# a\n', '#',
    '# ', '## a #\n', '###### a\n', 'a\n===\n', 'a\n=\n', '---\n', '***\n', '- - -\n', '    a\n',
    '\ta\n', 'a  \n', 'a\\\n', '| a ', '| a |\n', '|', '| a | b |\n', '||', 'a|b\n-|-\n', 'a|b\n',
    '|-', '|:-:', '|---|\n', '+---', '+---+\n', '+---+\n| a |\n', 'a  b\n-- --\n',
    '--- ---\na   b\n\n', 'a\n: b\n', ': a\n', 'a\n\n: b\n\n', 'Term\n:   a\n\n', '*[a]: b\n',
    '*[a%d]: b\n', '<http://a.bc> ', '<a@b.cd> ', '<a', '<a>', '<div>\n', '<div>a\n\n',
    '</div>\n\n', '<b>\n\n', '<!--\n', '<!-- a -->\n', '<?a\n', '<![CDATA[\n', '&amp;\n', '@a ',
    '[@a] ', '@fig:a ', '[a]{.b} ', '[a]{', '# a {#b}\n', '# a {#b%d}\n', "--8<-- 'a'\n", '% a\n',
    '+++\n', '(a)=\n', '(@) a\n', 'a. b\n', 'i. a\n', '#. a\n', '| a\n', '.. a::\n', '\\begin{a}',
    '\\end{a}', '\\begin{a}\n', '\\a{', '\\a{b} ', '---\na: b\n---\n', '[TOC]\n', 'http://a.bc ',
    'www.a.bc ', 'http://a(', 'a@b.', "'a' ", "''", '"', '--', '...', '(c) ', 'a^b', 'H~2~O ',
    '<br>\n', '<br/>', '<kbd>a</kbd> ', "<a href='b'>", '[a](<b>) ', "[a](b 'c') ", "[a](b '",
    '[a](b (', '[a](b "', '[a](((', '[a](b\\', '[a\\',
]
_XML = [
    '<para>a</para>', '<para>The road %d is closed.</para>\n',
    '<para>a<emphasis>b</emphasis></para>', '<emphasis>a</emphasis> ', 'a ', ' ', '\n', '中', '1 ',
    '<!-- a -->', '<?a b?>', '&amp;', '&#65;', '<![CDATA[a]]>', '<a b="c"/>', '<a b="%d"/>',
    '<a%d/>', '<xref linkend="a"/>', '<link xlink:href="a">b</link> ',
    '<indexterm><primary>a</primary></indexterm>', '<footnote><para>a</para></footnote>',
    '<phrase xml:lang="fr">a</phrase> ', '<para xml:lang="fr">a</para>',
    '<programlisting>a</programlisting>', '<para xml:id="a%d">a</para>',
    '<para its:translate="no">a</para>', '<a xmlns="b"/>', '<b:a xmlns:b="c%d"/>',
    '<title>a</title>', '<row><entry>a</entry><entry>b</entry></row>',
    '<itemizedlist><listitem>a</listitem></itemizedlist>', '<a href="b">c</a> ', '<text>a</text>',
    '<p>a</p>', '<ref target="a"/> ', '<literal>a</literal> ',
]
_XML_NESTED = [
    ('<section>', '</section>'), ('<para>', '</para>'), ('<emphasis>', '</emphasis>'),
    ('<section><title>a</title>', '</section>'), ('<para>a ', ' b</para>'), ('<a b="c">', '</a>'),
    ('<itemizedlist><listitem>', '</listitem></itemizedlist>'), ('<emphasis>a ', ' b</emphasis>'),
    ('<para its:translate="no">', '</para>'), ('<para xml:space="preserve">', '</para>'),
    ('<para xml:lang="fr">', '</para>'), ('<b:a xmlns:b="c">', '</b:a>'),
]
_NESTED = [
    ('(', ')'), ('[', ']'), ('{', '}'), ('“', '”'), ('«', '»'), ('<b>', '</b>'), ('<p>', '</p>'),
    ('<div>', '</div>'), ('<ul><li>', '</ul>'), ('<ul><li>a', '</li></ul>'),
    ('<table><tr><td>', '</table>'), ('<span>', '</span>'), ('<blockquote>', '</blockquote>'),
    ('<i><b>', '</b></i>'), ('<svg>', '</svg>'), ('<math>', '</math>'),
    ('<template>', '</template>'), ('<select>', '</select>'), ('<object>', '</object>'),
    ('<q>', '</q>'), ('<a href=x>', '</a>'), ('<details><summary>', '</details>'),
    ('<code>', '</code>'), ('<button>', '</button>'), ('<svg><foreignObject>', '</svg>'),
    ('<dl><dd>', '</dl>'), ('<section>', '</section>'), ('<ruby><rt>', '</ruby>'), ('[', '](a)'),
    ('![', '](a)'), ('*', '*'), ('**', '**'), ('*a ', ' b*'), ('**a ', ' b**'), ('_a ', ' b_'),
    ('*a **b ', ' c** d*'), ('~~a ', ' b~~'), ('> ', ''), ('- ', ''), ('1. ', ''), ('> - ', ''),
    ('<A>', '</A>'), ('{{', '}}'), ('{%', '%}'), (':::a\n', ':::\n'), ('::: a\n\n', '\n:::\n\n'),
    ('<div>\n\n', '\n\n</div>\n\n'), ('{a b="', '"}'), ('[^', ']'), ('^[', ']'), ('$', '$'),
    ('\\(', '\\)'), ('{a}`', '`'), ('<b>a ', ' b</b>'), ('[a ', ' b](c)'),
    ('{{< a >}}', '{{< /a >}}'), ('{% a %}', '{% enda %}'), ('```\n', '```\n'),
    ('<A>\n', '</A>\n'), ('<A b={<B>', '</B>}/>'), (':a[', ']'), ('[', ']{.a}'), ('\\a{', '}'),
    ('\\begin{a}', '\\end{a}'),
]
# fmt: on
_AFTER_A_WORD = [*"a.,1-(\"'<*_`[{ ", "“", "ก", "中", "\u0301"]


def _units(*lists: list[str]) -> dict[str, Shape]:
    return {repr(unit): repeated(unit) for units in lists for unit in units}


def _of_text() -> Iterator[tuple[str, Shape]]:
    yield from _units(_CHARACTERS, _WORDS, _LINES).items()
    yield from (
        (f"{unit!r} after a word", repeated(unit, "Word ", " word.")) for unit in _AFTER_A_WORD
    )
    yield from ((f"{unit!r} indented", indented(unit)) for unit in ("a", "- a", "> a", "1. a"))


def _of_markup() -> Iterator[tuple[str, Shape]]:
    for opening, closing in _NESTED:
        yield f"{opening!r} nested", nested(opening, closing)
        if closing:
            yield f"{opening!r} spread", spread(opening, closing)


def _of_markdown() -> Iterator[tuple[str, Shape]]:
    yield from _units(_MARKDOWN).items()
    yield from ((f"{unit!r} indented", indented(unit)) for unit in ("<b>", ": a", "!!! a", "- a"))
    yield "'- a' indented by 4", indented("- a", "    ")
    yield "'!!! a' indented by 4", indented("!!! a\n", "    ")
    yield "'> ' deeper in each line", indented("a", "> ")
    yield "an open fence", repeated("a\n", "```\n")
    yield "an open comment", repeated("a\n\n", "<!--\n")
    yield "an open tag", repeated("a b='c'\n", "<a ")
    yield "an open link", repeated("a ", "[a](b '")
    yield "headings and code", repeated("# a%d\n\n```\na\n```\n\n[a%d]\n\n")
    yield "elements and code", repeated("<div>\na\n</div>\n\n```\na\n```\n\n")
    yield "a table", repeated("| a | b |\n", "| a | b |\n|---|---|\n")
    yield "a row", repeated("| a ", "", "|\n")
    yield "a wide table", lambda size: "|\n".join(("| a " * (size // 8), "|---" * (size // 8), ""))
    yield "front matter", repeated("a%d: b\n", "---\n", "---\n\na\n")
    yield "a list in front matter", repeated("- a\n", "---\na:\n", "---\n\na\n")
    yield "nested front matter", nested("[", "]", "a", "---\na: ", "\n---\n\na\n")
    yield "unclosed front matter", repeated("[", "---\na: ", "\n---\n\na\n")
    yield "deep front matter", lambda size: f"---\n{indented('a:')(size)}---\n\na\n"
    yield "front matter without an end", repeated("a%d: b\n", "---\n")
    yield "TOML front matter", repeated("a%d = 'b'\n", "+++\n", "+++\n\na\n")
    yield "nested TOML front matter", nested("[", "]", "1", "+++\na = ", "\n+++\n\na\n")
    yield "JSON front matter", repeated('"a%d": "b",', "{", '"a": 1}\n\na\n')
    yield "nested JSON front matter", nested("[", "]", "1", '{"a": ', "}\n\na\n")
    yield "abbreviations", numbered("*[A%d]: b\n", "the A%d is\n", "\n")
    yield "elements of code without an end", repeated("<pre>", "*[A]: b\n\n", " A\n")
    yield "tags without an end in lines", repeated("{% a \n")
    yield "pairs next to letters", repeated('a**"b"**c ')
    yield "aliases", repeated("a%d: &a%d [*b, *b]\n", "---\nb: &b [a]\n", "---\n\na\n")
    yield "references and definitions", numbered("[a%d] ", "[a%d]: b\n")
    yield "notes and their texts", numbered("a[^%d] ", "[^%d]: b\n\n")
    yield "runs of ` of all lengths", growing("`", "a")
    yield "runs of * of all lengths", growing("*", "a")
    yield "fences of all lengths", growing("`", "\n")


_DOCBOOK = (
    '<article xmlns="http://docbook.org/ns/docbook" xmlns:its="http://www.w3.org/2005/11/its" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" version="5.0" its:version="2.0"'
)
_ITS_RULE = '<its:translateRule selector="//a%d" translate="no"/>'


def _of_xml() -> Iterator[tuple[str, Shape]]:
    opening, closing = f"{_DOCBOOK}><para>", "</para></article>"
    for unit in _XML:
        yield repr(unit), repeated(unit, f"{_DOCBOOK}>", "</article>")
        yield f"{unit!r} in a paragraph", repeated(unit, opening, closing)
    for one, other in _XML_NESTED:
        yield f"{one!r} nested", nested(one, other, "word", f"{_DOCBOOK}>", "</article>")
    yield "attributes", repeated(' a%d="b"', _DOCBOOK, "><para>a</para></article>")
    yield "namespaces", repeated(' xmlns:a%d="b"', _DOCBOOK, "><para>a</para></article>")
    yield "a long attribute", repeated("a ", f"{_DOCBOOK} a='", "'><para>a</para></article>")
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><text y="1">a'
    for unit in ('<!--a--><tspan x="1"/>', '<tspan x="1" y="%d">a b</tspan>', "<tspan>a", "<g/>"):
        ends = "</tspan>" if unit == "<tspan>a" else ""
        yield f"{unit!r} in SVG", nested(unit, ends, "", svg, "</text></svg>")
    app = '<resources><string name="b">a</string><string name="a">It is '
    for unit in ("0", "%0", "%1$", "\\'", "\\n", '"', "%s ", "<b>a</b> ", "<![CDATA[<b>]]>"):
        before = f"{app}%" if unit == "0" else app
        yield f"{unit!r} in an app", repeated(unit, before, "</string></resources>")
    rules = f"{_DOCBOOK}><its:rules version='2.0'>", "</its:rules><para>a</para></article>"
    yield "ITS rules", repeated(_ITS_RULE, *rules)
    yield (
        "ITS rules and elements",
        lambda size: "".join(
            (
                repeated(_ITS_RULE, rules[0], "</its:rules>")(size // 2),
                repeated("<para>a <a%d/></para>", "", "</article>")(size // 2),
            )
        ),
    )


def _pipes(size: int) -> str:
    times = size // 8
    return "|a" * times + "|\n" + "|-" * times + "|\n" + "|a|\n" * times


def _simple(size: int) -> str:
    # With more than 500 columns it isn't read, and so it has fewer in a test with 8,000 characters.
    border = "= " * (size // 16) + "\n"
    return border + "a\n" * (size // 4) + border


def sparse(column: str, row: str, before: str = "", between: str = "\n", after: str = "") -> Shape:
    """A table with many columns and many rows, each of which has few cells."""

    def make(size: int) -> str:
        columns, rows = size // (2 * len(column)), size // (2 * len(row))
        return before + column * columns + between + row * rows + after

    return make


TABLES: dict[str, tuple[str, Shape]] = {
    "dashes": ("md", sparse("-- ", "a\n", after="--- ---\n")),
    "dashes and blank lines": ("md", sparse("-- ", "a\n\n", after="--- ---\n")),
    "pipes": (
        "md",
        lambda n: "|a" * (n // 8) + "|\n" + "|-" * (n // 8) + "|\n" + "|a|\n" * (n // 8),
    ),
    "a simple table": ("rst", _simple),
    "a grid": ("rst", lambda n: "+-+\n" + "|a|\n+-+\n" * (n // 8)),
    "CSV in a directive": ("rst", sparse("a,", "   a\n", ".. csv-table:: x\n\n   ")),
    "columns of a table": ("adoc", sparse("1,", "|a\n", '[cols="', '1"]\n|===\n', "|===\n")),
    "cells of the first line": ("adoc", sparse("|a", "|a\n", "|===\n", after="|===\n")),
    "rows of CSV": ("adoc", sparse("a,", "a\n", ",===\n", after=",===\n")),
    "cells over rows": ("adoc", repeated(".999+|road\n", "|===\n", "|===\n")),
    "repeated columns": ("adoc", repeated("999*,", '[cols="', '1"]\n|===\n|a\n|===\n')),
    "columns of a language": ("csv", sparse("es,", "k%d,a\n", "key,en,")),
    "columns of notes": ("csv", sparse("note,", "k%d,a\n", "key,en,")),
    "tabs": ("txt", sparse("a\t", "a\tb\n")),
    "cells": ("html", sparse("<td>a", "<tr><td>a", "<table><tr>", "", "</table>")),
    "columns": ("html", sparse("<col>", "<tr><td>a", "<table>", "", "</table>")),
}
"""Tables, by the suffix of their format."""


_RST = [
    "a\n", "a\n\n", "* a\n", "1. a\n", "| a\n", "> a\n", ":a: b\n", "a\n  b\n", "a\n=\n\n",
    "a::\n\n", ".. a\n", ".. a:: b\n\n", ".. _a%d: b\n", ".. |a%d| b:: c\n", ".. [%d] a\n",
    ".. [#] a\n\n", "`a", "`a`_ ", "``a", "*a", "**a", "|a", "a_ ", "a__ ", "[%d]_ ", ":a:`b` ",
    "`a <b>`_ ", "<a>", "\\", "+-", "= ", ">>> a\n", "--a  b\n", "http://a.b/c ",
    ".. only:: a\n\n   b\n\n",
]  # fmt: skip
_ADOC = [
    "a\n", "a\n\n", "* a\n", ". a\n", "a:: b\n", "= a\n\n", "== a\n\n", "[[a%d]]\n", "[a=b]\n",
    ".a\n", "----\n", "====\n", "____\n", "++++\n", "|===\n", "|a\n", "|a ", "2+|a\n", "`a",
    "`a` ", "``a", "*a", "**a", "_a", "#a", "^a^ ", "~a", "+a", "+++a", "<<a%d>> ", "link:a[b] ",
    "image:a[b] ", "http://a.b[c] ", "{a} ", "footnote:[a] ", "(((a))) ", "a(C) ", "'", '"`a',
    "pass:[a", "include::a[]\n", "//a\n", "////\n", ":a: b\n", "a +\n", "+\n", "<1> a\n",
    "ifdef::a[]\n",
]  # fmt: skip


def _in_strings() -> Iterator[tuple[str, Shape]]:
    for unit in (
        '"k%d" = "a";\n',
        "/* a */\n",
        "/* a",
        "// a\n",
        '"k" = "',
        '\\"',
        "%@ ",
        "\\U0041",
    ):
        yield repr(unit), repeated(unit)
        yield f"{unit!r} in a text", repeated(unit.replace('"', '\\"'), '"k" = "a ', '";\n')


def _in_cues() -> Iterator[tuple[str, Shape]]:
    cue = "1\n00:00:01,000 --> 00:00:02,000\n"
    yield "cues", repeated(f"{cue}The road.\n\n")
    yield "cues of a sentence", repeated(f"{cue}the road\n\n")
    for unit in ("a ", "a\n", "<i>", "</i>", "<i>a</i> ", "{\\an8}", "- a\n", "-->", "\n", "<c.a>"):
        yield repr(unit), repeated(unit, cue, "\n")


ARTICLES: dict[str, dict[str, Shape]] = {
    "rst": _units(_RST),
    "adoc": _units(_ADOC),
    "strings": dict(_in_strings()),
    "srt": dict(_in_cues()),
    "xml": dict(_of_xml()),
    "txt": dict(_of_text()),
    "md": {**_units(_CHARACTERS), **dict(_of_markdown()), **dict(_of_markup())},
    "html": {**_units(_HTML), **dict(_of_markup())},
}
"""The shapes of articles, by the suffix of their format."""

TOKENS = {
    "adoc": _ADOC,
    "html": _HTML,
    "md": [*_MARKDOWN, *_LINES],
    "rst": _RST,
    "txt": _LINES,
    "xml": _XML,
}
"""What texts of some formats may consist of."""


def random_shape(tokens: Sequence[str], chance: random.Random) -> tuple[str, Shape]:
    """A shape with a name: a few tokens over and over, in lines, in a square, nested, or in halves.

    A few tokens before and after them begin something, or end it.
    """
    first, last, one, two = (
        "".join(chance.choices(tokens, k=chance.randint(0 if n < 2 else 1, 3))) for n in range(4)
    )

    def square(size: int) -> str:
        times = max(1, int((size / len(one)) ** 0.5))
        return (one * times + "\n" + two) * times

    def halves(size: int) -> str:
        return repeated(one)(size // 2) + repeated(two)(size // 2)

    kinds: dict[str, Shape] = {
        "repeated": repeated(one, first, last),
        "lines": repeated(f"{one}\n", first, last),
        "square": square,
        "nested": nested(one, two, "word", first, last),
        "halves": halves,
    }
    kind = chance.choice([*kinds])
    return f"{kind} {(first, one, two, last)!r}", kinds[kind]


_PO = 'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'

ONE_SENTENCE = {
    ".adoc": "The road is closed.\n",
    ".csv": "key,en\nk,The road is closed.\n",
    ".html": "<p>The road is closed.</p>\n",
    ".md": "The road is closed.\n",
    ".rst": "The road is closed.\n",
    ".srt": "1\n00:00:01,000 --> 00:00:02,000\nThe road is closed.\n",
    ".strings": '"k" = "The road is closed.";\n',
    ".txt": "The road is closed.\n",
    ".xml": "<para>The road is closed.</para>\n",
}
"""Articles with one sentence, by their suffixes."""


_IN_PO = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def translated(shape: Shape) -> Shape:
    """A catalog with a translation of that sentence in some shape."""

    def make(size: int) -> str:
        text = shape(size).translate(_IN_PO)
        return f'{_PO}msgid "The road is closed."\nmsgstr "A {text} b"\n'

    return make


CATALOGS: dict[str, Shape] = {
    "many entries": repeated('msgid "a%d"\nmsgstr "b"\n\n', _PO),
    "equal translations": repeated(
        'msgid "The road %d is closed."\nmsgstr "La ruta está cerrada."\n\n', _PO
    ),
    "obsolete entries": repeated('#~ msgid "a%d"\n#~ msgstr "b"\n\n', _PO),
    "stale entries": repeated('#, fuzzy\n#| msgid "a %d"\nmsgid "a b %d"\nmsgstr "c"\n\n', _PO),
    "many lines": repeated('"a\\n"\n', f'{_PO}msgid "a"\nmsgstr ""\n'),
    "a long line": repeated("a ", f'{_PO}msgid "a"\nmsgstr "', '"\n'),
    "comments": repeated("# a\n", _PO, 'msgid "a"\nmsgstr "b"\n'),
    "references": repeated("#: a.txt:1\n", _PO, 'msgid "a"\nmsgstr "b"\n'),
    "flags": repeated("a, ", f"{_PO}#, ", 'b\nmsgid "a"\nmsgstr "b"\n'),
    "plural forms": repeated('msgstr[%d] "a"\n', f'{_PO}msgid "a"\nmsgid_plural "b"\n'),
    "headers": repeated('"X-A%d: b\\n"\n', _PO.rstrip() + "\n"),
    "backslashes": repeated("\\\\", f'{_PO}msgid "a"\nmsgstr "', '"\n'),
    "quotation marks": repeated('\\"', f'{_PO}msgid "a"\nmsgstr "', '"\n'),
}
"""Catalogs, as `.po` files."""

_XLIFF = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file original="a.txt" '
    'source-language="en" target-language="es" datatype="plaintext"><body>'
)
_UNIT = '<trans-unit id="a%d"><source>a</source><target>b</target></trans-unit>'
_OPEN, _CLOSE = "<trans-unit id='a'><source>a</source><target>", "</target></trans-unit>"
_XLIFF_END = "</body></file></xliff>"

XLIFF: dict[str, Shape] = {
    "many units": repeated(_UNIT, _XLIFF, _XLIFF_END),
    "notes": repeated(
        "<note>a</note>", f"{_XLIFF}<trans-unit id='a'>", f"</trans-unit>{_XLIFF_END}"
    ),
    "codes": repeated('<ph id="1">a</ph>', f"{_XLIFF}{_OPEN}", f"{_CLOSE}{_XLIFF_END}"),
    "nested codes": nested("<mrk>", "</mrk>", "a", f"{_XLIFF}{_OPEN}", f"{_CLOSE}{_XLIFF_END}"),
    "nested segments": nested(
        '<mrk mtype="seg" mid="1">',
        "</mrk>",
        "a",
        f"{_XLIFF}<trans-unit id='a'><source>a</source><seg-source>",
        f"</seg-source><target>b</target></trans-unit>{_XLIFF_END}",
    ),
    "nested groups": nested("<group>", "</group>", "", _XLIFF, _XLIFF_END),
    "a long text": repeated("a ", f"{_XLIFF}{_OPEN}", f"{_CLOSE}{_XLIFF_END}"),
    "references": repeated("&amp;", f"{_XLIFF}{_OPEN}", f"{_CLOSE}{_XLIFF_END}"),
    "a long attribute": repeated("a", f"{_XLIFF}<group resname='", f"'></group>{_XLIFF_END}"),
    "attributes": repeated(' a%d="b"', f"{_XLIFF}<group", f"></group>{_XLIFF_END}"),
    "a long comment": repeated("a ", f"{_XLIFF}<!--", f"-->{_XLIFF_END}"),
    "unclosed elements": repeated("<group>", _XLIFF),
    **{
        f"{name} in itself": nested(
            f"<{name}>", f"</{name}>", "a", f"{_XLIFF}{_OPEN}", f"{_CLOSE}{_XLIFF_END}"
        )
        for name in ("g", "it", "ph", "source", "target", "note", "alt-trans")
    },
    "units in units": nested(_OPEN, _CLOSE, "a", _XLIFF, _XLIFF_END),
    "units of version 2 in units": nested(
        "<unit id='a'><segment><source>a</source><target>",
        "</target></segment></unit>",
        "a",
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" '
        'trgLang="es"><file id="f" original="a.txt">',
        "</file></xliff>",
    ),
}
"""XLIFF files."""

_TMX = (
    '<tmx version="1.4"><header creationtool="a" creationtoolversion="1" segtype="sentence" '
    'o-tmf="a" adminlang="en" srclang="en" datatype="plaintext"/><body>'
)
_TU = (
    '<tu><tuv xml:lang="en"><seg>The road %d is closed.</seg></tuv>'
    '<tuv xml:lang="es"><seg>La ruta %d.</seg></tuv></tu>'
)
_SEG, _SEG_END = (
    '<tu><tuv xml:lang="en"><seg>',
    '</seg></tuv><tuv xml:lang="es"><seg>a</seg></tuv></tu>',
)
_TMX_END = "</body></tmx>"

TMX: dict[str, Shape] = {
    "many units": repeated(_TU, _TMX, _TMX_END),
    "equal units": repeated(_TU.replace("%d", "1"), _TMX, _TMX_END),
    "variants": repeated(
        '<tuv xml:lang="es"><seg>a</seg></tuv>', f"{_TMX}<tu>", f"</tu>{_TMX_END}"
    ),
    "codes": repeated('<ph x="1">a</ph>', f"{_TMX}{_SEG}", f"{_SEG_END}{_TMX_END}"),
    "nested codes": nested("<hi>", "</hi>", "a", f"{_TMX}{_SEG}", f"{_SEG_END}{_TMX_END}"),
    "a long text": repeated("a ", f"{_TMX}{_SEG}", f"{_SEG_END}{_TMX_END}"),
}
"""TMX files."""

GLOSSARIES: dict[str, Shape] = {
    "many terms": repeated("road %d,vía %d\n", "term,es\n"),
    "many forms": repeated("vía|", "term,es\nroad,", "ruta\n"),
    "many languages": lambda size: "term,es" + "," * size + "\nroad,vía\n",
    "a long term": repeated("a ", "term,es\n", ",b\n"),
    "a quoted cell": repeated('""', 'term,es\n"', '",b\n'),
    "an open quotation mark": repeated("a\n", 'term,es\n"'),
}
"""Glossaries, as CSV files."""

_TBX = '<martif type="TBX-Basic" xml:lang="en"><text><body>'
_CONCEPT = '<termEntry><langSet xml:lang="en"><tig><term>a%d</term></tig></langSet></termEntry>'
_FORM = "<tig><term>a%d</term></tig>"
_SET = '<termEntry><langSet xml:lang="en">'
_TBX_END = "</body></text></martif>"
_SET_END = f"</langSet></termEntry>{_TBX_END}"

TBX: dict[str, Shape] = {
    "many concepts": repeated(_CONCEPT, _TBX, _TBX_END),
    "many terms of a concept": repeated(_FORM, f"{_TBX}{_SET}", _SET_END),
    "nested terms": nested("<tig>", "</tig>", "a", f"{_TBX}{_SET}", _SET_END),
    "many languages": repeated(
        f'<langSet xml:lang="es">{_FORM}</langSet>', f"{_TBX}<termEntry>", f"</termEntry>{_TBX_END}"
    ),
    "notes": repeated("<note>a</note>", f"{_TBX}<termEntry>", f"</termEntry>{_TBX_END}"),
    "a term in many languages": repeated(
        '<termEntry><langSet xml:lang="en"><tig><term>a</term></tig></langSet>'
        '<langSet xml:lang="es-x-a%d"><tig><term>b</term></tig></langSet></termEntry>',
        _TBX,
        _TBX_END,
    ),
}
"""Glossaries, as TBX files."""

SETTINGS: dict[str, Shape] = {
    "many languages": repeated("'es',", "languages = [", "]\n"),
    "nested lists": nested("[", "]", "", "languages = ", "\n"),
    "unknown keys": repeated("a%d = 1\n"),
    "unknown tables": repeated("[a%d]\n"),
    "a dotted key": repeated("a.", "", "b = 1\n"),
    "a long text": repeated("a", "sources = ['", "']\n"),
    "comments": repeated("# a\n"),
}
"""Settings of a publication, as TOML files."""
