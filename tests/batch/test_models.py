"""Models for workers on other machines."""

from __future__ import annotations

from pathlib import Path

import pytest

from hexapla.batch import models
from hexapla.batch.places import open_place
from hexapla.engines.models import packages
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.publication.layout import Layout
from tests.cli.publication import NANO
from tests.conftest import ROOT


def test_a_machine_gets_the_models_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = packages.install(ROOT / "tests" / "data" / NANO)
    place = open_place(str(tmp_path / "shared"))
    layout = Layout.open(tmp_path)
    assert models.share(place, layout, [Language("fr")]) == ()
    (digest,) = models.share(place, layout, [Language("es")])
    assert digest == package.check()
    assert place.names("") == [f"{digest.removeprefix('sha256:')}.zip"]
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "other machine"))
    assert packages.installed() == []
    models.fetch(place, [digest])
    assert [one.check() for one in packages.installed()] == [digest]
    place.write("0.zip", place.read(place.names("")[0]))
    with pytest.raises(InputError, match="another model than its name says"):
        models.fetch(place, ["sha256:0"])
