"""Evidence of how editions were made as a page for readers: one file, without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from hexapla.documents.signatures import EVIDENCE_MARK
from hexapla.exchange.xmlstream import legal
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["page"]

_DIRECTIONS = lazy_re("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_STYLE = """
:root { color-scheme: light dark; --paper: #fdfcf8; --ink: #1d1c1a; --soft: #5d5952;
  --line: #d9d4c7; --link: #7a1f1f; --mark: #8a5200; }
@media (prefers-color-scheme: dark) { :root { --paper: #161513; --ink: #e6e2d8; --soft: #b0aa9e;
  --line: #3a3732; --link: #e3a49b; --mark: #d9a44a; } }
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); font: 100%/1.5 system-ui, "Segoe UI", Roboto,
  "Noto Sans", "Helvetica Neue", Arial, sans-serif; }
body { margin: 0 auto; padding: 1.5rem 1.25rem 3rem; max-width: 72rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; line-height: 1.35; margin: 2.5rem 0 .5rem; padding-top: 1rem;
  border-top: 3px double var(--line); }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
a { color: var(--link); }
dl { margin: 0; }
dl div { display: flex; flex-wrap: wrap; gap: 0 .75rem; }
dt { flex: 0 1 14rem; color: var(--soft); }
dd { margin: 0; flex: 1 1 14rem; }
code { font-size: .85em; }
.quiet, .made, .earlier { color: var(--soft); font-size: .875rem; }
.sentences { padding: 0; margin: 0; list-style: none; }
.sentences > li { display: grid; grid-template-columns: 1fr 1fr; gap: .2rem 1.5rem;
  padding: .7rem 0; border-top: 1px solid var(--line); break-inside: avoid; }
.sentences p { margin: 0; white-space: pre-line; }
.made, .earlier { grid-column: 1 / -1; }
.earlier ul { margin: .2rem 0; padding-inline-start: 1.2rem; }
.open { color: var(--mark); }
:lang(ar), :lang(fa), :lang(ur), :lang(he) { line-height: 1.8; }
@media (max-width: 40rem) { .sentences > li { grid-template-columns: 1fr; } }
""".strip()
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STATES = {
    "reviewed": "Reviewed",
    "edited": "Edited by a person, not approved",
    "draft": "Not reviewed",
    "stale": "Not used: the sentence has changed",
    "empty": "Not translated",
}
_ORIGINS = {
    "memory": "from the translation memory",
    "adopted": "taken from an existing translation",
    "human": "no engine is recorded",
}


def page(data: Mapping[str, Any]) -> str:
    """The page for the evidence that `evidence.evidence_of` returned."""
    title = f"How the translations of {data['publication']} were made"
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta name="generator" content="{EVIDENCE_MARK}">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{_text(title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>",
        f"<header>\n<h1>{_text(title)}</h1>",
        '<p class="quiet">For each sentence: the source, the translation, what made it, and who '
        "reviewed it. The names and dates are those recorded in the catalogs; a record counts for "
        "exactly this sentence and this translation. It is not a cryptographic signature.</p>",
        f'<p class="quiet">{_text(data["generator"])}</p>\n</header>\n<main>',
    ]
    if len(data["editions"]) > 1:
        parts += [
            "<nav>\n<ul>",
            *_contents(data["editions"]),
            "</ul>\n</nav>",
        ]
    for number, edition in enumerate(data["editions"], 1):
        parts += _edition(number, edition)
    return "\n".join([*parts, "</main>\n</body>\n</html>\n"])


def _contents(editions: list[Mapping[str, Any]]) -> Iterator[str]:
    for number, one in enumerate(editions, 1):
        reviewed, total = one["counts"]["reviewed"], one["counts"]["total"]
        yield (
            f'<li><a href="#e{number}">{_title(one)}</a>: {reviewed} of {total} sentences '
            "reviewed</li>"
        )


def _title(one: Mapping[str, Any]) -> str:
    name = Language(one["language"]).name
    return f"<bdi>{_text(one['article'])}</bdi> in {_text(name)}"


def _edition(number: int, one: Mapping[str, Any]) -> Iterator[str]:
    yield f'<section aria-labelledby="e{number}">\n<h2 id="e{number}">{_title(one)}</h2>\n<dl>'
    for label, value in _facts(one):
        yield f"<div><dt>{label}</dt><dd>{value}</dd></div>"
    yield '</dl>\n<h3>Sentences</h3>\n<ol class="sentences">'
    source, target = Language(one["source_language"]), Language(one["language"])
    for sentence in one["sentences"]:
        is_source = sentence["origin"] is None
        yield (
            f"<li><p{_set(source)}>{_text(sentence['source'])}</p>"
            f"<p{_set(source if is_source else target)}>{_text(sentence['text'])}</p>"
            f"{_made(sentence)}{_earlier(sentence)}</li>"
        )
    yield "</ol>\n</section>"


def _facts(one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    counts = one["counts"]
    yield "Original", f"{_text(Language(one['source_language']).name)}, {_digest(one, 'source')}"
    if one["edition"]:
        yield "Edition", f"<bdi>{_text(one['edition'])}</bdi>, {_digest(one, 'edition')}"
    yield "Catalog", _digest(one, "catalog")
    if one["refused"]:
        yield "Not published", _text(one["refused"])
    yield "Sentences", str(counts["total"])
    yield "Reviewed", str(counts["reviewed"])
    if one["unsigned"]:
        yield "Without a named reviewer", str(one["unsigned"])
    yield "As an engine made them", str(one["machine"])
    yield "Drafted by an engine, then changed", str(one["machine_changed"])
    if one["revised"]:
        yield "Last revised", _text(one["revised"])
    for name, digest in _models(one).items():
        shown = f"<code>{_text(digest)}</code>" if digest else "no digest recorded"
        yield "Engine", f"{_name(name)}, {shown}"


def _models(one: Mapping[str, Any]) -> dict[str, str | None]:
    models = (model for sentence in one["sentences"] for model in sentence.get("models", ()))
    return {model["name"]: model["digest"] for model in models}


def _digest(one: Mapping[str, Any], what: str) -> str:
    digest = one[f"{what}_sha256"]
    return f"SHA-256 <code>{digest}</code>" if digest else "no file"


def _made(one: Mapping[str, Any]) -> str:
    """What made a sentence's text, and who reviewed it, in words."""
    state = _STATES[one["state"]]
    parts = [state if one["state"] == "reviewed" else f'<span class="open">{state}</span>']
    if one["origin"] is not None:
        if one["reviewers"]:
            parts[0] = "Reviewed by " + ", ".join(map(_person, one["reviewers"]))
        elif one["state"] == "reviewed":
            parts[0] = "Reviewed; nobody is recorded"
        changed = ", changed by a person" if one["changed"] else ""
        engine = f"translated by {_name(one['engine'] or '')}"
        parts.append(_ORIGINS.get(one["origin"], engine) + changed)
        if one["translator"]:
            parts.append(f"text by {_person(one['translator'])}")
    return f'<p class="made">{"; ".join(parts)}</p>'


def _earlier(one: Mapping[str, Any]) -> str:
    records = one.get("earlier")
    if not records:
        return ""
    items = "".join(f"<li>{_text(each['deed'])} by {_person(each)}</li>" for each in records)
    summary = "Records of earlier wordings"
    return f'<details class="earlier"><summary>{summary}</summary><ul>{items}</ul></details>'


def _person(one: Mapping[str, str]) -> str:
    return f"{_name(one['name'])} on {_text(one['date'])}"


def _set(language: Language) -> str:
    return f' lang="{language.tag}" dir="{language.direction}"'


def _name(text: str) -> str:
    """A name, without characters that change the direction of text."""
    return f"<bdi>{_text(_DIRECTIONS.sub('', text))}</bdi>"


def _text(text: str) -> str:
    return escape(legal(text))
