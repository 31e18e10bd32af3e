// The list of articles: how far each language is, filled in as the server gets to know it.

import { ask } from "./api.js";
import { countsText, drawBar, find, STATES } from "./dom.js";

function fill(cell, counts) {
  if (counts.error) {
    find(".left", cell).textContent = "can't be read";
    find(".states", cell).textContent = counts.error;
    return;
  }
  const total = STATES.reduce((sum, state) => sum + counts[state], 0);
  const left = total - counts.reviewed;
  find(".left", cell).textContent = left ? `${left} to review` : "all reviewed";
  cell.classList.toggle("done", !left);
  drawBar(find(".bar", cell), counts);
  find(".states", cell).textContent = countsText(counts);
}

async function refresh() {
  const cells = new Map();
  for (const cell of document.querySelectorAll(".cell")) {
    cells.set(`${cell.dataset.language}/${cell.dataset.domain}`, cell);
  }
  let wait = 5000;
  try {
    const known = await ask("/api/progress");
    for (const one of known.cells) {
      if (one.counts) fill(cells.get(`${one.language}/${one.domain}`), one.counts);
    }
    if (!known.done) wait = 300;
  } catch {
    wait = 3000;
  }
  setTimeout(refresh, document.hidden ? 5 * wait : wait);
}

refresh();
