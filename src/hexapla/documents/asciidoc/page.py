"""AsciiDoc as HTML: a simple page of a file, and inline HTML of a sentence."""

from __future__ import annotations

import html
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from hexapla.documents.asciidoc.ids import headings
from hexapla.documents.asciidoc.inline import read_spans
from hexapla.documents.asciidoc.lines import Line
from hexapla.documents.asciidoc.reading import Reading
from hexapla.documents.asciidoc.spans import Span
from hexapla.documents.asciidoc.tree import Node, Place, runs
from hexapla.documents.body import BOX
from hexapla.lazy import lazy_re

__all__ = ["inline", "page"]

_ELEMENTS = {
    "emphasis": ("<em>", "</em>"),
    "mark": ("<mark>", "</mark>"),
    "strong": ("<strong>", "</strong>"),
    "subscript": ("<sub>", "</sub>"),
    "superscript": ("<sup>", "</sup>"),
    "double": ("\u201c", "\u201d"),
    "single": ("\u2018", "\u2019"),
    "btn": ("<b>", "</b>"),
}
_KNOWN = {
    "amp": "&amp;", "apos": "'", "asterisk": "*", "backslash": "\\", "backtick": "`", "blank": "",
    "brvbar": "\u00a6", "caret": "^", "cpp": "C++", "deg": "\u00b0", "empty": "", "endsb": "]",
    "gt": "&gt;", "ldquo": "\u201c", "lsquo": "\u2018", "lt": "&lt;", "nbsp": "\u00a0",
    "plus": "+", "quot": "&quot;", "rdquo": "\u201d", "rsquo": "\u2019", "sp": " ",
    "startsb": "[", "tilde": "~", "two-colons": "::", "two-semicolons": ";;", "vbar": "|",
    "wj": "\u2060", "zwsp": "\u200b",
}  # fmt: skip
_REPLACED = (
    (lazy_re(r"(?<=\w)--(?=\w)"), "\u2014"),
    (lazy_re(r"(?:(?<=^)|(?<= ))--(?= |$)"), "\u2014"),
    (lazy_re(r"\.\.\."), "\u2026"),
    (lazy_re(r"(?<=[^\W_])'(?=[^\W\d_])"), "\u2019"),
    (lazy_re(r"\(C\)"), "\u00a9"),
    (lazy_re(r"\(R\)"), "\u00ae"),
    (lazy_re(r"\(TM\)"), "\u2122"),
)
_BREAK = lazy_re(r"(?:(?<=\s)|^)\+$")
_DEEPEST_NESTING = 20
_DEEPEST = 6


def inline(
    text: str, attributes: Mapping[str, str], titles: Mapping[str, str] = MappingProxyType({})
) -> str:
    """A sentence as HTML; ``attributes`` are those of the document.

    ``titles`` are the words of its headings, by their ids.
    """
    return _Inline(text, attributes, titles).html()


class _Inline:
    """Writes the markup of one text."""

    def __init__(
        self,
        text: str,
        attributes: Mapping[str, str],
        titles: Mapping[str, str],
        depth: int = 0,
    ) -> None:
        self._text, self._attributes, self._depth = text, attributes, depth
        self._titles = titles

    def html(self) -> str:
        spans = read_spans(self._text) if self._depth < _DEEPEST_NESTING else []
        return self._part(0, len(self._text), spans)

    def _part(self, start: int, end: int, spans: Sequence[Span]) -> str:
        out, at = [""], start
        for n, span in enumerate(spans):
            if span.start < at or span.end > end:
                continue
            out.append(self._plain(at, span.start))
            at = span.end
            if span.inner is None:
                out.append(self._alone(span))
            else:
                last = bisect_left(spans, span.end, n + 1, key=lambda one: one.start)
                out.append(self._pair(span, self._part(*span.inner, spans[n + 1 : last])))
        return "".join([*out, self._plain(at, end)])

    def _plain(self, start: int, end: int) -> str:
        text = self._text[start:end]
        for pattern, new in _REPLACED:
            text = pattern.sub(new, text)
        return html.escape(text, quote=False)

    def _pair(self, span: Span, words: str) -> str:
        opening = self._text[span.start : span.inner[0]] if span.inner else ""
        if span.kind in _ELEMENTS:
            start, end = _ELEMENTS[span.kind]
            return f"{start}{words}{end}"
        if span.kind in ("footnote", "footnoteref"):
            return f"<small>[{words}]</small>"
        if span.kind == "indexterm2":
            return words
        if span.kind == "menu":
            return f"<b>{words}</b>"
        return f'<a href="{html.escape(self._address(span.kind, opening))}">{words}</a>'

    def _address(self, kind: str, opening: str) -> str:
        """The address that the beginning of a link names."""
        target = self._named(opening.rstrip('"').rpartition("[")[0] or opening)
        if kind == "xref":
            target = target.removeprefix("xref:").removeprefix("<<").partition(",")[0]
            return target if ".adoc" in target or target.startswith("#") else f"#{target}"
        return target if kind == "mailto" else target.removeprefix("link:")

    def _named(self, text: str) -> str:
        """A text with the values of attributes."""
        spans = [one for one in read_spans(text) if one.kind == "attribute"]
        for span in reversed(spans):
            name = text[span.start + 1 : span.end - 1]
            found = self._attributes.get(name)
            if found is not None:
                text = text[: span.start] + found + text[span.end :]
        return text

    def _alone(self, span: Span) -> str:
        own = self._text[span.start : span.end]
        if span.kind == "code":
            return (
                f"<code>{html.escape(_without_role(own).strip('`').strip('+'), quote=False)}</code>"
            )
        if span.kind == "passthrough":
            inner = own[own.find("[") + 1 : -1] if own.startswith("pass:") else own.strip("+$")
            return html.escape(inner, quote=False) if not inner.startswith("<") else inner
        if span.kind == "escape":
            return html.escape(own[1:], quote=False)
        if span.kind == "character":
            return own
        if span.kind in ("image", "icon"):
            return self._image(span, own)
        return self._named_or_linked(span.kind, own)

    def _named_or_linked(self, kind: str, own: str) -> str:
        if kind == "attribute":
            return self._attribute(own)
        if kind in ("kbd", "menu"):
            return self._keys(kind, own)
        if kind in ("link", "mailto", "xref"):
            return self._bare(kind, own)
        if kind == "formula":
            inner = html.escape(own[own.find("[") + 1 : -1], quote=False)
            return f"<code>{inner}</code>"
        return "" if kind in ("anchor", "indexterm") else html.escape(own, quote=False)

    def _attribute(self, own: str) -> str:
        name = own.strip("{}")
        if own.startswith("\\"):
            return html.escape(own[1:])
        if name in _KNOWN:
            return _KNOWN[name]
        found = self._attributes.get(name)
        if found is None:
            return html.escape(own)
        return _Inline(found, self._attributes, self._titles, self._depth + 1).html()

    def _image(self, span: Span, own: str) -> str:
        target = self._named(own.partition(":")[2].partition("[")[0])
        if span.kind == "icon":
            return f"[{html.escape(target)}]"
        folder = self._attributes.get("imagesdir", "")
        alt = next((self._text[w.start : w.end] for w in span.words if w.kind == "alt text"), "")
        return _picture(target, alt, folder)

    @staticmethod
    def _keys(kind: str, own: str) -> str:
        inner = own[own.find("[") + 1 : -1]
        if kind == "menu":
            parts = [own.partition(":")[2].partition("[")[0], *inner.split(">")]
            shown = " \u203a ".join(part.strip() for part in parts if part.strip())
            return f"<b>{html.escape(shown)}</b>"
        keys = [key.strip() for key in inner.split("+")] if len(inner) > 1 else [inner]
        return "+".join(f"<kbd>{html.escape(key)}</kbd>" for key in keys)

    def _bare(self, kind: str, own: str) -> str:
        address = self._address(kind, own.removesuffix(">>"))
        shown = address.lstrip("#")
        if kind == "xref" and shown in self._titles:
            words = _Inline(self._titles[shown], self._attributes, {}, self._depth + 1).html()
            return f'<a href="{html.escape(address)}">{words}</a>'
        if kind == "mailto" or ("@" in own and "://" not in own):
            address = f"mailto:{address.removeprefix('mailto:')}"
            shown = address.removeprefix("mailto:")
        return f'<a href="{html.escape(address)}">{html.escape(shown)}</a>'


def _without_role(own: str) -> str:
    return own[own.find("]") + 1 :] if own.startswith("[") else own


def _picture(target: str, alt: str, folder: str) -> str:
    if folder and "://" not in target and not target.startswith("/"):
        target = f"{folder.rstrip('/')}/{target}"
    return f'<img src="{html.escape(target)}" alt="{html.escape(alt)}">'


def page(text: str, reading: Reading, ids: Mapping[int, str]) -> str:
    """A file as the HTML body of a page. ``ids`` are those of headings, by their offsets."""
    return "\n".join(_Page(text, reading, ids).nodes(reading.root.nodes))


class _Page:
    """Writes blocks as elements."""

    def __init__(self, text: str, reading: Reading, ids: Mapping[int, str]) -> None:
        self._text, self._ids = text, ids
        self._attributes = dict(reading.settings.attributes)
        found = headings(reading.root)
        self._titles = {ids.get(one.lines[0].start, ""): one.lines[0].text for one in found}

    def nodes(self, nodes: Sequence[Node]) -> Iterator[str]:
        for node in nodes:
            shown = self._node(node)
            if shown:
                yield shown

    def _node(self, node: Node) -> str:
        caption = self._caption(node)
        inner = self._block(node)
        if not inner or node.name in ("heading", "title", "table"):
            return inner
        anchor = f'<span id="{html.escape(node.meta.id)}"></span>' if node.meta.id else ""
        return "\n".join(filter(None, (anchor, caption, inner)))

    def _caption(self, node: Node) -> str:
        words = self._line(node.meta.title) if node.meta.title else ""
        return f"<p><strong>{words}</strong></p>" if words else ""

    def _block(self, node: Node) -> str:
        name = node.name
        if name in ("heading", "title"):
            return self._heading(node)
        if name in ("listing", "literal"):
            code = "\n".join(line.text for line in node.lines)
            return f"<pre><code>{html.escape(code, quote=False)}</code></pre>"
        if name in ("ulist", "olist", "colist"):
            tag = "ul" if name == "ulist" else "ol"
            return self._wrapped(tag, (self._item(one, "li") for one in node.nodes))
        if name == "dlist":
            tags = {"term": "dt", "definition": "dd"}
            return self._wrapped("dl", (self._item(one, tags[one.name]) for one in node.nodes))
        if name == "table":
            return self._table(node)
        if name == "image":
            return self._media(node)
        if name == "break":
            return "<hr>" if not node.marker.startswith("<") else ""
        return self._container(node)

    def _container(self, node: Node) -> str:
        """A block of other blocks or of one text."""
        if node.name in ("quote", "verse"):
            authors = [
                self._inline(self._text[t.start : t.spans[-1][1]])
                for t in node.meta.texts
                if t.kind == "attribution"
            ]
            foot = f"<p>\u2014 {', '.join(authors)}</p>" if authors else ""
            words = "<p>" + self._words(node) + "</p>" if node.lines else ""
            return f"<blockquote>{words}{self._inner(node)}{foot}</blockquote>"
        words = self._words(node) if node.kind else ""
        if node.name == "paragraph":
            return f"<p>{words}</p>" if words else ""
        if node.name == "stem":
            code = "\n".join(line.text for line in node.lines)
            return f"<pre>{html.escape(code, quote=False)}</pre>"
        if node.name == "pass":
            return "\n".join(line.text for line in node.lines)
        if node.name in ("entry", "byline", "macro", "video", "audio", "comment"):
            return ""
        # Without a label of its own it would be in Asciidoctor's language, English.
        label = self._attributes.get(f"{node.marker.lower()}-caption", "")
        head = f"<p><strong>{html.escape(label)}</strong></p>" if label else ""
        own = f"<p>{words}</p>" if words else ""
        inner = f"{head}{own}{self._inner(node)}"
        if node.name in ("open", "macro"):
            return inner
        return f'<div class="{BOX}">{inner}</div>'

    def _inner(self, node: Node) -> str:
        return "\n".join(self.nodes(node.nodes))

    @staticmethod
    def _wrapped(tag: str, items: Iterator[str]) -> str:
        return f"<{tag}>\n" + "\n".join(items) + f"\n</{tag}>"

    def _item(self, node: Node, tag: str) -> str:
        box = {"[ ] ": "\u2610 ", "[x] ": "\u2611 ", "[*] ": "\u2611 "}.get(node.sign, "")
        inner = self._inner(node)
        return f"<{tag}>{box}{self._words(node)}{chr(10) if inner else ''}{inner}</{tag}>"

    def _heading(self, node: Node) -> str:
        level = min(node.level, _DEEPEST)
        name = self._ids.get(node.lines[0].start, "")
        own = f' id="{html.escape(name)}"' if name else ""
        return f"<h{level}{own}>{self._line(node.lines[0])}</h{level}>"

    def _media(self, node: Node) -> str:
        alts = [
            self._text[t.start : t.spans[-1][1]] for t in node.meta.texts if t.kind == "alt text"
        ]
        target = node.marker
        for span in reversed([s for s in read_spans(target) if s.kind == "attribute"]):
            value = self._attributes.get(target[span.start + 1 : span.end - 1])
            target = target[: span.start] + (value or "") + target[span.end :]
        return (
            f"<p>{_picture(target, ''.join(alts[:1]), self._attributes.get('imagesdir', ''))}</p>"
        )

    def _table(self, node: Node) -> str:
        caption = self._line(node.meta.title) if node.meta.title else ""
        out = [f"<caption>{caption}</caption>"] if caption else []
        for row in node.nodes:
            out.append("<tr>" + "".join(map(self._cell, row.nodes)) + "</tr>")
        return "<table>\n" + "\n".join(out) + "\n</table>"

    def _cell(self, node: Node) -> str:
        tag = "th" if node.header else "td"
        columns, rows = node.span
        own = f' colspan="{columns}"' if columns > 1 else ""
        own += f' rowspan="{rows}"' if rows > 1 else ""
        if node.nodes:
            return f"<{tag}{own}>{self._inner(node)}</{tag}>"
        if node.marker in ("l", "m"):
            code = "\n".join(line.text for line in node.lines).strip()
            return f"<{tag}{own}><code>{html.escape(code, quote=False)}</code></{tag}>"
        parts = [self._joined(run).replace(f"\\{node.sign}", node.sign) for run in runs(node.lines)]
        inner = parts[0] if len(parts) == 1 else "".join(f"<p>{part}</p>" for part in parts)
        return f"<{tag}{own}>{inner}</{tag}>"

    def _words(self, node: Node) -> str:
        if node.place is Place.LINE:
            return "<br>\n".join(self._line(line) for line in node.lines)
        return " ".join(self._joined(run) for run in runs(node.lines))

    def _joined(self, lines: Sequence[Line]) -> str:
        """Some lines as inline HTML."""
        out, text = "", ""
        for line in lines:
            own = line.text.strip(" \t")
            if _BREAK.search(own) and line is not lines[-1]:
                out += self._inline(f"{text}{own[:-1].rstrip()}") + "<br>\n"
                text = ""
            else:
                text += f"{own} "
        return out + self._inline(text.strip())

    def _line(self, line: Line) -> str:
        return self._inline(line.text.strip(" \t"))

    def _inline(self, text: str) -> str:
        return inline(text, self._attributes, self._titles)
