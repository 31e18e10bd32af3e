"""Outputs: all of them make the same edition, and plug-ins add new ones."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from hexapla import Language, Policy, Publication, UsageError
from tests.conftest import ROOT, Translate

ES, FR = Language("es"), Language("fr")


def page(language: str) -> str:
    """The output that docs/reference/plugins.md shows, and its registration."""
    text = (
        (ROOT / "docs" / "reference" / "plugins.md")
        .read_text("utf-8")
        .partition("## Write an output")[2]
    )
    (block,) = re.findall(rf"```{language}\n(.*?)```", text.partition("\n## ")[0], re.DOTALL)
    return str(block)


# An output that doesn't write a file for each edition.
LIST = """
    from hexapla.publication.output import Output

    class Made:
        complete = True
        def line(self, shown, *, dry_run): return "listed"
        def facts(self, shown, *, dry_run): return {"listed": True}

    class Listed(Output):
        name = "listed"
        needs_folder = True
        def publish(self, job):
            job.folder.mkdir()
            for one, languages in job.targets:
                for language in languages:
                    edition = job.publication.edition(one, language, job.policy)
                    (job.folder / language.tag).write_bytes(edition.render())
            return [Made()]

    class Broken(Listed):
        name = "broken"
        def publish(self, job): raise KeyError("no\\nluck")

    class Useless: pass
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, translate: Translate) -> Iterator[Path]:
    """A publication in two languages, half reviewed in Spanish, where plug-ins are installed."""
    packages = tmp_path / "packages"
    information = packages / "toys-1.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: toys\nVersion: 1\n")
    (registration,) = re.findall(r"^\w+ = \"(.*)\"$", page("toml"), re.MULTILINE)
    points = {
        "jsonl": registration,
        "listed": "toys:Listed",
        "broken": "toys:Broken",
        "useless": "toys:Useless",
        "missing": "toys:Missing",
    }
    lines = "".join(f"{name} = {value}\n" for name, value in points.items())
    (information / "entry_points.txt").write_text(f"[hexapla.outputs]\n{lines}")
    (packages / f"{registration.partition(':')[0]}.py").write_text(page("python"))
    (packages / "toys.py").write_text(dedent(LIST))
    monkeypatch.syspath_prepend(packages)

    root = tmp_path / "news"
    (root / "i18n").mkdir(parents=True)
    settings = 'source-language = "en"\nlanguages = ["es", "fr"]\nengines = ["upper"]\n'
    (root / "i18n" / "publication.toml").write_text(settings)
    (root / "rain.txt").write_text("It rained all day. Nobody came.\n")
    monkeypatch.chdir(root)
    publication = Publication.open(root)
    prepared = [publication.prepare(one) for one in publication.articles()]
    publication.extract(prepared[0], [ES, FR])
    for language in (ES, FR):
        publication.draft(prepared, language)
    path = root / "locales/es/LC_MESSAGES/rain.po"
    path.write_text(path.read_text().replace("#, fuzzy\n", "", 1))
    yield root
    for name in ("toys", registration.partition(":")[0]):
        sys.modules.pop(name, None)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_the_documented_output_writes_a_file_for_every_edition(
    folder: Path, translate: Translate
) -> None:
    done = translate("publish", "--output", "jsonl=out", "--json")
    assert (done.code, done.err) == (0, "")
    assert [one["edition"] for one in done.results] == ["out/es/rain.jsonl", "out/fr/rain.jsonl"]
    assert rows(folder / "out/es/rain.jsonl") == [
        {"source": "It rained all day.", "text": "IT RAINED ALL DAY.", "state": "reviewed"},
        {"source": "Nobody came.", "text": "NOBODY CAME.", "state": "draft"},
    ]
    again = translate("publish", "--output", "jsonl=out")
    assert again.out.count("unchanged") == 2


def test_it_follows_the_policy_and_the_gate(folder: Path, translate: Translate) -> None:
    done = translate("publish", "-o", "jsonl", "--use", "reviewed", "--fallback", "mark",
                     "--min-reviewed", "50")  # fmt: skip
    assert done.code == 1
    assert "0% reviewed, 50% required" in done.out
    assert [one["text"] for one in rows(folder / "editions/es/rain.jsonl")] == [
        "IT RAINED ALL DAY.",
        "⟦Nobody came.⟧",
    ]
    assert not (folder / "editions/fr/rain.jsonl").exists()
    editions = json.loads((folder / "editions/manifest.json").read_text())["editions"]
    assert list(editions) == ["editions/es/rain.jsonl"]


def test_the_gate_and_the_policy_can_be_configured(folder: Path) -> None:
    settings = folder / "i18n" / "publication.toml"
    settings.write_text(f'{settings.read_text()}min-reviewed = 50\nuse = "reviewed"\n')
    publication = Publication.open(folder)
    es, fr = publication.publish_all("jsonl", folder / "out", dry_run=True)
    assert (es.complete, fr.complete) == (True, False)
    assert not (folder / "out").exists()
    edition = publication.edition(publication.articles()[0], ES)
    assert edition.render() == b"IT RAINED ALL DAY. Nobody came.\n"
    assert edition.refusal is None
    assert publication.edition(publication.articles()[0], FR).refusal == "0% reviewed, 50% required"


def test_an_output_without_files_for_editions(folder: Path, translate: Translate) -> None:
    done = translate("publish", "rain.txt", "--to", "es", "--output", "listed")
    assert (done.code, done.out) == (2, "")
    assert done.err == "translate: the output 'listed' needs a folder; use --output listed=DIR\n"
    done = translate("publish", "rain.txt", "--to", "es", "--output", "listed=out")
    assert (done.code, done.out, done.err) == (0, "listed\n", "")
    assert (folder / "out" / "es").read_text() == "IT RAINED ALL DAY. NOBODY CAME.\n"


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("jsonk", 2, "there is no output 'jsonk'; did you mean jsonl?"),
        ("missing", 3, "toys:Missing: the output 'missing' can't be loaded: AttributeError: "),
        ("useless", 3, "toys:Useless: the output 'useless' can't be loaded: TypeError: it is not"),
        ("broken=out", 3, "the output 'broken' failed: KeyError: 'no"),
    ],
)
def test_an_error_in_an_output_is_one_line(
    folder: Path, translate: Translate, name: str, code: int, said: str
) -> None:
    done = translate("publish", "--output", name)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(f"translate: {said}")
    assert done.err.count("\n") == 1


def test_built_in_outputs_by_name(folder: Path, translate: Translate) -> None:
    for name in ("files", "bilingual", "sphinx"):
        done = translate("publish", "--output", f"{name}=../out")
        assert (done.code, done.err) == (0, "")
    out = folder.parent / "out"
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*.*")) == [
        "en+es/rain.txt",
        "en+fr/rain.txt",
        "es/LC_MESSAGES/rain.po",
        "es/rain.txt",
        "fr/LC_MESSAGES/rain.po",
        "fr/rain.txt",
    ]
    both = (out / "en+es" / "rain.txt").read_text()
    assert both == "It rained all day. Nobody came.\nIT RAINED ALL DAY. NOBODY CAME.\n"
    done = translate("publish", "--output", "files=.")
    assert done.code == 2
    assert done.err == (
        "translate: es/rain.txt: the output 'files' would write the edition of rain.txt in es "
        "among the articles; name a folder without articles\n"
    )
    assert translate("site", "public").code == 0
    page = (folder / "public/es/rain.html").read_text()
    for options in (("--output", "site=again"), ("--site", "again")):
        done = translate("publish", *options)
        assert (done.code, done.err) == (0, "")
        assert (folder / "again/es/rain.html").read_text() == page


def test_what_an_output_wrote_among_the_sources_is_no_article(
    folder: Path, translate: Translate
) -> None:
    """A publication whose only source is its own folder has no folder outside of the sources."""
    before = [one["article"] for one in translate("status", "--json").results]
    for name in ("bilingual=both", "files=docs/out"):
        assert translate("publish", "--output", name).code == 0
        assert [one["article"] for one in translate("status", "--json").results] == before
        again = translate("publish", "--output", name)
        assert (again.code, again.out.count("(unchanged)")) == (0, 2)
    assert (folder / "both/en+es/rain.txt").exists()
    for name in (
        "mo=.",
        "sphinx=.",
        "bilingual=.",
    ):  # among the articles, and none of them is hidden
        translate("publish", "--output", name)
        assert [one["article"] for one in translate("status", "--json").results] == before


def test_sites_and_books_from_python(folder: Path) -> None:
    publication = Publication.open(folder)
    built = publication.site(folder / "public", languages=[ES])
    assert (built.articles, built.made, built.failed) == (1, 1, ())
    assert not (folder / "public/fr").exists()
    (es, fr) = publication.epub(folder / "books", policy=Policy(min_reviewed=50))
    assert (es.articles, fr.articles) == (1, 0)
    assert [one.name for one in fr.refused] == ["rain.txt"]
    assert [path.name for path in (folder / "books").iterdir()] == ["rain.es.epub"]
    (prepared,) = [publication.prepare(one) for one in publication.articles()]
    with pytest.raises(UsageError, match="does not write a file for each edition"):
        publication.publish(prepared, [ES], output="epub", folder=folder)


def test_every_output_makes_the_same_edition(folder: Path, translate: Translate) -> None:
    """With a label, because the review once had another one than the published edition."""
    publication = Publication.open(folder).with_settings(label=True)
    (prepared,) = [publication.prepare(one) for one in publication.articles()]
    (published,) = publication.publish(prepared, [ES])
    assert published.path.read_bytes() == publication.edition(prepared, ES).render()
    assert published.path.read_text().endswith(f"original: English {prepared.digest[:8]}]\n")
    both = replace(publication.policy(), bilingual="beside")
    (published,) = publication.publish(prepared, [ES], policy=both)
    assert published.path.read_bytes() == publication.edition(prepared, ES, both).render()


def test_pip_installs_the_documented_output(folder: Path, tmp_path: Path) -> None:
    project, target = tmp_path / "project", tmp_path / "target"
    project.mkdir()
    (project / "jsonl_output.py").write_text(page("python"))
    (project / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling>=1.27,<2"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "jsonl-output"\nversion = "1.0"\ndescription = "JSON Lines"\n'
        f"{page('toml')}"
    )
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--target")
    pip = [sys.executable, "-m", "pip", "install", *options, str(target), str(project)]
    done = subprocess.run(pip, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    done = subprocess.run(
        [sys.executable, "-m", "hexapla", "publish", "--output", "jsonl=out"],
        env=os.environ | {"PYTHONPATH": str(target)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(rows(folder / "out/fr/rain.jsonl")) == 2


SAYS = "A {process.exit()} {% include x %} {{ y }} <% z %> <?php u ?> <script>v</script> $(w)"


def test_a_catalog_brings_no_code_into_an_edition(translate: Translate) -> None:
    """Neither a translation nor the name of a translator, in whatever a site makes of editions."""
    marked = {
        "a.mdx": "The road is open.\n",
        "b.md": "The road is open.\n",
        "c.html": "<p>The road is open.</p>\n",
        "d.xhtml": "<html xmlns='http://www.w3.org/1999/xhtml'><p>The road is open.</p></html>\n",
        "e.adoc": "The road is open.\n",
    }
    for name, source in marked.items():
        Path(name).write_text(source)
    translate("extract", *marked, "--to", "es", "--from", "en")
    for name in marked:
        (path,) = Path("locales/es/LC_MESSAGES").glob(f"{name[0]}.po")
        # AsciiDoc shows it as it is.
        new = "Abierta." if name == "e.adoc" else "Abierta <?php t ?>."
        text = path.read_text().replace('open."\nmsgstr ""', f'open."\nmsgstr "{new}"')
        text = re.sub(r'"Last-Translator: .*?\\n"', rf'"Last-Translator: {SAYS}\\\\n"', text)
        path.write_text(text)
    assert translate("publish", *marked, "--to", "es", "--from", "en", "--label").code == 0
    for name in marked:
        edition = Path("editions/es", name).read_text()
        assert "process.exit" in edition
        assert not re.search(r"(?<!\\)\{process|\{%|\{\{|<%|<\?|<script", edition), edition
