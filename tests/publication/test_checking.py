"""`Publication.check`: its results, its parameters, and catalogs that can't be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from hexapla import HexaplaError, InputError, Language, Publication, UsageError
from tests.cli.test_check import GOOD, WARNED, catalog
from tests.conftest import Translate


@pytest.fixture
def publication(translate: Translate) -> Publication:
    """Two articles in Spanish, one of them with a wrong number."""
    del translate  # the current folder is empty
    catalog(WARNED)
    catalog(GOOD, name="b")
    return Publication.open()


def test_every_entry_has_its_findings_and_its_risk(publication: Publication) -> None:
    first, second = publication.check()
    assert (first.path, first.language) == ("locales/es/LC_MESSAGES/a.po", Language("es"))
    assert [finding.check for finding in first.findings] == ["numbers"]
    assert second.findings == ()
    assert 0 < second.risk < first.risk < 1


def test_articles_languages_and_checks_can_be_chosen(publication: Publication) -> None:
    assert [one.path[-4:] for one in publication.check(["b.txt"], ["es"])] == ["b.po"]
    assert [one.findings for one in publication.check(only=["tags"])] == [(), ()]
    off = publication.with_settings(checks_off=("numbers",))
    assert [one.findings for one in off.check(only=["numbers"])] == [(), ()]
    with pytest.raises(UsageError, match="there is no check 'number'; did you mean"):
        publication.check(only=["number"])
    with pytest.raises(UsageError, match="no catalogs in"):
        publication.check(languages=["fr"])


def test_an_invalid_catalog_raises_or_is_passed_to_on_error(publication: Publication) -> None:
    Path("locales/es/LC_MESSAGES/b.po").write_text('msgid "x\n')
    with pytest.raises(InputError, match=r"b\.po:"):
        publication.check()
    told: list[HexaplaError] = []
    assert len(publication.check(on_error=told.append)) == 1
    assert [type(error) for error in told] == [InputError]


@pytest.mark.parametrize(
    ("requested", "configured", "recorded", "expected"),
    [("fr", "de", "en", "fr"), (None, "de", "en", "de"), (None, "auto", "en", "en")],
)
def test_the_source_language_is_requested_configured_or_recorded(
    publication: Publication, requested: str | None, configured: str, recorded: str, expected: str
) -> None:
    from hexapla.catalogs.catalog import Catalog
    from hexapla.publication.catalogs import load_catalogs

    settings = publication.with_settings(source_language=configured)
    path = Path("locales/es/LC_MESSAGES/a.po")
    Catalog.load(path).with_headers({"X-Source-Language": recorded}).save()
    source = Language(requested) if requested else None
    (one,) = load_catalogs(settings.layout, settings.articles(["a.txt"]), [Language("es")], source)
    assert one.source == Language(expected)


def test_a_header_without_a_valid_language_is_an_error_in_its_file(
    publication: Publication,
) -> None:
    path = Path("locales/es/LC_MESSAGES/a.po")
    path.write_text(path.read_text("utf-8").replace("Language: en", "Language: nonsense"), "utf-8")
    with pytest.raises(InputError, match=r"a\.po: X-Source-Language: 'nonsense' is"):
        publication.check()
