"""Make README.es.md of the Spanish first page of the manual, whose links start in docs.

python tools/readme_es.py docs/index.es.md README.es.md
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_ANCHOR = re.compile(r"^(#+ .*) \{#[^}]*\}$", re.MULTILINE)  # which GitHub would show
_LINK = re.compile(r"(!?\[[^\]]*\]\()(?!https?:|#)([^)]*\))")


def main() -> None:
    """Read the first file, and write the second."""
    page, readme = map(Path, sys.argv[1:])
    text = _ANCHOR.sub(r"\1", page.read_text("utf-8"))
    readme.write_text(_LINK.sub(r"\1docs/\2", text), "utf-8")


if __name__ == "__main__":
    main()
