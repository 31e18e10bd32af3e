"""Write docs/cli.md, docs/configuration.md and the shortcuts in docs/review.md from the program.

`make docs` runs it; with ``--check`` it only says whether the pages are up to date.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperArgument, TyperGroup, TyperOption

from hexapla.cli.app import app
from hexapla.publication.configuration import commented_toml
from hexapla.review.shortcuts import SHORTCUTS, Shortcut, When

EXIT_CODES = """## Exit codes

| code | meaning |
| --- | --- |
| 0 | done; unreviewed drafts are no failure |
| 1 | a gate did not pass: an edition has less than `--min-reviewed` percent reviewed |
| 2 | usage: a misspelt command, option, language, key of `publication.toml` |
| 3 | an input that can't be read, or a file that can't be written |
| 4 | no engine for a pair of languages |
| 70 | a bug of Hexapla's |
| 130 | interrupted (Ctrl-C); what was finished is saved |
| 143 | ended by `kill` or `timeout` (SIGTERM); what was finished is saved |

Of several, the highest. Every failure is one line on standard error: what, where, what to do.
`--debug` shows the traceback."""

DOCS = Path(__file__).resolve().parent.parent / "docs"


def cli_page() -> str:
    """Every command with its help, its arguments and its options."""
    root = typer.main.get_command(app)
    parts = [
        "# The command line",
        "Made by `make docs` from the program itself: correct the program, not this page.",
        *_command(root, "translate", 2),
        EXIT_CODES,
    ]
    return "\n\n".join(parts) + "\n"


def configuration_page() -> str:
    """`publication.toml` with every key explained."""
    return (
        "\n\n".join(
            [
                "# `i18n/publication.toml`",
                "Made by `make docs` from the program itself. `translate init` writes this file. "
                "Command-line options come before it.",
                f"```toml\n{commented_toml()}```",
            ]
        )
        + "\n"
    )


def review_page() -> str:
    """docs/review.md with the table of keyboard shortcuts."""
    begin, end = "<!-- shortcuts -->", "<!-- end of shortcuts -->"
    before, _, rest = (DOCS / "review.md").read_text("utf-8").partition(begin)
    after = rest.partition(end)[2]
    tables = []
    for when in When:
        rows = [f"| {_keys(one)} | {one.effect} |" for one in SHORTCUTS if one.when is when]
        tables.append("\n".join([f"| Key | {when.value} |", "| --- | --- |", *rows]))
    return "\n\n".join([f"{before}{begin}", *tables, f"{end}{after}"])


def _keys(shortcut: Shortcut) -> str:
    return " ".join(key if key == "…" else f"`{key}`" for key in shortcut.labels)


def _command(command: Any, path: str, level: int) -> list[str]:
    context = typer.Context(command, info_name=path)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    parts = [
        f"{'#' * level} `{path.removesuffix(' run')}`",
        f"```\n{usage.replace(' run ', ' ')}\n```",
    ]
    parts.append(_prose(command.help or ""))
    rows = [row for param in command.params if (row := _row(param, context))]
    if rows:
        parts.append("\n".join(["| option | meaning |", "| --- | --- |", *rows]))
    if isinstance(command, TyperGroup):
        for name in command.list_commands(context):
            parts += _command(command.get_command(context, name), f"{path} {name}", level + 1)
    return parts


def _prose(text: str) -> str:
    """Help as Markdown: lines that show a command become code."""
    text = re.sub(r"\[/?(?:bold|dim)\]", "", text).replace("\b", "").strip()
    out: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in paragraph.strip().splitlines()]
        if lines and all(line.startswith("translate") for line in lines):
            out.append("```\n" + "\n".join(lines) + "\n```")
        else:
            out.append(" ".join(lines))
    return "\n\n".join(out)


def _row(param: TyperArgument | TyperOption, context: typer.Context) -> str | None:
    record = param.get_help_record(context)
    if record is None:
        return None
    names, meaning = record
    return f"| `{_cell(re.sub(r' <list.*>', '', names))}` | {_cell(meaning)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


PAGES = {"cli.md": cli_page, "configuration.md": configuration_page, "review.md": review_page}


def main() -> int:
    """Write the pages, or check them."""
    check = "--check" in sys.argv[1:]
    stale = []
    for name, page in PAGES.items():
        path = DOCS / name
        text = page()
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8")
    if check and stale:
        print(f"docs: {', '.join(stale)} out of date; run make docs", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
