"""Draw an animated terminal of a real run, for the README: docs/images/terminal.svg.

    python tools/terminal.py

It runs the commands in a new folder with Apertium (English to Spanish), and writes what they print.
The picture needs no script: its lines appear by CSS, and all at once if a reader wants no motion.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "terminal.svg"
ARTICLE = """\
# The new library

The **library** opens on Monday. Children can borrow [three books](https://example.org).

It has 12,500 books.
"""
COMMANDS = (
    "cat library.md",
    "translate library.md --to es --engine apertium",
    "cat editions/es/library.md",
    "sed -i s/Monday/Friday/ library.md",
    "translate library.md --to es --engine apertium",
    "sed -n 3p editions/es/library.md",
)
COLUMNS, LINE, LETTER, MARGIN = 92, 19, 8.43, 16
STYLE = """\
svg { background: #1b1f24; border-radius: 6px }
text { font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace }
text { fill: #d7dce2; white-space: pre }
.c { fill: #7ee0b8 }
.l { opacity: 0; animation: show .2s forwards }
@keyframes show { to { opacity: 1 } }
@media (prefers-reduced-motion: reduce) { .l { animation: none; opacity: 1 } }
"""


def recorded() -> list[tuple[str, bool]]:
    """The lines of the terminal, and whether each is a command."""
    lines: list[tuple[str, bool]] = []
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "library.md").write_text(ARTICLE, "utf-8")
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = os.environ | {"PATH": path, "COLUMNS": str(COLUMNS), "LC_ALL": "C.UTF-8"}
        for command in COMMANDS:
            done = subprocess.run(
                shlex.split(command),
                cwd=folder,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=True,
            )
            lines.append((f"$ {command}", True))
            lines += [(line, False) for line in done.stdout.rstrip("\n").split("\n") if done.stdout]
    return lines


def drawn(lines: list[tuple[str, bool]]) -> str:
    """The picture: each command two seconds after the one before, and what it prints at once."""
    columns = max(len(line) for line, _ in lines)
    width, height = round(columns * LETTER) + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    seconds, rows = 0.0, []
    for number, (line, is_command) in enumerate(lines):
        seconds += 2.0 if is_command and number else 0.12
        place = f'x="{MARGIN}" y="{MARGIN + LINE * number + 14}"'
        style = f'style="animation-delay:{seconds:.2f}s"'
        kind = "l c" if is_command else "l"
        rows.append(f'<text class="{kind}" {place} {style}>{escape(line, quote=False)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="title">\n'
        f'<title id="title">A terminal: translate drafts an article in Spanish</title>\n'
        f"<style>\n{STYLE}</style>\n" + "\n".join(rows) + "\n</svg>\n"
    )


if __name__ == "__main__":
    PICTURE.write_text(drawn(recorded()), "utf-8")
