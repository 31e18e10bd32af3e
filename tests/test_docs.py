"""The documentation says what the program does."""

from __future__ import annotations

import subprocess
import sys

from .conftest import ROOT


def test_the_reference_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "tools/reference.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_every_command_has_help_and_an_example() -> None:
    text = (ROOT / "docs" / "cli.md").read_text("utf-8")
    sections = text.partition("## Exit codes")[0].split("\n#")[2:]
    assert len(sections) >= 12
    for section in sections:
        assert "```\ntranslate" in section.split("| option", 1)[0], section.splitlines()[0]


def test_relative_links_lead_somewhere() -> None:
    import re

    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"
