"""The review's buttons are readable in every state: contrast of at least 4.5 (WCAG 1.4.3)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

STYLE = ROOT / "src/hexapla/review/static/review.css"
# The contrast of an element's text with its background, or with the first one behind it.
CONTRAST = """element => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  let behind = element;
  while ((rgb(getComputedStyle(behind).backgroundColor)[3] ?? 1) < 1) behind = behind.parentElement;
  const [a, b] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor]
    .map((text) => light(rgb(text)) + 0.05);
  return Math.max(a, b) / Math.min(a, b);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_buttons(scheme: Any, browser: Any, tmp_path: Path) -> None:
    kinds = [
        f'<p><button class="{name}" aria-pressed="{pressed}">As published</button>'
        for name in ("", "plain", "primary")
        for pressed in ("false", "true")
    ]
    page_path = tmp_path / "buttons.html"
    page_path.write_text(
        f'<!doctype html><html lang="en"><title>Buttons</title><style>{STYLE.read_text("utf-8")}'
        f"* {{ transition: none !important }}</style><body>{''.join(kinds)}"
    )
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(page_path.as_uri())
    for button in page.locator("button").all():
        for state in ("rest", "hover", "focus"):
            if state != "rest":
                getattr(button, state)()
            what = (scheme, button.get_attribute("class"), button.get_attribute("aria-pressed"))
            assert button.evaluate(CONTRAST) >= 4.5, (*what, state)
    context.close()
