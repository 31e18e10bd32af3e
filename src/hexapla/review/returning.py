"""Apply the answer of a packet to the catalogs that the packet was made from.

The entry as it was sent, the catalog and the answer are merged as git's merge driver does it
(`catalogs.merge`), so a change that others made in the meantime stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hexapla.catalogs import store
from hexapla.catalogs.catalog import Catalog, Entry, State, start_in
from hexapla.catalogs.entry import is_a_persons
from hexapla.catalogs.merge import merge
from hexapla.catalogs.provenance import is_provenance, note_lines, remarks, text_digest
from hexapla.catalogs.signature import Signature
from hexapla.catalogs.signing import recorded, sign, withdrawn
from hexapla.checks.check import Context, Severity
from hexapla.checks.context import learn_context
from hexapla.checks.registry import known_names
from hexapla.checks.run import check_entries
from hexapla.checks.structure import CHECKS as STRUCTURE
from hexapla.errors import InputError, UsageError
from hexapla.languages import Language
from hexapla.message import msg
from hexapla.publication.exchanging import article_named
from hexapla.publication.updating import refuse_own_language, updated_catalog
from hexapla.review import decisions
from hexapla.review.answer import Answer, Decision
from hexapla.review.article import signed
from hexapla.review.rewording import with_earlier

if TYPE_CHECKING:
    from pathlib import Path

    from hexapla.publication.publication import Publication
    from hexapla.publication.reading import Prepared
    from hexapla.review.snapshot import Key

_CHANGED = msg("has changed since the packet was made: the text is for its earlier wording")
# An answer can't switch off the checks of structure: a reviewer seldom sees what they find.
_STRUCTURE = frozenset(check.name for check in STRUCTURE)

__all__ = ["Problem", "Returned", "take_in"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person should look at: the sentence, its line in the catalog (0 if it isn't
    there), and what the matter is.
    """

    msgid: str
    line: int
    message: str
    is_conflict: bool = False


@dataclass(frozen=True, slots=True)
class Returned:
    """What an answer changed in one catalog: the numbers of entries with a change and of those that
    became reviewed, and what needs a look.
    """

    article: str
    language: Language
    path: Path
    changed: int
    reviewed: int
    problems: tuple[Problem, ...]


def take_in(publication: Publication, answer: Answer, *, dry_run: bool = False) -> list[Returned]:
    """Apply an answer, article by article.

    A decision about an entry that nobody has changed since the packet was made is taken over. If
    somebody has changed it to something else, their text stays, becomes fuzzy, and has the answer's
    text in a comment. A text for a sentence that has changed since then becomes stale; one in which
    a check finds an error becomes fuzzy. Taking an answer in again changes nothing.

    Raises InputError if the answer is for an article, a language or a publication that isn't here,
    before anything is written.
    """
    targets = [_target(publication, answer, name) for name in answer.articles]
    found = []
    for prepared, language in targets:
        of_article = answer.articles[prepared.article.name]
        _refuse_foreign(publication, answer, prepared, language, of_article)
        found.append((prepared, language, of_article))
    return [_take_in(publication, answer, *one, dry_run=dry_run) for one in found]


def _target(publication: Publication, answer: Answer, name: str) -> tuple[Prepared, Language]:
    article = article_named(publication.layout, name, answer.path)
    try:
        language = Language(answer.language)
    except UsageError as error:
        raise InputError(error.message, where=str(answer.path), hint=error.hint) from None
    prepared = publication.prepare(article)
    refuse_own_language(article, prepared.language, [language])
    if not publication.layout.catalog(article, language).exists():
        raise InputError(
            msg(
                "is in {name}, in which {article_name} has no catalog",
                name=language.name,
                article_name=article.name,
            ),
            where=str(answer.path),
            hint=msg("take it in where the packet was made"),
        )
    return prepared, language


def _refuse_foreign(
    publication: Publication,
    answer: Answer,
    prepared: Prepared,
    language: Language,
    of_article: Sequence[Decision],
) -> None:
    """Raise InputError if an article has none of the sentences, now or earlier."""
    catalog = store.load(publication.layout.catalog(prepared.article, language))
    known = {entry.msgid for entry in catalog.entries}
    known |= {entry.previous for entry in catalog.entries if entry.previous}
    known |= {segment.text for segment in prepared.document.segments}
    if any(one.sent.msgid in known for one in of_article):
        return
    if answer.sentences[prepared.article.name].isdisjoint(map(text_digest, known)):
        raise InputError(
            msg(
                "has no sentence of {name}: it belongs to another publication",
                name=prepared.article.name,
            ),
            where=str(answer.path),
            hint=msg("take it in where the packet was made"),
        )


def _take_in(
    publication: Publication,
    answer: Answer,
    prepared: Prepared,
    language: Language,
    of_article: Sequence[Decision],
    *,
    dry_run: bool,
) -> Returned:
    layout = publication.layout
    path = layout.catalog(prepared.article, language)
    if not dry_run:
        publication.extract(prepared, [language])
    glossary, off = layout.glossary(), publication.configuration.checks_off
    results: list[_Application] = []

    def edit(file: store.Stored) -> Catalog:
        catalog = updated_catalog(file, prepared, language)
        sentences = answer.sentences[prepared.article.name]
        result = _Application(catalog, answer.reviewer, answer.date, sentences)
        result.apply(of_article)
        result.add_gone(lambda changed: _update(path, changed, prepared, language))
        context = learn_context(result.after.entries, prepared.language, language, glossary)
        result.check(context, off)
        results.append(result)
        if result.after.entries == catalog.entries:
            return catalog
        return signed(result.after, answer.reviewer)

    saved = store.change(path, edit, root=layout.root_of(path), dry_run=dry_run)
    last = results[-1]
    lines = {entry.key: entry.line for entry in saved.after.parsed.entries}
    return Returned(
        prepared.article.name,
        language,
        path,
        len(last.changed),
        sum(now.state is State.REVIEWED for was, now in last.changed if was.state is not now.state),
        tuple(last.listed(lines)),
    )


@dataclass
class _Application:
    """A catalog to which an answer is applied, first all decisions, then the checks.

    ``sentences`` are the digests of those that the article had when the packet was made.
    """

    before: Catalog
    reviewer: str
    date: str
    sentences: frozenset[str]
    after: Catalog = field(default_factory=Catalog)
    problems: dict[Key, tuple[str, bool]] = field(default_factory=dict)
    gone: dict[Key, Entry] = field(default_factory=dict)

    def apply(self, of_article: Iterable[Decision]) -> None:
        """Merge the decisions."""
        by_key = {one.key: one for one in self.before.entries if not one.obsolete}
        heirs = _Heirs(by_key.values())
        known = {one.key for one in self.before.entries}
        bases: dict[Key, Entry] = {}
        theirs: dict[Key, Entry] = {}
        for decision in of_article:
            my = by_key.get(decision.sent.key) or heirs.of(decision.sent)
            if my is None:
                self._note_gone(decision, was_here=decision.sent.key in known)
                continue
            was = _base(my, decision)
            their = self._decided(was, decision, my)
            if their is None:
                continue
            bases[my.key], theirs[my.key] = was, their
        merged = merge(_with(self.before, bases), self.before, _with(self.before, theirs))
        self.after = merged.catalog
        for entry in merged.conflicts:
            message = msg('was changed here, too: both texts are in it, the answer\'s in "theirs:"')
            self.problems[entry.key] = message, True

    def _note_gone(self, decision: Decision, *, was_here: bool) -> None:
        """Keep the text that the answer has for a sentence which isn't in the catalog any more.

        An answer may name a sentence that no article had: its text isn't reviewed, so that somebody
        here looks at it if an article gets that sentence some day.
        """
        with suppress(UsageError):
            sent = _without_text(decision.sent)
            is_decided = decision.reviewed is not None
            if not is_decided and decision.text == decisions.shown_text(decision.sent):
                decision = replace(decision, text="")
            their = _with_decision(sent, decision, stale=False)
            if not (decision.reviewed and was_here):
                their = decisions.reopen(their)
            their = recorded(sent, their, self.reviewer, self.date)
            if is_a_persons(their):
                self.gone[their.key] = their

    def add_gone(self, update: Callable[[Catalog], Catalog]) -> None:
        """Give the texts for sentences that are gone to what has become of these sentences.

        ``update`` is the update of the catalog, which decides that, as if the answer had come
        before the article was changed.
        """
        buried = {one.key: one for one in self.after.entries if one.obsolete}
        new = {key: one for key, one in self.gone.items() if key not in buried}
        if new:
            updated = update(with_earlier(self.after, new.values(), self.sentences))
            former = {one.key: one for one in self.after.entries}
            self.after = updated.with_entries(
                former.get(one.key, one) if one.state is State.EMPTY else one
                for one in updated.entries
            )
        heirs = _Heirs(self.after.entries)
        there = {one.key: one for one in self.after.entries}
        for key, their in self.gone.items():
            if heir := heirs.of(their):
                self.problems[heir.key] = _CHANGED, False
            elif key in there and there[key].text == their.text:
                self.problems[key] = (
                    msg("is no longer in the article: its text stays in the catalog, obsolete"),
                    False,
                )
            elif key in there:
                self.problems[key] = (
                    msg("is no longer in the article: left out {text}", text=their.text),
                    False,
                )

    def _decided(self, was: Entry, decision: Decision, my: Entry) -> Entry | None:
        """The entry as the reviewer has left it; None if the catalog has that already."""
        stale = my.msgid != decision.sent.msgid
        if stale and my.original == decision.text:
            self.problems[my.key] = _CHANGED, False  # it was adapted to the sentence of today
            return None
        try:
            their = _with_decision(was, decision, stale=stale)
        except UsageError as error:
            self.problems[my.key] = (
                msg("is not taken over, because {message}", message=error.message),
                False,
            )
            return None
        records = their if stale else recorded(was, their, self.reviewer, self.date)
        if decision.reviewed and not stale:
            records = sign(records, self.reviewer, self.date)
        new = [one for one in records.comments if Signature.parse(one) and one not in was.comments]
        if new and set(new) <= set(my.comments):
            if my.fuzzy and set(note_lines(f"theirs: {decision.text}")) <= set(my.comments):
                self.problems[my.key] = msg("still has two texts: decide between them"), True
            return None
        if stale and decision.reviewed is not None:
            self.problems[my.key] = _CHANGED, False
        return records

    def check(self, context: Context, off: Sequence[str] | frozenset[str]) -> None:
        """Make fuzzy what the answer brings and in which a check finds an error."""
        was = {entry.key: entry for entry in self.before.entries if not entry.obsolete}
        new = [
            entry
            for entry in self.after.entries
            if not entry.obsolete
            and entry.state in (State.REVIEWED, State.EDITED)
            and (entry.text, entry.state) != (was[entry.key].text, was[entry.key].state)
        ]
        faulty: dict[Key, Entry] = {}
        for entry, findings in zip(new, check_entries(new, context, off), strict=True):
            worst = next((one for one in findings if one.severity is Severity.ERROR), None)
            if worst is None:
                continue
            did = (
                msg("is not taken as reviewed")
                if entry.state is State.REVIEWED
                else msg("has an error")
            )
            self.problems[entry.key] = f"{did}: {worst.message} (check {worst.check})", False
            if entry.state is State.REVIEWED:
                faulty[entry.key] = withdrawn(decisions.reopen(entry), self.reviewer)
        self.after = _with(self.after, faulty)

    @property
    def changed(self) -> list[tuple[Entry, Entry]]:
        """The entries that differ, before and after."""
        before = {one.key: one for one in self.before.entries}
        pairs = [
            (before.get(one.key, Entry(one.msgid, context=one.context)), one)
            for one in self.after.entries
        ]
        return [(was, now) for was, now in pairs if was != now]

    def listed(self, lines: Mapping[Key, int]) -> Iterator[Problem]:
        """What needs a look, in the order of the catalog, with lines."""
        for entry in self.after.entries:
            if entry.key in self.problems:
                message, is_conflict = self.problems[entry.key]
                yield Problem(entry.msgid, lines.get(entry.key, 0), message, is_conflict)


class _Heirs:
    """The entries of sentences that have changed, by the earlier wording of each."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._found: dict[str, list[Entry]] = {}
        for one in entries:
            if one.previous is not None:
                self._found.setdefault(one.previous, []).append(one)

    def of(self, sent: Entry) -> Entry | None:
        """What has become of an entry: that with the same key, if its article is one of strings."""
        # It may have been stale itself: then its heir has the wording that its text is for.
        found = self._found.get(sent.msgid) or self._found.get(sent.previous or "", [])
        same = [one for one in found if sent.context in (one.context, one.previous_context)]
        if not same and not _has_key(sent):
            same = [one for one in found if not _has_key(one)]
        return same[-1] if same else None


def _has_key(entry: Entry) -> bool:
    """Whether the context of an entry is a key, not a place in the article."""
    return entry.context is not None and start_in(entry.context) is None


def _without_text(sent: Entry) -> Entry:
    """The sentence of an entry, and nothing else that an answer says of it.

    Of a sentence that isn't here it may say anything: that people have signed it, that checks are
    switched off, what Hexapla has noted.
    """
    forms = ("",) * len(sent.plurals)
    return Entry(sent.msgid, context=sent.context, plural=sent.plural, plurals=forms)


def _update(path: Path, catalog: Catalog, prepared: Prepared, language: Language) -> Catalog:
    if prepared.article.messages:
        return catalog
    return updated_catalog(store.Stored(path, None, b"", catalog), prepared, language)


def _base(my: Entry, decision: Decision) -> Entry:
    """The entry that both sides started from, with the places of the catalog's entry."""
    sent = decision.sent
    provenance = (line for line in my.comments if is_provenance(line))
    comments = (*remarks(sent.comments), *provenance)
    base = sent.edit(
        extracted=my.extracted,
        references=my.references,
        comments=comments,
        previous=my.previous,
        previous_context=my.previous_context,
        previous_plural=my.previous_plural,
    )
    if my.msgid != sent.msgid:  # the sentence has changed since; its entry is stale
        base = my.edit(msgstr=sent.msgstr, plurals=sent.plurals, comments=comments)
    if decisions.shown_text(my) in decision.superseded:  # it is what an earlier answer brought
        base = base.edit(msgstr=my.msgstr, plurals=my.plurals, flags=my.flags)
    return base


def _may_ignore(decision: Decision) -> frozenset[str]:
    """The checks that a decision switches off, as far as it can."""
    return frozenset(decision.ignored) & frozenset(known_names()) - _STRUCTURE


def _with_decision(was: Entry, decision: Decision, *, stale: bool) -> Entry:
    entry = was
    if decision.note is not None:
        entry = decisions.annotate(entry, decision.note)
    for check in sorted(_may_ignore(decision)):
        entry = decisions.ignore(entry, check)
    if decision.reviewed and not stale:
        return decisions.approve(entry, decision.text)
    if decisions.shown_text(entry) != decision.text:
        return decisions.rewrite(entry, decision.text)
    return decisions.reopen(entry) if decision.reviewed is False else entry


def _with(catalog: Catalog, changed: Mapping[Key, Entry]) -> Catalog:
    """A catalog with some entries in the place of those with the same key."""
    return catalog.with_entries(
        one if one.obsolete else changed.get(one.key, one) for one in catalog.entries
    )
