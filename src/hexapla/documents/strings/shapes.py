"""What kind of file of strings a file is, and which of its strings are texts.

A shape says for each string whether it is a text, by which name translators know it (its msgctxt),
and what is said about it. Strings that are the forms of one plural become one text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hexapla.documents.format import Options
from hexapla.documents.messages import PLURALS
from hexapla.documents.strings.choosing import is_chosen, is_text
from hexapla.documents.strings.values import Key, Reading, Value
from hexapla.documents.strings.xcstrings import Catalog
from hexapla.languages import is_code
from hexapla.lazy import lazy_re

__all__ = ["Shape", "Text", "shape_of", "texts_of"]

_SUFFIX = lazy_re(r"(?P<stem>.+?_(?P<ordinal>ordinal_)?)(?P<form>zero|one|two|few|many|other)")
_ID_KEYS = frozenset(["id", "key"])
_CONTROLS = lazy_re(r"[\x00-\x1f\x7f]")
_CATEGORIES = frozenset(PLURALS)
_FORMAT_TYPE = "NSStringFormatSpecTypeKey"
_SPECIFICATIONS = frozenset([_FORMAT_TYPE, "NSStringFormatValueTypeKey"])
# Keys beside the forms of a plural, which say something about it.
_BESIDE = _SPECIFICATIONS | frozenset(
    ["comment", "context", "description", "hash", "leftDelim", "rightDelim"]
)
# Where formats with an object for each string have its text, and where they describe it.
_MESSAGES = ("message", "defaultMessage", "translation", "string")
_DESCRIPTIONS = ("description", "developer_comment", "comment", "context", "note")


class Text(NamedTuple):
    """A text for translators: one string of a file, or the forms of a plural.

    ``context`` is its msgctxt. ``forms`` has the strings by the category of numbers, empty for a
    single string; ``ordinal`` is whether they are for ordinal numbers.
    """

    context: str
    value: Value
    comments: tuple[str, ...] = ()
    forms: Mapping[str, Value] | None = None
    ordinal: bool = False

    @property
    def last(self) -> Value:
        """The last string in the file."""
        return self.value if self.forms is None else [*self.forms.values()][-1]


@dataclass(frozen=True, slots=True)
class Shape:
    """The kind of a file of strings.

    ``language`` is the span of what names the file's language inside it, if anything does.
    ``named`` is whether the names of keys tell texts from other strings.
    ``root`` is how many keys before each path say nothing; ``only`` are the names of the keys that
    have texts, if only some do; ``known`` tells whether the file is certainly one of strings.
    """

    name: str
    known: bool = True
    named: bool = True
    root: int = 0
    only: frozenset[str] = frozenset()
    language: tuple[int, int] | None = None
    metadata: Callable[[Key], bool] = lambda key: False


def shape_of(reading: Reading, suffix: str) -> Shape:
    """The shape of a file, by what is in it; ``suffix`` is that of its name, "" if unknown."""
    if isinstance(reading, Catalog):
        return Shape("catalog", named=False)
    locale = next((v for v in reading.values if v.key == ("@@locale",)), None)
    if suffix == ".arb" or locale is not None:
        span = (locale.start + 1, locale.end - 1) if locale else None
        return Shape("arb", language=span, metadata=_is_metadata)
    if suffix == ".csv":
        # A single column may be named like a language by chance: "to", "is".
        columns = next((value.places for value in reading.values), {})
        return Shape("table", known="en" in columns or len(columns) > 1)
    roots = [key for key in reading.names if len(key) == 1]
    if len(roots) == 1 and is_code(str(roots[0][0])) and _is_over_others(reading):
        return Shape("rails", root=1, language=reading.names[roots[0]])
    if suffix == ".stringsdict" or any(v.key[-1] == _FORMAT_TYPE for v in reading.values):
        return Shape("stringsdict", metadata=_is_specification)
    message = _message_of(reading)
    if message:
        return Shape("messages", only=frozenset([message]))
    return Shape("keys", known=False)


def _is_metadata(key: Key) -> bool:
    return str(key[0]).startswith("@")


def _is_specification(key: Key) -> bool:
    """Whether a string of a `.stringsdict` file is for the program: the type of a number."""
    return key[-1] in _SPECIFICATIONS


def _is_over_others(reading: Reading) -> bool:
    """Whether all strings are under a key that is under the only one."""
    return bool(reading.values) and all(len(value.key) > 1 for value in reading.values)


def _message_of(reading: Reading) -> str:
    """The key that has the text, if each top-level key, or item of a list, is an object with it."""
    by_parent: dict[Key, set[str]] = defaultdict(set)
    for value in reading.values:
        if len(value.key) < 2:
            return ""
        by_parent[value.key[:1]].add(str(value.key[1]))
    objects = list(by_parent.values())
    found = (one for one in _MESSAGES if objects and all(one in keys for keys in objects))
    return next(found, "")


def texts_of(reading: Reading, shape: Shape, options: Options) -> list[Text]:
    """The texts of a file, in order."""
    include, exclude = (_patterns(options, name) for name in ("include", "exclude"))
    comments, ids = _comments(reading, shape), _ids(reading)
    plurals = _plurals(reading, shape, ids)
    grouped = {id(value): text for text in plurals for value in _members(text)}
    found: list[Text] = []
    for value in reading.values:
        text = grouped.get(id(value))
        if text is not None and text.value is not value:
            continue
        context = text.context if text else _context(_path(value.key, shape, ids))
        if not is_chosen(context, include, exclude):
            continue
        if not include and not _is_text(value, text, shape):
            continue
        said = (*value.comments, *comments.get(_owner(value.key, shape), ()))
        one = text or Text(context, value)
        found.append(Text(_safe(context), value, said, one.forms, one.ordinal))
    return found


def _patterns(options: Options, name: str) -> tuple[str, ...]:
    value = options.get(name, ())
    return value if isinstance(value, tuple) else ()


def _members(text: Text) -> Iterable[Value]:
    return text.forms.values() if text.forms else ()


def _is_text(value: Value, plural: Text | None, shape: Shape) -> bool:
    if shape.metadata(value.key):
        return False
    if shape.only and plural is None and value.key[-1] not in shape.only:
        return False
    if plural is not None and plural.forms:
        return any(is_text("", one.text) for one in plural.forms.values())
    name = next((one for one in reversed(value.key) if isinstance(one, str)), "")
    return is_text("" if shape.only or not shape.named else name, value.text)


def _owner(key: Key, shape: Shape) -> Key:
    """The key of the object or, in ARB, of the text that a description belongs to."""
    return key if shape.name == "arb" else key[:-1]


def _comments(reading: Reading, shape: Shape) -> dict[Key, tuple[str, ...]]:
    """What files say about their texts, by the owner of the description."""
    found: dict[Key, tuple[str, ...]] = {}
    for value in reading.values:
        key = value.key
        if key[-1] not in _DESCRIPTIONS or not value.text.strip():
            continue
        if shape.name == "arb" and len(key) == 2 and str(key[0]).startswith("@"):
            found[(str(key[0])[1:],)] = (value.text,)
        elif shape.only:
            found.setdefault(key[:-1], (value.text,))
    return found


def _path(key: Key, shape: Shape, ids: Mapping[Key, str]) -> Key:
    """The path that names a text: without what is the same for all, or only a number."""
    named = (ids.get(key[: at + 1], part) for at, part in enumerate(key))
    path = tuple(named)[shape.root :] if ids else key[shape.root :]
    if shape.only and path[-1] in shape.only:
        path = path[:-1]
    return path


def _context(path: Key) -> str:
    """A path as translators see it: `menu.file`. Items of lists that are objects have no number."""
    if len(path) == 1:
        return str(path[0])
    last = len(path) - 1
    return ".".join(str(one) for at, one in enumerate(path) if isinstance(one, str) or at == last)


def _safe(context: str) -> str:
    """The context with nothing that a catalog reads in another way."""
    shown = context if context.isprintable() else _CONTROLS.sub(" ", context)
    return f"key {shown}" if shown.startswith("after:") else shown


def _ids(reading: Reading) -> dict[Key, str]:
    """The names of items of lists: what they have as their ids."""
    return {
        value.key[:-1]: value.text
        for value in reading.values
        if len(value.key) > 1 and value.key[-1] in _ID_KEYS and isinstance(value.key[-2], int)
    }


def _plurals(reading: Reading, shape: Shape, ids: Mapping[Key, str]) -> Iterator[Text]:
    """The plurals of a file: strings next to each other that are the forms of one text."""
    values = [value for value in reading.values if value.member >= 0]
    if not any(_may_be_form(value.key[-1]) for value in values):
        return
    beside: dict[Key, set[str]] = defaultdict(set)
    for key in reading.names:
        beside[key[:-1]].add(str(key[-1]))
    run: list[tuple[Value, str]] = []
    owner: tuple[object, ...] = ()
    for value in [*reading.values, None]:
        found = _form(value) if value is not None else None
        if found is None or found[0] != owner or found[1] in {form for _, form in run}:
            if owner[:1] != ("object",) or beside[run[0][0].key[:-1]] <= _CATEGORIES | _BESIDE:
                yield from _plural(run, owner, shape, ids)
            run, owner = [], ()
        if value is not None and found is not None:
            owner = found[0]
            run.append((value, found[1]))


def _may_be_form(name: str | int) -> bool:
    return isinstance(name, str) and name.endswith(PLURALS)


def _form(value: Value) -> tuple[tuple[object, ...], str] | None:
    """Which plural a string belongs to, and for which category of numbers it is."""
    name = value.key[-1]
    if not isinstance(name, str) or value.member < 0 or not name.endswith(PLURALS):
        return None
    if name in _CATEGORIES:
        return ("object", *value.key[:-1]), name
    found = _SUFFIX.fullmatch(name)
    return (("suffix", *value.key[:-1], found["stem"]), found["form"]) if found else None


def _plural(
    run: Sequence[tuple[Value, str]],
    owner: tuple[object, ...],
    shape: Shape,
    ids: Mapping[Key, str],
) -> Iterator[Text]:
    forms = {form: value for value, form in run}
    if "other" not in forms or (len(forms) < 2 and owner[0] == "object"):
        return
    first = run[0][0]
    path = _path(first.key, shape, ids)[:-1]
    if owner[0] == "suffix":
        path = (*path, str(owner[-1]).rstrip("_"))
    elif shape.only and path and path[-1] in shape.only:
        path = path[:-1]
    ordinal = owner[0] == "suffix" and str(owner[-1]).endswith("_ordinal_")
    yield Text(_context(path), first, (), forms, ordinal)
