"""Measure `translate review` with 1,000 articles, and its page with 5,000 sentences, in a browser.

With many articles in six languages and an empty cache, measured are: the time from the command to
its address, and from the address to a list with the first numbers; and the server's memory once
everything is read, compared with a tenth of the articles. Expected before measuring: both times are
those of a single article plus some tenths of a second, because nothing is read for them.

With a long article, measured are: the first paint, including the server's work the first time; a
keystroke, from the browser's event until the findings for the typed text are on the page; and the
time between two frames while the page scrolls through the article. Expected before measuring: the
first paint takes as long as transferring and parsing some MB of JSON; a keystroke takes one request
and one run of the checks (3 ms); scrolling draws 40 rows at a time.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from _figures import Figure, as_json, at_most, line, untargeted
from _publication import make_publication
from hexapla import Language, Publication
from hexapla.catalogs.catalog import Catalog, Draft

SENTENCES = 5_000
CHROMIUM = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAINT_SECONDS, KEYSTROKE_MS, FRAME_MS = 1.0, 50.0, 34.0
ADDRESS_SECONDS, LIST_SECONDS, LATER, GROWTH = 1.0, 1.5, 2.0, 1.5

WHO = ["The mayor", "A teacher", "The council", "Our reporter", "A neighbour", "The minister"]
DID = ["opened", "closed", "visited", "praised", "inspected", "described", "rebuilt", "sold"]
WHAT = ["the school", "the bridge", "a road", "the old mill", "the harbour", "the library"]
WHEN = ["in {} days", "on page {}", "after {} years", "for {} euros", "near house {}"]
SPANISH = "El texto número {} habla del asunto con bastante detalle y lo explica todo."


def article(sentences: int) -> str:
    """Different sentences, in paragraphs of five, with a heading every ten paragraphs."""
    lines, paragraph = [], []
    for n in range(sentences):
        words = (WHO[n % 6], DID[n // 6 % 8], WHAT[n // 48 % 6], WHEN[n % 5].format(n + 2))
        paragraph.append(" ".join(words) + ".")
        if len(paragraph) == 5:
            lines += [" ".join(paragraph), ""]
            paragraph = []
        if n % 50 == 49:
            lines += [f"Chapter {n // 50 + 1}: what was seen", ""]
    return "\n".join(lines)


def make(folder: Path, sentences: int) -> None:
    """Make a publication with one article, half its sentences reviewed and the rest drafts."""
    (folder / "long.txt").write_text(article(sentences), encoding="utf-8")
    publication = Publication.open(folder)
    (found,) = publication.articles([folder / "long.txt"])
    spanish = Language("es")
    publication.extract(publication.prepare(found, Language("en")), [spanish])
    path = publication.layout.catalog(found, spanish)
    catalog = Catalog.load(path)
    entries = []
    for n, entry in enumerate(catalog.entries):
        text = SPANISH.format(n + 2)
        draft = Draft.of("argos-en_es 1.9", 0.6 + n % 40 / 100, entry.msgid, text)
        flags = ("fuzzy",) if n % 2 else ()
        entries.append(entry.edit(msgstr=text, comments=(draft.comment(),), flags=flags))
    catalog.with_entries(entries).save()


def serve(folder: Path, *options: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start the review of a folder, with a separate cache; return process and first address."""
    command = [sys.executable, "-m", "hexapla", "review", "--no-open", "--json"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / ".cache")}
    server = subprocess.Popen(
        [*command, "--as", "A", *options],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
    )
    assert server.stdout is not None
    lines: list[bytes] = []
    while not lines or lines[-1] != b"}\n":
        lines.append(server.stdout.readline())
        if not lines[-1]:
            raise SystemExit("the server did not start")
    return server, str(json.loads(b"".join(lines))["results"][0]["url"])


def starts(browser: Browser, folder: Path, times: int) -> dict[str, float]:
    """Start the server ``times`` times from an empty cache, and measure.

    ``address`` and ``list`` are the shortest times in seconds to the address, and from there to the
    list's first numbers. ``read`` is the seconds until everything is read, and ``peak`` the
    server's peak memory in MB by then.
    """
    addresses, lists = [], []
    for left in reversed(range(times)):
        shutil.rmtree(folder / ".cache", ignore_errors=True)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        begin = time.perf_counter()
        server, url = serve(folder)
        try:
            addresses.append(time.perf_counter() - begin)
            page.goto(url)
            page.wait_for_selector(".cell .bar span")
            lists.append(time.perf_counter() - begin - addresses[-1])
            if not left:
                all_read = "() => !/^Read/.test(document.querySelector('#reading').textContent)"
                page.wait_for_function(all_read, timeout=300_000)
                read = time.perf_counter() - begin
                peak = Path(f"/proc/{server.pid}/status").read_text().partition("VmHWM:")[2]
        finally:
            server.kill()
            server.wait()
            page.close()
    return {
        "address": min(addresses),
        "list": min(lists),
        "read": read,
        "peak": int(peak.split()[0]) / 1024,
    }


def many(articles: int) -> list[Figure]:
    """The figures for many articles."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = launched(playwright)
        make_publication(Path(name) / "small", articles // 10)
        make_publication(Path(name) / "large", articles)
        small = starts(browser, Path(name) / "small", 3)
        large = starts(browser, Path(name) / "large", 3)
        browser.close()
    what = f"{articles:,} articles in 6 languages"
    tenth = f"against {articles // 10} articles"
    return [
        at_most(f"{what}: the address", large["address"], ADDRESS_SECONDS, "s"),
        at_most(f"{what}: from there to the first list", large["list"], LIST_SECONDS, "s"),
        at_most(f"the first list {tenth}", large["list"] / small["list"], LATER, "×"),
        at_most(f"the server's memory {tenth}", large["peak"] / small["peak"], GROWTH, "×"),
        untargeted(f"{what}: all read in the background", large["read"], "s"),
        untargeted(f"{what}: the server's memory", large["peak"], "MB"),
    ]


def launched(playwright: Playwright) -> Browser:
    """Chromium as installed on the system."""
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)


def first_paints(page: Page, address: str, times: int) -> list[float]:
    """The seconds from the start of the navigation until the rows are painted."""
    out = []
    for _ in range(times):
        page.goto(address)
        page.wait_for_selector(".row.active textarea")
        out.append(
            page.evaluate(
                "() => new Promise(done => requestAnimationFrame(() => "
                "done(performance.getEntriesByName('painted')[0].startTime / 1000)))"
            )
        )
    return out


def keystrokes(page: Page, count: int) -> list[float]:
    """The milliseconds from each input event until its findings are on the page."""
    page.evaluate(
        """() => {
          window.typed = new Map(); window.took = [];
          const heard = (event) => window.typed.set(event.target.value, event.timeStamp);
          document.addEventListener("input", heard, true);
          new PerformanceObserver((list) => list.getEntries().forEach((mark) => {
            const since = mark.name === "checked" && window.typed.get(mark.detail);
            if (since) window.took.push(mark.startTime - since);
          })).observe({ type: "mark" });
        }"""
    )
    page.focus(".row.active textarea")
    for letter in ("a pocos 37 metros " * count)[:count]:
        page.keyboard.press("Space" if letter == " " else letter)
        page.wait_for_timeout(70)
    page.wait_for_timeout(300)
    found: list[float] = page.evaluate("() => window.took")
    return found


def frames(page: Page, seconds: float) -> list[float]:
    """The milliseconds between frames while the page scrolls, about 3,000 pixels per second."""
    found: list[float] = page.evaluate(
        """(seconds) => new Promise((done) => {
          const took = []; let last = performance.now(); const end = last + 1000 * seconds;
          const step = (now) => {
            took.push(now - last);
            window.scrollBy({ top: Math.min(100, 3 * (now - last)), behavior: "instant" });
            last = now;
            now < end ? requestAnimationFrame(step) : done(took.slice(2));
          };
          requestAnimationFrame(step);
        })""",
        seconds,
    )
    return found


def measure(quick: bool) -> dict[str, float]:
    """The figures for a long article, from one run."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        make(folder, SENTENCES)
        server, url = serve(folder, "--from", "en", "long.txt")
        try:
            browser = launched(playwright)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(url)
            page.wait_for_selector(".cell")
            paints = first_paints(page, url.partition("?")[0] + "es/long", 3 if quick else 7)
            page.wait_for_function(
                "() => /\\d/.test(document.querySelector('[data-filter=findings]').textContent)",
                timeout=180_000,
            )
            typed = keystrokes(page, 40 if quick else 150)
            between = frames(page, 5 if quick else 20)
            browser.close()
        finally:
            server.kill()
            server.wait()
    return {
        "cold": paints[0],
        "paint": statistics.median(paints[1:]),
        "keystroke": percentile(typed, 95),
        "keystroke median": statistics.median(typed),
        "frame": percentile(between, 95),
        "frame median": statistics.median(between),
    }


def percentile(values: Sequence[float], share: int) -> float:
    """The value that ``share`` per cent of the values don't exceed."""
    return sorted(values)[min(len(values) - 1, len(values) * share // 100)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument(
        "--json", action="store_true", help="print only the figures with a target, as JSON"
    )
    options = parser.parse_args()
    if shutil.which("chromium") is None:
        raise SystemExit("Chromium is not installed: nothing was measured")
    found = measure(options.quick)

    figures = [
        *many(250 if options.quick else 1_000),
        at_most("5,000 sentences: first paint, first time", found["cold"], PAINT_SECONDS, "s"),
        at_most("5,000 sentences: first paint, again", found["paint"], PAINT_SECONDS, "s"),
        at_most("a keystroke's check, 95 of 100 within", found["keystroke"], KEYSTROKE_MS, "ms"),
        at_most("scrolling: between frames, 95 of 100 within", found["frame"], FRAME_MS, "ms"),
    ]
    if options.json:
        print(as_json(figures))
        return
    for one in figures:
        print(line(one))
    print(f"medians: keystroke {found['keystroke median']:.0f} ms, "
          f"frame {found['frame median']:.0f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
