"""The tools for the supply chain: the list of packages, and the comparison with advisories."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

_LOCK = (ROOT / "requirements.lock").read_text("utf-8")
_JINJA = re.search(r"^jinja2==(\S+)", _LOCK, re.MULTILINE)


def _run(tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools" / tool), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_bill_of_materials_has_every_locked_package(tmp_path: Path) -> None:
    assert _run("sbom.py", tmp_path / "a.json").returncode == 0
    bom = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.6")
    refs = {one["bom-ref"] for one in bom["components"]}
    for name in ("requirements.lock", "requirements-cluster.lock", "requirements-dev.lock"):
        pins = re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE)
        assert {f"pkg:pypi/{one.lower()}@{version}" for one, version in pins} <= refs
    own = bom["metadata"]["component"]["bom-ref"]
    needs = {one["ref"]: one.get("dependsOn", []) for one in bom["dependencies"]}
    assert needs.keys() == refs | {own}
    assert {one for several in needs.values() for one in several} <= refs
    assert any(one.startswith("pkg:pypi/jinja2@") for one in needs[own])
    assert all(one["externalReferences"][0]["hashes"] for one in bom["components"])
    _run("sbom.py", tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


_FROM_THE_START = "ranges: [{{type: ECOSYSTEM, events: [{{introduced: '0'}}]}}]"


@pytest.mark.parametrize(
    ("affected", "code"),
    [
        ("versions: ['{version}']", 1),
        pytest.param(
            "ranges: [{{type: ECOSYSTEM, events: [{{introduced: '0'}}]}}]",
            1,
            marks=pytest.mark.slow,
        ),
        ("ranges: [{{type: ECOSYSTEM, events: [{{introduced: '0'}}, {{fixed: '{version}'}}]}}]", 0),
        pytest.param(
            "ranges: [{{type: GIT, events: [{{introduced: '0'}}]}}]", 0, marks=pytest.mark.slow
        ),
        pytest.param("versions: ['0.1']", 0, marks=pytest.mark.slow),
    ],
)
def test_an_advisory_that_applies_is_reported(tmp_path: Path, affected: str, code: int) -> None:
    assert _JINJA
    (tmp_path / "vulns/jinja2").mkdir(parents=True)
    (tmp_path / "vulns/jinja2/X-1.yaml").write_text(
        "id: X-1\naliases: [CVE-1]\naffected:\n- package: {name: Jinja2, ecosystem: PyPI}\n  "
        + affected.format(version=_JINJA[1])
        + "\n"
    )
    done = _run("audit.py", tmp_path)
    assert (done.returncode, done.stderr) == (code, "")
    assert ("X-1 (CVE-1)" in done.stdout) == bool(code)


def test_without_advisories_it_says_what_is_not_checked() -> None:
    done = _run("audit.py")
    assert (done.returncode, "advisories: not checked" in done.stdout) == (0, True)
