"""What docs/how-to/privacy.md says about files: none names a path of this machine."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.conftest import Translate


def test_no_file_names_a_path_of_this_machine(translate: Translate, tmp_path: Path) -> None:
    """Neither the publication's folder nor the user's is in what others may get to see."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/a.txt").write_text("The road is closed.\n\nIt rained all day.\n")
    (tmp_path / "texts/b.md").write_text("# The road\n\nSee [the other text](a.txt).\n")
    (tmp_path / "terms.csv").write_text("term,es\nroad,carretera\n")
    assert translate("init", "--from", "en", "--to", "es", "--sources", "texts").code == 0
    assert translate("run", "--engine", "upper").code == 0
    catalog = tmp_path / "locales/es/LC_MESSAGES/a.po"
    catalog.write_text(catalog.read_text("utf-8").replace("#, fuzzy\n", ""), "utf-8")
    for command in (
        ("memory", "export", "-o", "out/all.tmx", "--to", "es"),
        ("memory", "import", "out/all.tmx"),
        ("memory", "export", "-o", "out/again.tmx", "--to", "es"),
        ("glossary", "import", "terms.csv"),
        ("glossary", "export", "-o", "out/terms.tbx"),
        ("xliff", "export", "-o", "out"),
        ("xliff", "export", "--xliff-version", "2.1", "-o", "out2"),
        ("packet", "-o", "out/packet.html"),
        ("publish", "--label"),
        ("publish", "-o", "sphinx=sphinx"),
        ("publish", "-o", "mo=mo"),
        ("site", "public"),
        ("epub", "books"),
    ):
        done = translate(*command)
        assert done.code == 0, (command, done.err)
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for path in tmp_path.rglob("*.epub"):
        with zipfile.ZipFile(path) as book:
            files |= {path / name: book.read(name) for name in book.namelist()}
    assert len(files) > 40
    for path, data in files.items():
        for private in (tmp_path, Path.home()):
            assert str(private).encode() not in data, path
