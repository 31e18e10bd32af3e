"""Render a page from a template. A theme's templates can't do more than that.

Somebody else may have written the theme. Its templates run in Jinja's sandbox and see the values of
a page, plain data. They are rendered in a process of their own, which is ended if it takes too much
time or memory.
"""

from __future__ import annotations

import uuid
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache, partial
from importlib import import_module, resources
from itertools import repeat
from pathlib import Path, PurePath
from traceback import walk_tb
from typing import Any, NamedTuple
from urllib.parse import quote

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from hexapla.errors import HexaplaError, InputError
from hexapla.exchange.xmlstream import legal
from hexapla.files import leads_out, read_bytes
from hexapla.languages import Language
from hexapla.message import msg
from hexapla.publication.places import is_hidden
from hexapla.site.addresses import relative
from hexapla.site.chrome import chrome_for
from hexapla.workers import WorkerError, Workers

__all__ = ["Renderer", "Request", "ThemeRenderer"]

SECONDS = 60.0
"""How long a theme's template may take for one page."""

_MEMORY_BYTES = 2_000_000_000
_LARGEST_PAGE = 64_000_000
_LONGEST_REPEAT = 1_000_000
_HINT = msg("correct the template, or remove it from the theme")

# Namespace for the ids of feed entries when no base URL is configured.
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://github.com/hexapla/site")
_METHODS = frozenset(["title", "notice", "number", "date"])
_GLOBALS = ("range", "dict", "cycler", "joiner", "namespace")
_JINJAS = ("jinja2.runtime", "jinja2.utils", "jinja2.environment")
_PLAIN = (str, int, float, tuple, list, dict, type(None))


class Request(NamedTuple):
    """A page to render: the name of its template, its path and language, and all other values."""

    template: str
    path: str
    language: Language
    values: Mapping[str, Any]


class Renderer:
    """Renders pages with Hexapla's templates; those of ``theme``, a folder, take precedence.

    Characters that XML doesn't allow are replaced, in HTML too, because none has a meaning there.

    ``site`` is what templates see under this name; its address is ``base``, which may be "".
    """

    def __init__(self, site: Any, base: str, theme: Path | None = None) -> None:
        ours = Path(str(resources.files("hexapla.site").joinpath("templates")))
        self._theme = theme
        self._base = base
        kind = _ThemeEnvironment if theme else jinja2.Environment
        self._environment = kind(
            loader=_Loader([theme, ours] if theme else [ours]),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        if theme:
            known = self._environment.globals
            self._environment.globals = {name: known[name] for name in _GLOBALS}
        self._environment.globals.update(site=site, og_locale=_og_locale)

    def __call__(self, request: Request) -> bytes:
        """The page. Raises InputError, naming the template and the line, if that is invalid."""
        words = chrome_for(request.language)
        foreign = words.language != request.language
        own = f' lang="{words.language.tag}" dir="{words.language.direction}"' if foreign else ""
        try:
            template = self._environment.get_template(request.template)
            parts = template.generate(
                _=words,
                number=words.number,
                own=Markup(own),
                href=partial(relative, start=request.path),
                url=partial(self._url, request.path),
                urn=partial(self._urn, request.path),
                **request.values,
            )
            text = "".join(self._limited(parts, request.template))
        except HexaplaError:
            raise
        except Exception as error:  # a template can raise anything
            if self._theme is None and not isinstance(error, jinja2.TemplateError):
                raise
            raise InputError(
                msg("the template can't be used: {reason}", reason=_reason(error)),
                where=_place(error, request.template),
                hint=_HINT,
            ) from None
        return (legal(text.rstrip()) + "\n").encode()

    def _limited(self, parts: Any, template: str) -> Any:
        size = 0
        for part in parts:
            size += len(part)
            if size > _LARGEST_PAGE:
                message = msg(
                    "makes a page of more than {largest_page} MB",
                    largest_page=_LARGEST_PAGE // 1_000_000,
                )
                raise InputError(message, where=template, hint=_HINT)
            yield part

    def _url(self, start: str, path: str) -> str:
        if not self._base:
            return relative(path, start)
        return self._base + quote(path.removesuffix("index.html"))

    def _urn(self, start: str, path: str) -> str:
        return self._url(start, path) if self._base else f"urn:uuid:{uuid.uuid5(_NAMESPACE, path)}"


class ThemeRenderer:
    """A `Renderer` for a theme, in a process of its own."""

    def __init__(self, site: Any, base: str, theme: Path) -> None:
        self._prepare = partial(_prepare, site, base, theme)
        self._workers: Workers[Request, bytes | HexaplaError] | None = None

    def __call__(self, request: Request) -> bytes:
        """The page; see `Renderer`. Raises InputError also for a template that never ends."""
        if self._workers is None:
            self._workers = Workers(self._prepare, seconds=SECONDS)
            weakref.finalize(self, self._workers.__exit__)
        try:
            [page] = self._workers.map([request])
        except WorkerError:
            self._workers = None
            raise InputError(
                msg("the template needs too much time or memory"),
                where=request.template,
                hint=_HINT,
            ) from None
        if isinstance(page, HexaplaError):
            raise page
        return page


def _prepare(site: Any, base: str, theme: Path) -> Callable[[Request], bytes | HexaplaError]:
    with suppress(ImportError, ValueError, OSError):  # Windows; a lower limit that exists already
        resource: Any = import_module("resource")
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    return partial(_page_or_error, Renderer(site, base, theme))


def _page_or_error(render: Renderer, request: Request) -> bytes | HexaplaError:
    """The page, or the error: an exception would end the process, and it has other pages to do."""
    try:
        return render(request)
    except HexaplaError as error:
        return error


class _ThemeEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which templates see plain data and no methods that Hexapla has."""

    intercepted_binops = frozenset(["*", "**"])

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read an attribute."""
        if not super().is_safe_attribute(obj, attr, value):
            return False
        kind = type(obj)
        if isinstance(obj, _PLAIN) or kind.__module__ in _JINJAS:
            return True
        ours = kind.__module__.startswith("hexapla.") or kind.__module__ == "datetime"
        return ours and (attr in _METHODS or not callable(value))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse what would fill the memory at once."""
        size = max((len(one) for one in (left, right) if hasattr(one, "__len__")), default=0)
        count = max((abs(one) for one in (left, right) if isinstance(one, int)), default=0)
        if count * (1 if operator == "**" else size) > _LONGEST_REPEAT:
            raise SecurityError(f"the result of {operator} is too large")
        return super().call_binop(context, operator, left, right)


class _Loader(jinja2.BaseLoader):
    """Loads templates from folders, the first ones first, and never from outside of them."""

    def __init__(self, folders: list[Path]) -> None:
        self._folders = folders

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        pieces = jinja2.loaders.split_template_path(template)
        for folder in self._folders:
            path = folder.joinpath(*pieces)
            if "\0" in template or not path.is_file():
                continue
            if is_hidden(PurePath(*pieces)):  # Such as `.env`, if the theme is the publication.
                raise InputError(msg("is hidden"), where=str(path), hint=msg("copy the file"))
            if leads_out(path, folder):
                raise InputError(
                    msg("leads out of the theme"), where=str(path), hint=msg("copy the file")
                )
            text = read_bytes(path).decode("utf-8", "replace")
            return text, str(path), partial(next, repeat(True))
        raise jinja2.TemplateNotFound(template)


def _reason(error: Exception) -> str:
    match error:
        case MemoryError():
            return "it needs too much memory"
        case RecursionError():
            return "it calls itself without an end"
    return str(error) or type(error).__name__


def _place(error: Exception, template: str) -> str:
    """The template and the line that an error comes from."""
    line, name = getattr(error, "lineno", None), getattr(error, "filename", None)
    if line is None:
        for frame, at in walk_tb(error.__traceback__):
            if "__jinja_exception__" in frame.f_globals:  # Jinja's name for a template's frame
                name, line = frame.f_code.co_filename, at
    where = name or template
    return f"{where}:{line}" if line else str(where)


@lru_cache(maxsize=256)
def _og_locale(language: Language) -> str:
    """Write a language as Open Graph does, with a territory: ``es_ES``."""
    from langcodes import Language as Tag

    territory = Tag.get(language.tag).maximize().territory
    return f"{language.base}_{territory}" if territory else language.base
