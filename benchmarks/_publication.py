"""Make publications of any size for the benchmarks."""

from __future__ import annotations

from pathlib import Path

__all__ = ["ROOT", "make_publication"]

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = "coalition-in-syria"
LANGUAGES = ("es", "fr", "de", "ru", "ar", "zh_Hans")


def make_publication(folder: Path, articles: int) -> None:
    """Make a publication with copies of the sample article and its catalogs under other names."""
    text = (ROOT / "seeds" / f"{SAMPLE}.txt").read_bytes()
    (folder / "seeds").mkdir(parents=True)
    (folder / "i18n").mkdir()
    (folder / "i18n" / "publication.toml").write_text(
        'sources = ["seeds"]\nlanguages = ["es", "fr", "de", "ru", "ar", "zh-Hans"]\n'
        '[site]\nbase-url = "https://example.org/"\n'
    )
    paths = [Path("locales"), *(Path("locales") / one / "LC_MESSAGES" for one in LANGUAGES)]
    for number in range(articles):
        name = f"article-{number:04}"
        (folder / "seeds" / f"{name}.txt").write_bytes(text)
        for path in paths:
            suffix = ".pot" if path == Path("locales") else ".po"
            target = folder / path / f"{name}{suffix}"
            target.parent.mkdir(parents=True, exist_ok=True)
            data = (ROOT / path / f"{SAMPLE}{suffix}").read_bytes()
            target.write_bytes(data.replace(SAMPLE.encode(), name.encode()))
