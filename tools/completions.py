"""Write the completions for shells that are installed with the package: `share/`.

They ask the command itself what can follow, so they change only when Typer does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PATHS = {
    "bash": "bash-completion/completions/translate",
    "zsh": "zsh/site-functions/_translate",
    "fish": "fish/vendor_completions.d/translate.fish",
}
"""The file of each shell, where the shell looks for it below `share`."""

# zsh runs the file when it completes for the first time: then it must complete, too.
_ENDS = {"zsh": '\n_translate_completion "$@"'}


def script(shell: str) -> str:
    """The completion for a shell, as `translate --show-completion` prints it there."""
    done = subprocess.run(
        [sys.executable, "-m", "hexapla"],
        env=os.environ | {"_TRANSLATE_COMPLETE": f"source_{shell}"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip() + _ENDS.get(shell, "") + "\n"


def main() -> None:
    """Write the files."""
    for shell, name in PATHS.items():
        path = ROOT / "share" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script(shell), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
