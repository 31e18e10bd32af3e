"""The documentation agrees with the program."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hexapla import documents
from hexapla.engines import lockfile
from hexapla.engines.engine import LockedModel, Pair
from hexapla.engines.models import packages
from tests.conftest import ROOT

NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"


def test_the_reference_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "tools/reference.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_man_page_is_correct_roff() -> None:
    if not (groff := shutil.which("groff")):
        pytest.skip("groff is not installed")
    page = ROOT / "share" / "man" / "man1" / "translate.1"
    command = [groff, "-man", "-ww", "-Kutf8", "-Tutf8", str(page)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "translate xliff export" in done.stdout


def test_every_command_has_help_and_an_example() -> None:
    text = (ROOT / "docs" / "reference" / "cli.md").read_text("utf-8")
    sections = text.partition("## Exit codes")[0].split("\n#")[2:]
    assert len(sections) >= 12
    for section in sections:
        assert "```\ntranslate" in section.split("| option", 1)[0], section.splitlines()[0]


def test_relative_links_lead_somewhere() -> None:
    for page in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_library_page_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "news" / "i18n" / "publication.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("engines = ['upper']\n")
    (tmp_path / "news" / "library.txt").write_text("It rained all day. Nobody was hurt.\n")
    page = (ROOT / "docs" / "reference" / "library.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    in_one_call, *steps, of_models, of_logging = blocks
    monkeypatch.chdir(tmp_path / "news")
    names: dict[str, object] = {}
    exec(in_one_call, names)
    assert names["spanish"] == "IT RAINED ALL DAY."
    assert "NOBODY CAME TO THE LIBRARY. upper-en_es 1 None" in capsys.readouterr().out
    monkeypatch.chdir(tmp_path)
    assert len(steps) == 6
    for block in steps:
        exec(block, names)
    catalog = tmp_path / "news/locales/es/LC_MESSAGES/library.po"
    assert catalog.read_text("utf-8").count("\n# Please check.\n") == 2
    out = capsys.readouterr().out
    assert "Spanish 0 2 0" in out
    assert "\nIT RAINED ALL DAY. NOBODY WAS HURT.\n" in out
    assert "draft NOBODY WAS HURT." in out
    assert "books/library.es.epub 1\n" in out
    assert str(tmp_path / "news/editions/fr/library.txt") in out
    assert "in capitals, unlike the source 0.87" in out
    assert "for-the-agency/library.fr.xlf 2\n0\n" in out
    index = tmp_path / "index"
    index.mkdir()
    for file in (index / "nano.argosmodel", tmp_path / "translate-en_fr-1_9.argosmodel"):
        shutil.copy(NANO, file)
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", str(index))
    model = LockedModel("argos", Pair("en", "es"), "0.0", packages.install(NANO).check())
    lockfile.record(tmp_path / "news" / lockfile.FILE_NAME, [model])
    exec(of_models, names)
    out = capsys.readouterr().out
    assert out.startswith("en→es 0.0 /")
    assert out.endswith("en→es 0.0 () False\n")
    compile(of_logging, "library.md", "exec")


def test_each_format_has_a_section_that_lists_its_suffixes() -> None:
    page = (ROOT / "docs" / "reference" / "formats.md").read_text("utf-8")
    listed = {
        tuple(sorted(re.findall(r"`(\.\w+)`", heading)))
        for heading in re.findall(r"^## (.*\(`.*)$", page, re.MULTILINE)
    }
    assert listed == {tuple(sorted(found.suffixes)) for found in documents.formats().values()}
