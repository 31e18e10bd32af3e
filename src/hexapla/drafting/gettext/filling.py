"""Drafts for the messages of a catalog: from memory, then sentence by sentence with an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hexapla.catalogs.catalog import Catalog, Draft, Entry, State
from hexapla.catalogs.entry import has_words
from hexapla.catalogs.plural_forms import PluralRule
from hexapla.catalogs.provenance import MEMORY, Guarded, earlier, glossary_line, remarks
from hexapla.checks.run import is_for_tools
from hexapla.documents.document import Segmenter, is_too_long
from hexapla.drafting.fill import Proposal, Translator, fill
from hexapla.drafting.gettext.arguments import Arguments
from hexapla.drafting.gettext.text import MessageText
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.memory.memory import Memory
from hexapla.message import msg

__all__ = ["MessageDraft", "Wanted", "apply", "fill_messages", "missing_messages", "wanted_in"]

Key = tuple[str | None, str]
_COUNTED = lazy_re(r"%(?:\(\w{1,60}\)|\d{1,2}\$)?l{0,2}[diu]|\{\w{0,60}\}|%n")
_SPACE = lazy_re(r"\s+")
# Of how many plural forms memory knows the texts: see `catalogs.forms.pairs_of`.
_FORMS_KNOWN = 2


@dataclass(frozen=True, slots=True)
class MessageDraft:
    """A draft for an entry: a text, or one for each plural form, and its comment lines."""

    key: Key
    texts: tuple[str, ...]
    comments: tuple[str, ...]
    from_memory: bool = False


@dataclass(frozen=True, slots=True)
class _Form:
    """A text to draft. In ``asked`` a number replaces the placeholder ``counted``, if one does."""

    text: MessageText
    asked: MessageText | None = None
    counted: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entry to draft, with a text for each form."""

    entry: Entry
    forms: tuple[_Form, ...]

    @property
    def texts(self) -> Iterator[MessageText]:
        """The texts that an engine gets."""
        for form in self.forms:
            yield form.text
            if form.asked:
                yield form.asked


def missing_messages(
    entries: Iterable[Entry], *, redraft: bool = False, fuzzy: bool = False
) -> list[Entry]:
    """The entries to draft: those without a text, and machine drafts of earlier messages.

    With ``redraft``, also every draft that no person has changed; with ``fuzzy``, also what people
    wrote and marked fuzzy. An entry with some plural forms by a person is left to that person.
    """
    return [entry for entry in entries if _is_missing(entry, redraft, fuzzy)]


def _is_missing(entry: Entry, redraft: bool, fuzzy: bool) -> bool:
    if entry.obsolete or is_for_tools(entry.msgid) or not entry.msgid.strip():
        return False
    if entry.state is State.EMPTY:
        return not any(entry.plurals) or entry.by_machine
    if entry.by_machine:
        return entry.state is State.STALE or redraft
    return fuzzy and entry.fuzzy


def wanted_in(
    entries: Iterable[Entry], segmenter: Segmenter, rule: PluralRule, warn: Callable[[str], None]
) -> list[Wanted]:
    """What to draft for some entries; those that are too long are left out with a warning."""
    found = []
    for entry in entries:
        if is_too_long(entry.msgid, entry.plural or ""):
            warn(msg("{text!r}… is not translated: it is too long", text=entry.msgid[:60]))
        elif entry.plural is None:
            found.append(Wanted(entry, (_Form(MessageText.of(entry.msgid, entry, segmenter)),)))
        else:
            forms = (_form(entry, form, segmenter, rule) for form in range(rule.count))
            found.append(Wanted(entry, tuple(forms)))
    return found


def _form(entry: Entry, form: int, segmenter: Segmenter, rule: PluralRule) -> _Form:
    """What a plural form is drafted from: a number that it is for shows an engine the form."""
    plural = entry.plural or ""
    one, many = (Arguments.of(text, entry.all_flags) for text in (entry.msgid, plural))
    same = not one.changes(one.text, many.text)
    for_one = rule.samples[form] == 1 and (same or form in rule.single)
    source = entry.msgid if for_one else plural
    text = MessageText.of(source, entry, segmenter)
    numbered = text.arguments.text
    counted = _COUNTED.findall(numbered)
    if len(counted) != 1 or _has_digits(text, numbered.replace(counted[0], "")):
        return _Form(text)
    number = str(rule.samples[form])
    asked = MessageText.of(numbered.replace(counted[0], number), entry, segmenter)
    return _Form(text, asked, counted[0], number)


def _has_digits(text: MessageText, words: str) -> bool:
    """Whether there are digits outside the placeholders of a text."""
    return any(map(str.isdigit, _without(words, text.arguments.spans(words))))


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text


def fill_messages(
    wanted: Sequence[Wanted],
    memory: Memory,
    translator: Translator | None,
    language: Language,
    warn: Callable[[str], None],
) -> Iterator[MessageDraft]:
    """Yield drafts for entries as they become available, those from memory first.

    Memory is asked for whole messages. Entries that get no draft stay as they are; ``warn`` is
    called with a line for each that an engine's draft would have broken.
    """
    sources = [form.text.source for one in wanted for form in one.forms]
    known = {draft.msgid: draft for draft in fill(sources, memory, None)}
    rest = []
    for one in wanted:
        hits = [known.get(form.text.source) for form in one.forms]
        if draft := _from_memory(one, [hit for hit in hits if hit]):
            yield draft
        else:
            rest.append(one)
    if translator is None:
        return
    sentences = dict.fromkeys(s.text for one in rest for t in one.texts for s in t.segments)
    done: dict[str, Proposal] = {}
    for one in _when_ready(rest, sentences, fill(sentences, Memory(), translator, warn=warn), done):
        if draft := _drafted(one, done, translator, language, warn):
            yield draft


def _when_ready(
    wanted: Sequence[Wanted],
    sentences: Iterable[str],
    proposals: Iterable[Proposal],
    done: dict[str, Proposal],
) -> Iterator[Wanted]:
    """Yield each entry once there will be no more proposals for its sentences.

    ``proposals`` come in the order of ``sentences``, and are added to ``done``.
    """
    last = {sentence: number for number, sentence in enumerate(sentences)}
    needs = [max((last[s.text] for t in one.texts for s in t.segments), default=-1)
             for one in wanted]  # fmt: skip
    at = 0
    for proposal in proposals:
        done[proposal.msgid] = proposal
        while at < len(wanted) and needs[at] <= last[proposal.msgid]:
            yield wanted[at]
            at += 1
    yield from wanted[at:]


def _from_memory(wanted: Wanted, hits: Sequence[Proposal]) -> MessageDraft | None:
    """A draft from memory, if the message that it comes from has the same placeholders.

    ``hits`` has one for each form. Memory has two texts of a plural, which must be known exactly.
    """
    exact = all(hit.draft.score == 1.0 for hit in hits)
    is_plural = wanted.entry.plural is not None
    if len(hits) != len(wanted.forms) or len(hits) > _FORMS_KNOWN or (is_plural and not exact):
        return None
    if has_words(wanted.entry) and not exact:
        return None  # memory knows the text that is to be replaced
    texts = []
    for form, hit in zip(wanted.forms, hits, strict=True):
        lead, tail = _around(form.text.source)
        texts.append(f"{lead}{hit.text.strip()}{tail}")
        if form.text.arguments.written(_numbered(texts[-1], wanted.entry)) is None:
            return None
    score = min((hit.draft.score or 0.0 for hit in hits), default=0.0)
    draft = Draft.of(MEMORY, score, wanted.entry.msgid, "\0".join(texts))
    return MessageDraft(wanted.entry.key, tuple(texts), (draft.comment(),), from_memory=True)


def _numbered(text: str, entry: Entry) -> str:
    return Arguments.of(text, entry.all_flags).text


def _around(text: str) -> tuple[str, str]:
    """The white space at both ends of a text."""
    core = text.strip()
    start = text.find(core)
    return text[:start], text[start + len(core) :]


def _drafted(
    wanted: Wanted,
    done: Mapping[str, Proposal],
    translator: Translator,
    language: Language,
    warn: Callable[[str], None],
) -> MessageDraft | None:
    """The draft of an entry from the drafts of its sentences."""
    entry = wanted.entry
    used: dict[str, Proposal] = {}
    texts = []
    for form in wanted.forms:
        text = _text_of(form, done, language, used)
        if text is None:
            complete = all(s.text in done for s in form.text.segments)
            if complete:
                warn(
                    msg(
                        "{text!r} is not translated: placeholders would be lost",
                        text=entry.msgid[:60],
                    )
                )
            return None
        texts.append(text)
    scores = [one.draft.score for one in used.values()]
    score = min((s for s in scores if s is not None), default=None)
    whole = "\0".join(texts)
    comments = [Draft.of(translator.origin, score, entry.msgid, whole).comment()]
    faults = dict.fromkeys(f for one in used.values() if one.guarded for f in one.guarded.faults)
    comments += [Guarded(tuple(faults)).comment()] if faults else []
    rules = translator.rules(entry.msgid)
    comments += [glossary_line(rules)] if rules else []
    return MessageDraft(entry.key, tuple(texts), tuple(comments))


def _text_of(
    form: _Form, proposals: Mapping[str, Proposal], language: Language, used: dict[str, Proposal]
) -> str | None:
    """The text of a form: that of the text with a number in it if the number came back once."""
    if form.asked:
        text = _composed(form.asked, proposals, language, used)
        if text is not None:
            bare = _without(text, form.text.arguments.spans(text))
            if text.count(form.number) == 1 and sum(map(str.isdigit, bare)) == len(form.number):
                counted = text.replace(form.number, form.counted)
                written = form.text.arguments.written(counted)
                if written is not None:
                    return written
    return _composed(form.text, proposals, language, used)


def _composed(
    text: MessageText,
    proposals: Mapping[str, Proposal],
    language: Language,
    used: dict[str, Proposal],
) -> str | None:
    if any(one.text not in proposals for one in text.segments):
        return None
    own = {one.text: proposals[one.text] for one in text.segments}
    used |= own
    return text.composed({source: one.text for source, one in own.items()}, language)


def apply(
    catalog: Catalog, drafts: Iterable[MessageDraft], *, redraft: bool = False, fuzzy: bool = False
) -> Catalog:
    """The catalog with the drafts inserted, where entries are still `missing_messages`.

    A person's fuzzy text that a draft replaces stays in a comment.
    """
    by_key = {draft.key: draft for draft in drafts}
    return catalog.with_entries(
        _with_draft(entry, by_key[entry.key])
        if entry.key in by_key and _is_missing(entry, redraft, fuzzy)
        else entry
        for entry in catalog.entries
    )


def _with_draft(entry: Entry, draft: MessageDraft) -> Entry:
    comments = list(remarks(entry.comments))
    if has_words(entry):
        comments.append(earlier(" / ".join(filter(None, (entry.msgstr, *entry.plurals)))))
    plural = entry.plural is not None
    return entry.edit(
        msgstr="" if plural else draft.texts[0],
        plurals=draft.texts if plural else (),
        flags=("fuzzy", *(flag for flag in entry.flags if flag != "fuzzy")),
        comments=(*comments, *draft.comments),
        previous=None,
        previous_context=None,
        previous_plural=None,
    )
