"""Write src/hexapla/engines/firefox/published.toml: how large and how good Mozilla's models are.

Usage: python tools/published_figures.py CLONE

CLONE is a clone of github.com/mozilla/firefox-translations-models. Its ``evaluation`` has the
figures of Mozilla's models and of Argos on FLORES-200 devtest, its ``models`` the sizes. Apertium's
BLEU is measured here, on the same sentences, for the pairs that are installed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sacrebleu.metrics import BLEU

from hexapla.engines.apertium.engine import ApertiumEngine
from hexapla.engines.engine import Pair
from hexapla.engines.models.offers import ARCHITECTURES
from hexapla.languages import Language

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "src" / "hexapla" / "engines" / "firefox" / "published.toml"
TEST_SET = "flores-test"

HEAD = """\
# How large and how good Mozilla's models are, on FLORES-200 devtest. Made by
# tools/published_figures.py from {commit} of\n# github.com/mozilla/firefox-translations-models.
# megabytes: what is downloaded; comet: wmt22-comet-da; argos: the same for Argos Translate;
# bleu: sacreBLEU; rules: BLEU of Apertium, measured by Hexapla.
"""


class Clone:
    """The files of a git repository at its HEAD; it needs no work tree."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.names = self._git("ls-tree", "-r", "HEAD", "--name-only").splitlines()

    def _git(self, *args: str) -> str:
        command = ["git", "-C", str(self.path), *args]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def text(self, name: str) -> str:
        """A file's contents."""
        return self._git("show", f"HEAD:{name}")

    def commit(self) -> str:
        """The commit and its date."""
        return self._git("log", "-1", "--format=%h (%as)").strip()


def megabytes(clone: Clone, kind: str, codes: str) -> float:
    """The size of a model's files, by their Git LFS pointers."""
    folder = f"models/{kind}/{codes}/"
    names = [name for name in clone.names if name.startswith(folder) and name.endswith(".gz")]
    wanted = [name for name in names if not name.startswith(f"{folder}quality")]
    sizes = [re.search(r"^size ([0-9]+)$", clone.text(name), re.MULTILINE) for name in wanted]
    return sum(int(size[1]) for size in sizes if size) / 1e6


def of_rules(clone: Clone, pair: Pair, name: str) -> float:
    """The BLEU of Apertium, 0 if it doesn't have the pair."""
    engine = ApertiumEngine()
    if pair not in engine.pairs():
        return 0.0
    source, target = name.split("-")
    sides = [clone.text(f"evaluation/{name}/{TEST_SET}.{one}") for one in (source, target)]
    sentences, references = (side.rstrip("\n").split("\n") for side in sides)
    texts = [one.text for one in engine.translate(sentences, pair)]
    return float(BLEU().corpus_score(texts, [references]).score)


def row(clone: Clone, name: str, comet: Mapping[str, Any], bleu: Mapping[str, Any]) -> str:
    """A pair's line, "" if Mozilla has no figures of its model."""
    source, target = name.split("-")
    codes = f"{source}{target}"
    kinds = [kind for kind in reversed(ARCHITECTURES) if comet.get(f"bergamot-{kind}")]
    if not kinds:
        return ""
    kind = kinds[0]
    pair = Pair(Language(source).tag, Language(target).tag)
    values = {
        "megabytes": round(megabytes(clone, kind, codes)),
        "comet": round(comet[f"bergamot-{kind}"], 3),
        "argos": round(comet.get("argos") or 0, 3),
        "bleu": round(bleu[f"bergamot-{kind}"], 1),
        "rules": round(of_rules(clone, pair, name), 1),
    }
    parts = [f"{key} = {value}" for key, value in values.items() if value]
    return f'"{"-".join(pair)}" = {{ {", ".join(parts)} }}\n' if values["megabytes"] else ""


def main() -> None:
    """Write the file."""
    clone = Clone(Path(sys.argv[1]))
    comet, bleu = (
        json.loads(clone.text(f"evaluation/{one}-results.json")) for one in ("comet", "bleu")
    )
    rows = [
        row(clone, name, sets[TEST_SET], bleu[name][TEST_SET])
        for name, sets in sorted(comet.items())
        if TEST_SET in sets
    ]
    OUTPUT.write_text(HEAD.format(commit=clone.commit()) + "".join(rows), "utf-8")


if __name__ == "__main__":
    main()
