// The list of articles with their progress, filled in while the server reads them. Space for every
// article is reserved from the start, but only those near the visible part are drawn.

import { countsText, drawBar, find, h, STATES } from "./dom.js";
import { ask } from "./server.js";

const sections = new Map();
const known = new Map();
const cells = new Map();
const totals = { sentences: 0, left: 0, failed: 0 };
let seen = 0;

const observer = new IntersectionObserver((changes) => {
  for (const one of changes) if (one.isIntersecting) draw(one.target);
}, { rootMargin: "1200px 0px" });

function list({ languages, articles }) {
  for (const [name, domain, numbers] of articles) {
    const section = h("section", { className: "article", "aria-label": name },
      h("h2", {}, name),
      h("ul", { className: "cells" }, numbers.map(() => h("li"))));
    sections.set(section, { name, domain, languages: numbers.map((number) => languages[number]) });
    observer.observe(section);
  }
  find("#articles").append(...sections.keys());
}

function draw(section) {
  observer.unobserve(section);
  const { domain, languages } = sections.get(section);
  const path = domain.split("/").map(encodeURIComponent).join("/");
  section.querySelectorAll("li").forEach((item, at) => {
    const { tag, name, autonym, dir } = languages[at];
    const cell = h("a", { className: "cell", href: `/${tag}/${path}` },
      h("span", { className: "name" }, `${name} `, h("span", { className: "quiet", lang: tag, dir }, autonym)),
      h("span", { className: "left" }, "…"),
      h("span", { className: "bar", "aria-hidden": "true" }),
      h("span", { className: "states quiet" }));
    item.append(cell);
    const place = `${tag}/${domain}`;
    cells.set(place, cell);
    if (known.has(place)) fill(cell, known.get(place));
  });
}

function fill(cell, { counts, error }) {
  const sum = counts && summed(counts);
  cell.classList.toggle("failed", Boolean(error));
  cell.classList.toggle("done", Boolean(counts) && !sum.left);
  if (counts) find(".left", cell).textContent = sum.left ? `${sum.left} to review` : "all reviewed";
  else find(".left", cell).textContent = error ? "can't be read" : "original";
  const states = find(".states", cell);
  states.textContent = counts ? countsText(counts) : error || "";
  states.title = error || "";
  drawBar(find(".bar", cell), counts || {});
}

const summed = (counts) => {
  const sentences = STATES.reduce((sum, state) => sum + counts[state], 0);
  return { sentences, left: sentences - counts.reviewed };
};

function count(one, sign) {
  if (!one) return;
  if (one.error) totals.failed += sign;
  if (!one.counts) return;
  const { sentences, left } = summed(one.counts);
  totals.sentences += sign * sentences;
  totals.left += sign * left;
}

function update(news) {
  seen = news.seen;
  for (const one of news.cells) {
    const place = `${one.language}/${one.domain}`;
    count(known.get(place), -1);
    count(one, 1);
    known.set(place, one);
    if (cells.has(place)) fill(cells.get(place), one);
  }
}

const number = (value) => value.toLocaleString("en");

function progress({ read, articles }) {
  const words = [`${number(totals.left)} of ${number(totals.sentences)} sentences to review`];
  if (read < articles) words.unshift(`Read ${number(read)} of ${number(articles)} articles`);
  if (totals.failed) words.push(`${number(totals.failed)} translations can't be read`);
  return words.join(" · ");
}

function search() {
  const text = find("#search").value.trim().toLowerCase();
  let shown = 0;
  for (const [section, { name }] of sections) {
    section.hidden = !name.toLowerCase().includes(text);
    if (!section.hidden) shown += 1;
  }
  find("#nothing").textContent = shown || !sections.size ? "" : "No articles match.";
}

async function refresh() {
  const line = find("#reading");
  let wait = 5000;
  try {
    if (!sections.size) {
      list(await ask("/api/articles"));
      restoreView();
    }
    const news = await ask(`/api/progress?seen=${seen}`);
    update(news);
    line.textContent = progress(news);
    if (news.read < news.articles) wait = 300;
  } catch (error) {
    line.textContent = error.message || "The server does not answer.";
    wait = 3000;
  }
  setTimeout(refresh, document.hidden ? 5 * wait : wait);
}

// When the reviewer returns from an article, the list looks as it did before.

const place = `hexapla:list:${document.body.dataset.root}`;

function saveView() {
  try {
    sessionStorage.setItem(place, JSON.stringify([find("#search").value, scrollY]));
  } catch {
    // The list will start at the top.
  }
}

function restoreView() {
  let [text, top] = ["", 0];
  try {
    [text, top] = JSON.parse(sessionStorage.getItem(place)) || [text, top];
  } catch {
    // The list starts at the top.
  }
  find("#search").value ||= text;
  search();
  scrollTo({ top, behavior: "instant" });
}

history.scrollRestoration = "manual";
find("#search").addEventListener("input", search);
addEventListener("pagehide", () => sections.size && saveView());
refresh();
