"""Reports of findings: one line each, GitHub annotations, SARIF 2.1.0, plain data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hexapla.checks.check import Finding, Severity
from hexapla.checks.run import Checked
from hexapla.message import msg

__all__ = ["SEVERITIES", "as_data", "as_github", "as_ranking", "as_sarif", "as_text", "excerpt"]

SEVERITIES = {
    Severity.ERROR: msg("error"),
    Severity.WARNING: msg("warning"),
    Severity.NOTE: msg("note"),
}
"""The names of severities, as a person sees them."""
_EXCERPT = 60
_SARIF_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_text(checked: Iterable[Checked], least: Severity) -> Iterator[str]:
    """``path:line: severity: [check] message: "excerpt"``, one line per finding."""
    for one, finding in _findings(checked, least):
        yield msg(
            '{path}:{line}: {severity}: [{check}] {message}: "{text}"',
            path=one.path,
            line=one.entry.line,
            severity=SEVERITIES[finding.severity],
            check=finding.check,
            message=finding.message,
            text=excerpt(one.entry.msgid),
        )


def as_ranking(checked: Iterable[Checked]) -> Iterator[str]:
    """One line per entry with its risk, followed by one line for each of its findings."""
    for one in checked:
        yield msg(
            '{path}:{line}: risk {risk:.2f}: "{text}"',
            path=one.path,
            line=one.entry.line,
            risk=one.risk,
            text=excerpt(one.entry.msgid),
        )
        for finding in one.findings:
            yield msg(
                "    {severity}: [{check}] {message}",
                severity=SEVERITIES[finding.severity],
                check=finding.check,
                message=finding.message,
            )


def as_github(checked: Iterable[Checked], least: Severity, root: Path) -> Iterator[str]:
    """GitHub's workflow commands, which are shown next to the lines of a pull request.

    Paths are given as seen from ``root``, the folder of the repository.
    """
    kinds = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    for one, finding in _findings(checked, least):
        message = _escaped(f"{finding.message}: {excerpt(one.entry.msgid)}")
        place = f"file={_property(_seen_from(root, one.path))},line={one.entry.line}"
        yield f"::{kinds[finding.severity]} {place},title={_property(finding.check)}::{message}"


def as_sarif(checked: Iterable[Checked], least: Severity, root: Path, version: str) -> str:
    """A SARIF log with one run, with paths as seen from ``root``; ``version`` is Hexapla's."""
    found = list(_findings(checked, least))
    rules = sorted({finding.check for _, finding in found})
    results = [
        {
            "ruleId": finding.check,
            "level": _SARIF_LEVEL[finding.severity],
            "message": {"text": f"{finding.message}: {excerpt(one.entry.msgid)}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": _seen_from(root, one.path)},
                        "region": {"startLine": max(1, one.entry.line)},
                    }
                }
            ],
            "rank": round(100 * one.risk, 1),
        }
        for one, finding in found
    ]
    driver = {"name": "Hexapla", "version": version, "rules": [{"id": rule} for rule in rules]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def as_data(checked: Iterable[Checked]) -> list[dict[str, Any]]:
    """Every entry that was checked, with its findings and its risk, as plain data; spans are
    [start, end].
    """
    return [
        {
            "catalog": one.path,
            "line": one.entry.line,
            "language": one.language.tag,
            "source": one.entry.msgid,
            "text": one.entry.msgstr,
            "state": str(one.entry.state),
            "risk": one.risk,
            "findings": [
                {
                    "check": finding.check,
                    "severity": str(finding.severity),
                    "message": finding.message,
                    "source": finding.source,
                    "target": finding.target,
                }
                for finding in one.findings
            ],
        }
        for one in checked
    ]


def _seen_from(root: Path, path: str) -> str:
    """A path with slashes, relative to a folder if it is in it."""
    full = Path(path).absolute()
    return (full.relative_to(root) if full.is_relative_to(root) else full).as_posix()


def excerpt(text: str) -> str:
    """The start of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else f"{line[: _EXCERPT - 1]}…"


def _findings(checked: Iterable[Checked], least: Severity) -> Iterator[tuple[Checked, Finding]]:
    return (
        (one, finding) for one in checked for finding in one.findings if finding.severity >= least
    )


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
