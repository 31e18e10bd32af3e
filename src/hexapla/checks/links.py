"""Checks of links and email addresses, which a translation keeps unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hexapla import literals
from hexapla.checks import tokens
from hexapla.checks.check import Remark, TextPair, error, note
from hexapla.checks.compare import differences, listed
from hexapla.checks.markup import ADDRESSES
from hexapla.documents.format import Kind
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["emails", "links_kept"]

_HOST = lazy_re(r"(?:[a-z]+:)?//(?P<host>[^/?#\s]+)", re.IGNORECASE)
_SCHEME = lazy_re(r"^(?:https?:)?//(?:www\.)?", re.IGNORECASE)


def links_kept(pair: TextPair) -> Iterator[Remark]:
    """Every address is kept unchanged, and none is added; one for the language may replace it."""
    missing, extra = _in_markdown(pair) if pair.kind is Kind.MARKDOWN else _in_text(pair)
    if not missing and not extra:
        return
    as_text = [one for one in missing if one in extra]
    if as_text:
        yield error(msg("no longer a link: {as_text}", as_text=listed(as_text)))
        return
    if len(missing) == len(extra) and all(
        _is_localized(*both, pair) for both in zip(missing, extra, strict=True)
    ):
        yield note(
            msg(
                "link differs: {extra} instead of {missing}",
                extra=listed(extra),
                missing=listed(missing),
            )
        )
    elif missing and extra:
        yield error(
            msg(
                "link changed from {missing} to {extra}",
                missing=listed(missing),
                extra=listed(extra),
            )
        )
    elif missing:
        yield error(msg("link missing: {missing}", missing=listed(missing)))
    else:
        yield error(msg("link not in the source: {extra}", extra=listed(extra)))


def _is_localized(ours: str, theirs: str, pair: TextPair) -> bool:
    """Whether two addresses differ only in a language code, the scheme, or a slash at the end, or
    are pages of the same site in two languages: en.wikipedia.org and es.wikipedia.org.
    """
    sides = (ours, pair.context.source), (theirs, pair.context.target)
    plain = [_without_code(_SCHEME.sub("", text), language) for text, language in sides]
    if plain[0] == plain[1]:
        return True
    found = [_HOST.match(text) for text, _ in sides]
    hosts = [match["host"].lower() for match in found if match]
    if len(hosts) < 2 or hosts[0] == hosts[1]:
        return False
    bare = [_without_code(host, of[1]) for host, of in zip(hosts, sides, strict=True)]
    return bare[0] == bare[1]


def _without_code(address: str, language: Language) -> str:
    """An address without the code of a language, such as es, es-MX or zh_CN."""
    code = rf"(?<![a-z0-9]){language.base}(?:[-_][a-z]{{2,4}})?(?![a-z0-9])"
    return re.sub(r"[/.]+", "/", re.sub(code, "", address, flags=re.IGNORECASE)).strip("/")


def _in_markdown(pair: TextPair) -> tuple[list[str], list[str]]:
    """The addresses that are missing, and those that are new, as Markdown reads both texts.

    An address that was written as text may be a link in the translation.
    """
    links, texts, tags = (
        pair.changes.of(*kinds) for kinds in (("image", "link"), ("address",), ("tag",))
    )
    missing, extra = differences(*(_in_tags(" ".join(found)) for found in tags))
    known = {_trimmed(found[0]) for found in tokens.URL.finditer(pair.source)}
    as_text = {one for one in known if f"]({one}" not in pair.source}
    new = [one for one in links[1] if one not in as_text or one in links[0]]
    return (
        [*links[0], *map(_address_in, texts[0]), *missing],
        [*new, *map(_address_in, texts[1]), *extra],
    )


def _in_text(pair: TextPair) -> tuple[list[str], list[str]]:
    return differences(_addresses(pair.source, pair), _addresses(pair.target, pair))


def _in_tags(text: str) -> list[str]:
    """The addresses in the attributes of tags."""
    return [
        value
        for tag in (literals.TAG.finditer(text) if "<" in text else ())
        for name, value in (literals.attributes(tag) if tag["name"] else ())
        if name.lower() in ADDRESSES
    ]


def _address_in(text: str) -> str:
    """An address without the text of a script without spaces that follows it."""
    found = tokens.URL.match(text)
    return _trimmed(found[0]) if found else text


def _addresses(text: str, pair: TextPair) -> list[str]:
    found = []
    if pair.kind is not Kind.TEXT and not tokens.is_pod(text):
        found += _in_tags(text)
    if pair.kind is Kind.MESSAGE and "](" in text:
        found += [
            match["to"].strip("<>")
            for match in literals.DESTINATION.finditer(text)
            if not set("/.#:").isdisjoint(match["to"])
        ]
        text = literals.DESTINATION.sub("]", text)
    if pair.kind is not Kind.TEXT and "<" in text:
        text = re.sub(r"<(?=[a-z]+://)([^<>\s]+)>", r" \1 ", text)
        text = literals.TAG.sub(" ", text)
    if "://" in text or "www." in text.lower() or "mailto:" in text:
        found += [_trimmed(match[0]) for match in tokens.URL.finditer(text)]
    return found


def _trimmed(url: str) -> str:
    """A URL in running text, without the punctuation that belongs to the sentence."""
    url = url.rstrip(".,;:!?…*_·،؟؛，、。।")
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(".,;:!?")
    return url


def emails(pair: TextPair) -> Iterator[Remark]:
    """Email addresses are unchanged."""
    if "@" not in pair.source and "@" not in pair.target:
        return
    missing, extra = differences(
        *[[m[0].rstrip(".").lower() for m in tokens.EMAIL.finditer(text)]
          for text in (pair.source, pair.target)]
    )  # fmt: skip
    if missing:
        yield error(msg("email address missing: {missing}", missing=listed(missing)))
    elif extra:
        yield error(msg("email address not in the source: {extra}", extra=listed(extra)))
