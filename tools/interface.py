"""Extract the words of the review's pages into a template, and bring their catalogs up to date.

    python tools/interface.py            write src/hexapla/locales
    python tools/interface.py --check    fail if a file would change

Texts are found in the scripts (t`…` and tn("…", "…")), in the templates (_('…') and words.count),
and in the table of shortcuts. Values in a text are {0}, {1}, ….
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.from_template import updated
from hexapla.review.shortcuts import groups
from hexapla.review.wording import DOMAIN, LOCALES, offered

REVIEW = LOCALES.parent / "review"

TAGGED = re.compile(r"(?<![\w.])t`((?:[^`$\\]|\\.|\$(?!\{)|\$\{(?:[^`{}]|\{[^`{}]*\})*\})*)`")
VALUE = re.compile(r"\$\{(?:[^`{}]|\{[^`{}]*\})*\}")
COUNTED = re.compile(r'(?<![\w.])tn\(\s*"([^"]*)",\s*"([^"]*)"')
IN_TEMPLATE = re.compile(r"(?<![\w.])_\('([^']*)'\)")
COUNTED_IN_TEMPLATE = re.compile(r"words\.count\('([^']*)', '([^']*)'")
COUNTED_IN_PYTHON = re.compile(r'words\.count\("([^"]*)", "([^"]*)"')


def texts() -> Iterator[tuple[str, str | None, str]]:
    """Each text with its plural, if it has one, and the file that it is in."""
    for path in sorted(REVIEW.glob("static/*.js")):
        source = path.read_text("utf-8")
        found = [(m.start(), m[1], None) for m in TAGGED.finditer(source)]
        found += [(m.start(), m[1], m[2]) for m in COUNTED.finditer(source)]
        for _, one, many in sorted(found, key=lambda text: text[0]):
            yield numbered(one), many, path.name
    for path in sorted(REVIEW.glob("templates/*.html")):
        source = path.read_text("utf-8")
        yield from ((m[1], None, path.name) for m in IN_TEMPLATE.finditer(source))
        yield from ((m[1], m[2], path.name) for m in COUNTED_IN_TEMPLATE.finditer(source))
    for path in sorted(REVIEW.glob("*.py")):
        yield from (
            (m[1], m[2], path.name) for m in COUNTED_IN_PYTHON.finditer(path.read_text("utf-8"))
        )
    for with_server in (True, False):
        for group in groups(str, with_server=with_server):
            yield group["title"], None, "shortcuts.py"
            yield from ((row["effect"], None, "shortcuts.py") for row in group["shortcuts"])


def numbered(text: str) -> str:
    """A text of a script with numbers in the places of its values."""
    places = iter(range(10))
    return VALUE.sub(lambda _: f"{{{next(places)}}}", text)


def template() -> Catalog:
    """The template: each text once, with the files that it is in."""
    found: dict[str, tuple[str | None, list[str]]] = {}
    for one, many, name in texts():
        plural, names = found.setdefault(one, (many, []))
        if (plural, many).count(None) == 1:
            raise SystemExit(f"{name}: {one!r} is there with a plural and without one")
        if name not in names:
            names.append(name)
    entries = [
        Entry(
            one,
            references=tuple(names),
            plural=many,
            plurals=("", "") if many is not None else (),
        )
        for one, (many, names) in found.items()
    ]
    header = Entry(
        "", "Project-Id-Version: Hexapla\nContent-Type: text/plain; charset=UTF-8\n",
        comments=("The words of the review's pages.",),
    )  # fmt: skip
    return Catalog(header=header, entries=tuple(entries))


def main() -> None:
    """Write the template and the catalogs, or say which would change."""
    fresh = template()
    files = {LOCALES / f"{DOMAIN}.pot": fresh.dump()}
    for path in offered().values():
        if path is not None:
            files[path] = updated(Catalog.load(path), fresh).dump()
    changed = [path for path, data in files.items() if not same(path, data)]
    if "--check" in sys.argv[1:]:
        sys.exit("\n".join(f"{path} is out of date: run {sys.argv[0]}" for path in changed) or 0)
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[path])
        sys.stdout.write(f"wrote {path}\n")


def same(path: Path, data: bytes) -> bool:
    """Whether a file has these bytes."""
    return path.is_file() and path.read_bytes() == data


if __name__ == "__main__":
    main()
