// The list of articles with their progress, filled in while the server reads them. Space for every
// article is reserved from the start, but only those near the visible part are drawn.

import { countsText, drawBar, find, h, STATES } from "./dom.js";
import { ask } from "./server.js";
import { reviewerName, sameName, settings } from "./storage.js";
import { languageName, t } from "./words.js";

const sections = new Map();
const known = new Map();
const cells = new Map();
const totals = new Map(); // by language
let mine = []; // the tags of the languages that the settings assign to the reviewer
let seen = 0;
let news = null; // the last answer about the progress

const observer = new IntersectionObserver((changes) => {
  for (const one of changes) if (one.isIntersecting) draw(one.target);
}, { rootMargin: "1200px 0px" });

function list({ languages, articles }) {
  offerMine(languages.filter(({ people }) => people.some((name) => sameName(name, reviewerName()))));
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
    const { tag, autonym, dir } = languages[at];
    const cell = h("a", { className: "cell", href: `/${tag}/${path}` },
      h("span", { className: "name" }, `${languageName(languages[at])} `, h("span", { className: "quiet", lang: tag, dir }, autonym)),
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
  if (counts) find(".left", cell).textContent = sum.left ? t`${sum.left} to review` : t`all reviewed`;
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
  if (!totals.has(one.language)) totals.set(one.language, { sentences: 0, left: 0, failed: 0 });
  const sums = totals.get(one.language);
  if (one.error) sums.failed += sign;
  if (!one.counts) return;
  const { sentences, left } = summed(one.counts);
  sums.sentences += sign * sentences;
  sums.left += sign * left;
}

function update({ seen: now, cells: read }) {
  seen = now;
  for (const one of read) {
    const place = `${one.language}/${one.domain}`;
    count(known.get(place), -1);
    count(one, 1);
    known.set(place, one);
    if (cells.has(place)) fill(cells.get(place), one);
  }
}

const number = (value) => value.toLocaleString(document.documentElement.lang);

function progress({ read, articles }) {
  const wanted = chosen();
  const sums = { sentences: 0, left: 0, failed: 0 };
  for (const [tag, one] of totals) {
    if (wanted && !wanted.includes(tag)) continue;
    for (const key of Object.keys(sums)) sums[key] += one[key];
  }
  const words = [t`${number(sums.left)} of ${number(sums.sentences)} sentences to review`];
  if (read < articles) words.unshift(t`Read ${number(read)} of ${number(articles)} articles`);
  if (sums.failed) words.push(t`${number(sums.failed)} translations can't be read`);
  return words.join(" · ");
}

// ── languages ──────────────────────────────────────────────────────────────────────────────────

const remembered = `languages:${document.body.dataset.root}`;
const MINE = "mine";

/** Offers the languages that the settings assign to the reviewer, and restores the last choice. */
function offerMine(languages) {
  const select = find("#languages");
  mine = languages.map(({ tag }) => tag);
  if (mine.length) {
    const names = languages.map(languageName).join(", ");
    select.options[0].after(h("option", { value: MINE }, t`My languages: ${names}`));
  }
  const before = settings.get(remembered) ?? MINE;
  if ([...select.options].some(({ value }) => value === before)) select.value = before;
}

/** The tags of the languages to show; null for all. */
function chosen() {
  const { value } = find("#languages");
  if (!value) return null;
  return value === MINE ? mine : [value];
}

function search() {
  const text = find("#search").value.trim().toLowerCase();
  const wanted = chosen();
  let shown = 0;
  for (const [section, { name, languages }] of sections) {
    const fits = languages.map(({ tag }) => !wanted || wanted.includes(tag));
    section.querySelectorAll("li").forEach((item, at) => { item.hidden = !fits[at]; });
    section.hidden = !name.toLowerCase().includes(text) || !fits.some(Boolean);
    if (!section.hidden) shown += 1;
  }
  find("#nothing").textContent = shown || !sections.size ? "" : t`No articles match.`;
}

async function refresh() {
  const line = find("#reading");
  let wait = 5000;
  try {
    if (!sections.size) {
      list(await ask("/api/articles"));
      restoreView();
    }
    news = await ask(`/api/progress?seen=${seen}`);
    update(news);
    line.textContent = progress(news);
    if (news.read < news.articles) wait = 300;
  } catch (error) {
    line.textContent = error.message || t`The server does not answer.`;
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
find("#languages").addEventListener("change", (event) => {
  settings.set(remembered, event.target.value);
  search();
  if (news) find("#reading").textContent = progress(news);
});
addEventListener("pagehide", () => sections.size && saveView());
refresh();
