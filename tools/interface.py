"""Extract the words of the interface into templates, and bring their catalogs up to date.

    python tools/interface.py            write src/hexapla/locales
    python tools/interface.py --check    fail if a file would change

There are two domains. `review` has the words of the review's pages: texts in the scripts (t`…` and
tn("…", "…")), in the templates (_('…') and words.count), and in the table of shortcuts; values in
them are {0}, {1}, …. `messages` has what the command says: the literals in calls of `msg`,
`counted` and `amount`, the help of the commands, and what the checks look for.

Each catalog is also compiled to JSON, which is what the program reads.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import typer

from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.from_template import updated
from hexapla.catalogs.plural_forms import plural_rule
from hexapla.checks.registry import checks, description_of
from hexapla.cli.app import app
from hexapla.cli.help import HEADINGS, HelpContext, texts_of
from hexapla.languages import Language
from hexapla.review import rendering
from hexapla.review.shortcuts import groups
from hexapla.words import LOCALES, MESSAGES, NUMBERS

PACKAGE = LOCALES.parent
REVIEW = PACKAGE / "review"
ABOUT = {
    rendering.DOMAIN: "The words of the review's pages.",
    MESSAGES: "What the command says, its help, and what the checks find.",
}

TAGGED = re.compile(r"(?<![\w.])t`((?:[^`$\\]|\\.|\$(?!\{)|\$\{(?:[^`{}]|\{[^`{}]*\})*\})*)`")
VALUE = re.compile(r"\$\{(?:[^`{}]|\{[^`{}]*\})*\}")
COUNTED = re.compile(r'(?<![\w.])tn\(\s*"([^"]*)",\s*"([^"]*)"')
IN_TEMPLATE = re.compile(r"(?<![\w.])_\('([^']*)'\)")
COUNTED_IN_TEMPLATE = re.compile(r"words\.count\('([^']*)', '([^']*)'")
COUNTED_IN_PYTHON = re.compile(r'words\.count\("([^"]*)", "([^"]*)"')
PLACE = re.compile(r"\{[^{}]*\}")


class Text(NamedTuple):
    """A text with its plural, if it has one, and the file that it is in."""

    text: str
    plural: str | None
    file: str


def of_pages() -> Iterator[Text]:
    """The texts of the review's pages."""
    for path in sorted(REVIEW.glob("static/*.js")):
        source = path.read_text("utf-8")
        found = [(m.start(), m[1], None) for m in TAGGED.finditer(source)]
        found += [(m.start(), m[1], m[2]) for m in COUNTED.finditer(source)]
        for _, one, many in sorted(found, key=lambda text: text[0]):
            yield Text(numbered(one), many, path.name)
    for path in sorted(REVIEW.glob("templates/*.html")):
        source = path.read_text("utf-8")
        yield from (Text(m[1], None, path.name) for m in IN_TEMPLATE.finditer(source))
        yield from (Text(m[1], m[2], path.name) for m in COUNTED_IN_TEMPLATE.finditer(source))
    for path in sorted(REVIEW.glob("*.py")):
        source = path.read_text("utf-8")
        yield from (Text(m[1], m[2], path.name) for m in COUNTED_IN_PYTHON.finditer(source))
    for with_server in (True, False):
        for group in groups(str, with_server=with_server):
            yield Text(group["title"], None, "shortcuts.py")
            yield from (Text(row["effect"], None, "shortcuts.py") for row in group["shortcuts"])


def numbered(text: str) -> str:
    """A text of a script with numbers in the places of its values."""
    places = iter(range(10))
    return VALUE.sub(lambda _: f"{{{next(places)}}}", text)


def of_messages() -> Iterator[Text]:
    """The texts of messages, of help, and of checks."""
    root = typer.main.get_command(app)
    context = HelpContext(root)
    yield from (Text(str(heading), None, "help") for heading in HEADINGS)
    yield from (Text(text, None, "help of translate") for text in texts_of(root))
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        yield from (Text(text, None, f"help of {name}") for text in texts_of(command))
    yield from (Text(description_of(check), None, f"check {check.name}") for check in checks())
    for path in sorted(PACKAGE.rglob("*.py")):
        file = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield from (Text(*found, file) for found in in_call(node.func.id, node.args))


def in_call(name: str, args: list[ast.expr]) -> Iterator[tuple[str, str | None]]:
    """The literals in a call that makes a message."""
    texts = [node.value if isinstance(node, ast.Constant) else None for node in args]
    match name, texts:
        case "msg", [str(text)] if re.search(r"[^\W\d]", PLACE.sub("", text)):
            yield text, None
        case "counted", [_, str(one), str(many)]:
            yield one, many
        case "amount", [_, str(noun)]:
            yield f"{{n:,}} {noun}", f"{{n:,}} {noun}s"


def template(domain: str, texts: Iterable[Text]) -> Catalog:
    """The template: each text once, with the files that it is in."""
    found: dict[str, tuple[str | None, list[str]]] = {}
    for text in texts:
        plural, files = found.setdefault(text.text, (text.plural, []))
        if (plural, text.plural).count(None) == 1:
            raise SystemExit(f"{text.file}: {text.text!r} is there with a plural and without one")
        if text.file not in files:
            files.append(text.file)
    entries = [
        Entry(
            one,
            references=tuple(file for file in files if "." in file),
            extracted=tuple(file for file in files if "." not in file),
            plural=many,
            plurals=("", "") if many is not None else (),
        )
        for one, (many, files) in found.items()
    ]
    header = Entry(
        "", "Project-Id-Version: Hexapla\nContent-Type: text/plain; charset=UTF-8\n",
        comments=(ABOUT[domain],),
    )  # fmt: skip
    return Catalog(header=header, entries=tuple(entries))


def compiled(catalog: Catalog, language: Language) -> bytes:
    """A catalog as the program reads it: see `hexapla.words`."""
    messages = {
        entry.msgid: list(entry.plurals) if entry.plural is not None else entry.msgstr
        for entry in catalog.entries
        if not entry.obsolete and not entry.fuzzy and entry.text.strip("\0")
    }
    forms = "".join(map(str, plural_rule(catalog.headers, language).forms(NUMBERS)))
    data = {"forms": forms, "messages": messages}
    return (json.dumps(data, ensure_ascii=False, indent=0) + "\n").encode()


def files() -> dict[Path, bytes]:
    """The templates, the catalogs and the compiled catalogs as they should be."""
    found = {}
    for domain, texts in ((rendering.DOMAIN, of_pages()), (MESSAGES, of_messages())):
        fresh = template(domain, texts)
        found[LOCALES / f"{domain}.pot"] = fresh.dump()
        for path in sorted(LOCALES.glob(f"*/LC_MESSAGES/{domain}.po")):
            catalog = updated(Catalog.load(path), fresh)
            language = Language(path.parent.parent.name)
            found[path] = catalog.dump()
            found[path.parent.parent / f"{domain}.json"] = compiled(catalog, language)
    return found


def main() -> None:
    """Write what has changed, or say what would change."""
    changed = {path: data for path, data in files().items() if not same(path, data)}
    if "--check" in sys.argv[1:]:
        sys.exit("\n".join(f"{path} is out of date: run {sys.argv[0]}" for path in changed) or 0)
    for path, data in changed.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        sys.stdout.write(f"wrote {path}\n")


def same(path: Path, data: bytes) -> bool:
    """Whether a file has these bytes."""
    return path.is_file() and path.read_bytes() == data


if __name__ == "__main__":
    main()
