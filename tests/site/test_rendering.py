"""A theme from somebody else decides how pages look, and can't do anything else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hexapla import InputError, Language
from hexapla.site import rendering
from hexapla.site.pages import Page, Site
from hexapla.site.rendering import Renderer, Request, ThemeRenderer
from hexapla.site.versions import Cell, Version

_OBJECTS = (
    "site", "page", "_", "number", "href", "url", "urn", "og_locale", "cycler", "joiner",
    "namespace", "dict", "range", "self", "version", "page.language", "version.revised",
    "version.cells", "''", "[]", "{}", "0", "caller", "loop", "version.counts", "own",
)  # fmt: skip
_PATHS = (
    "{}.__init__.__globals__", "{}.__class__.__mro__", "{}['__class__']", "{}|attr('__class__')",
    "{}.__call__.__globals__", "{}.func", "{}.func.__globals__", "{}.__func__", "{}.__self__",
    "{}.theme", "{}.mro()", "{}._Cycler__x", "'{{0.__class__}}'.format({})",
    "'{{0.__init__.__globals__}}'.format_map(dict(x={}))", "({}|string).format.__self__",
    "_('{{0.__class__}} {{n.__class__}}', n={})", "own.format({}).__self__",
    "[{}]|map(attribute='__class__')|first", "own.__class__.format('{{0.__class__}}', {})",
    "_('{{n.__init__.__globals__}}', n={})",
)  # fmt: skip
_RUNS = [
    "{{{{ cycler.__init__.__globals__.os.system('touch {file}') }}}}",
    "{{{{ self._TemplateReference__context.environment }}}}",
    "{{{{ site.theme.write_text('x') }}}}",
    "{{{{ lipsum.__globals__['os'].popen('touch {file}').read() }}}}",
    "{{{{ ''.__class__.__mro__[1].__subclasses__() }}}}",
    "{{% import 'os' as os %}}{{{{ os.system('touch {file}') }}}}",
    "{{% include '../secret.txt' %}}",
    "{{% include '{secret}' %}}",
    "{{% include 'link.txt' %}}",
    "{{% extends 'linked/secret.txt' %}}",
    "{{% from 'link.txt' import x %}}",
    "{{% include '.env' %}}",
    "{{% import './/.keys/id' as x %}}",
    "{{% set x = version.cells.append(1) %}}",
    "{{{{ version.drafted.update(a=1) }}}}",
    "{{{{ page.language.__dict__ }}}}",
    "{{{{ config }}}}",
    "{{{{ 1/0 }}}}",
    "{{{{ [1][5] }}}}{{{{ {{}}.x.y }}}}",
    "{{{{ range(10**9) }}}}",
    "{{{{ 'x' * 10**10 }}}}",
    "{{{{ [1] * 10**10 }}}}",
    "{{{{ 10**10**10 }}}}",
    "{{% macro f() %}}{{{{ f() }}}}{{% endmacro %}}{{{{ f() }}}}",
    "{{% include 'page.html' %}}",
    "{{% for %}}",
]
_NEVER_ENDS = [
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(90) }}",
    "{% set ns = namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}"
    "{% endfor %}",
    "{{ 'x'|center(10**11) }}",
    "{{ '%0100000000000d'|format(1) }}",
    "{{ [1]|batch(10**11, 'x')|list }}",
    "{% for a in range(9999) %}{{ 'x' * 100000 }}{% endfor %}",
]
_VALUES = {
    "page": Page("es/a.html", Language("es"), "A"),
    "version": Version(
        Language("es"),
        "A",
        "",
        "<p>",
        True,
        True,
        (Cell("a"),),
        None,
        datetime(2020, 1, 1, tzinfo=UTC),
    ),
}


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    theme = tmp_path / "theme"
    theme.mkdir()
    (tmp_path / "secret.txt").write_text("{% macro x() %}SECRET{% endmacro %}SECRET")
    (theme / "link.txt").symlink_to("../secret.txt")
    (theme / "linked").symlink_to("..")
    (theme / ".env").write_text("SECRET")
    (theme / ".keys").mkdir()
    (theme / ".keys" / "id").write_text("SECRET")
    return theme


def _request(theme: Path, text: str) -> Request:
    (theme / "page.html").write_text(text)
    return Request("page.html", "es/a.html", Language("es"), _VALUES)


def _site(theme: Path) -> Site:
    return Site("Mine", {}, {}, theme=theme)


@pytest.mark.parametrize("text", _RUNS)
def test_a_template_runs_and_reads_nothing(tmp_path: Path, theme: Path, text: str) -> None:
    file = tmp_path / "sung"
    text = text.format(file=file, secret=tmp_path / "secret.txt")
    with pytest.raises(InputError) as raised:
        Renderer(_site(theme), "", theme)(_request(theme, text))
    assert "\n" not in str(raised.value)
    assert not file.exists()
    assert theme.is_dir()


@pytest.mark.parametrize("path", _PATHS)
def test_a_template_reaches_no_internals(theme: Path, path: str) -> None:
    render = Renderer(_site(theme), "", theme)
    for one in _OBJECTS:
        text = "{% for x in [1] %}{{ " + path.format(one) + " }}{% endfor %}"
        try:
            page = render(_request(theme, text)).decode()
        except InputError:
            continue
        assert not page.startswith("<")
        assert "hexapla." not in page


@pytest.mark.parametrize(
    "text",
    [_NEVER_ENDS[0], *(pytest.param(one, marks=pytest.mark.slow) for one in _NEVER_ENDS[1:])],
)
def test_a_template_that_never_ends_is_ended(
    theme: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "SECONDS", 0.5)
    with pytest.raises(InputError) as raised:
        ThemeRenderer(_site(theme), "", theme)(_request(theme, text))
    assert "page.html" in str(raised.value)


def test_an_error_names_the_template_and_the_line(theme: Path) -> None:
    request = _request(theme, "a\n\n{{ site.theme.unlink() }}")
    render = ThemeRenderer(_site(theme), "", theme)
    with pytest.raises(InputError, match=r"page\.html:3: the template can't be used"):
        render(request)
    (theme / "other.html").write_text("b")
    assert render(request._replace(template="other.html")) == b"b\n"


def test_a_theme_is_a_good_theme_too(theme: Path) -> None:
    text = (
        "{{ page.title|upper }} {{ site.title(page.language) }} {{ version.title }} "
        "{{ _('Original') }} {{ number(1000) }} {{ href('es/b.html') }} {{ urn('a') }} "
        "{{ version.revised.year }}"
        " {% for cell in version.cells %}{{ loop.index }}{{ cell.html }}{% endfor %} {{ '<' }}"
    )
    page = ThemeRenderer(_site(theme), "", theme)(_request(theme, text)).decode()
    assert page.startswith("A Mine A Original 1.000 b.html urn:uuid:")
    assert page.endswith("2020 1a &lt;\n")
