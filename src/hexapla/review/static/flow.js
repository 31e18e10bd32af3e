// The article as rows of sentences, grouped into blocks. Only rows near the visible part are drawn.

import { h, icon, STATE_NAMES } from "./dom.js";
import { hasFindings } from "./model.js";
import { marked, searched } from "./markup.js";
import { t } from "./words.js";

const ROWS_PER_CHUNK = 40;

/** The name of the element for a block of some kind. */
export function elementOf(kind) {
  const level = /^heading(?: (\d))?/.exec(kind);
  if (level) return `h${Math.min(6, Number(level[1] || 1) + 1)}`;
  if (kind === "title") return "h2";
  return kind.startsWith("quotation") ? "blockquote" : "p";
}

/** The CSS class for a block of some kind. */
export function classOf(kind) {
  return kind.replace(/[^a-z0-9]+/g, "-");
}

export class Flow {
  #chunks = [];
  #places = new Map();
  #observer;

  constructor(root, model, editor) {
    Object.assign(this, { root, model, editor });
    this.view = [];
    this.active = -1;
    this.#observer = new IntersectionObserver((seen) => {
      for (const one of seen) if (one.isIntersecting) this.#fill(this.#chunks[Number(one.target.dataset.chunk)]);
    }, { rootMargin: "1200px 0px" });
  }

  /** Shows rows by their numbers, in this order. */
  show(rows) {
    this.view = rows;
    this.#observer.disconnect();
    this.#places = new Map(rows.map((at, place) => [at, place]));
    this.#chunks = [];
    for (let from = 0; from < rows.length; from += ROWS_PER_CHUNK) {
      const part = rows.slice(from, from + ROWS_PER_CHUNK);
      const element = h("div", { className: "chunk", data: { chunk: this.#chunks.length } });
      const lines = part.reduce((sum, at) => sum + 1 + this.model.entryAt(at).source.length / 60, 0);
      element.style.containIntrinsicBlockSize = `auto ${Math.round(lines * 26)}px`;
      element.style.minBlockSize = `${Math.round(lines * 26)}px`;
      this.#chunks.push({ element, rows: part, filled: false });
    }
    this.root.replaceChildren(...this.#chunks.map((chunk) => chunk.element));
    if (!rows.length) this.root.append(h("p", { className: "nothing quiet" }, t`No sentences match.`));
    if (this.#chunks.length) this.#fill(this.#chunks[0]);
    for (const chunk of this.#chunks) this.#observer.observe(chunk.element);
    if (this.active >= 0 && !this.#places.has(this.active)) this.active = -1;
  }

  element(at) {
    return document.getElementById(`row-${at}`);
  }

  /** Makes a row active: it gets the editor and is scrolled into view. */
  activate(at, { focus = false, scroll = true } = {}) {
    if (!this.#places.has(at)) return;
    const top = this.element(at)?.getBoundingClientRect().top;
    const before = this.active;
    this.active = at;
    const chunk = this.#chunks[Math.floor(this.#places.get(at) / ROWS_PER_CHUNK)];
    this.#fill(chunk);
    if (before >= 0 && before !== at) this.redraw(before);
    this.redraw(at);
    const element = this.element(at);
    if (scroll) this.reveal();
    // The row that closes above may be tall: keep a clicked row where it is.
    else window.scrollBy({ top: element.getBoundingClientRect().top - top, behavior: "instant" });
    if (focus) this.editor.focus();
  }

  /** The next shown row for whose entry `accept` is true, in the direction `by` (1 or -1); -1 if there is none. */
  next(by = 1, accept = () => true, from = this.active) {
    let place = (this.#places.get(from) ?? (by > 0 ? -1 : this.view.length)) + by;
    for (; place >= 0 && place < this.view.length; place += by) {
      if (accept(this.model.entryAt(this.view[place]))) return this.view[place];
    }
    return -1;
  }

  /** Draws a row again, if it is drawn at all. */
  redraw(at) {
    const old = this.element(at);
    if (old) old.replaceWith(this.#row(at));
  }

  /** Draws the rows of some entries again. The active row keeps its editor. */
  refresh(ids) {
    const changed = new Set(ids);
    for (const chunk of this.#chunks) {
      if (!chunk.filled) continue;
      for (const at of chunk.rows) {
        if (!changed.has(this.model.rows[at].id)) continue;
        if (at === this.active) this.#update(at);
        else this.redraw(at);
      }
    }
  }

  #update(at) {
    const entry = this.model.entryAt(at);
    const element = this.element(at);
    element.className = `row ${entry.state} active`;
    element.querySelector(".mark").replaceWith(this.#mark(at, entry));
    this.editor.update();
  }

  #mark(at, entry) {
    const state = hasFindings(entry) ? t`${STATE_NAMES[entry.state]}, with findings` : STATE_NAMES[entry.state];
    return h(
      "button",
      { type: "button", className: "mark", title: state, "aria-label": t`Sentence ${at + 1}, ${state}: open` },
      icon(entry.state),
      hasFindings(entry) && h("span", { className: "flag" }, icon("finding")),
    );
  }

  /** Scrolls the active row into view. */
  reveal() {
    const box = this.element(this.active)?.getBoundingClientRect();
    if (!box) return;
    const top = document.querySelector(".tools").getBoundingClientRect().bottom;
    if (box.top < top + 8 || box.bottom > innerHeight - 8) {
      window.scrollBy({ top: box.top - top - Math.max(16, (innerHeight - top) * (innerWidth < 736 ? 0.03 : 0.18)), behavior: "instant" });
    }
  }

  #fill(chunk) {
    if (chunk.filled) return;
    chunk.filled = true;
    chunk.element.style.minBlockSize = "";
    const blocks = [];
    let last = null;
    for (const at of chunk.rows) {
      const row = this.model.rows[at];
      const before = this.view[this.#places.get(at) - 1];
      if (row.article !== this.model.rows[before]?.article) blocks.push(h("h2", { className: "article-name" }, row.article));
      if (!last || last.block !== row.block || at !== last.at + 1 || blocks.at(-1).localName === "h2") {
        blocks.push(h("div", { className: `block ${classOf(row.kind)}` }));
      }
      blocks.at(-1).append(this.#row(at));
      last = { block: row.block, at };
    }
    chunk.element.replaceChildren(...blocks);
  }

  #row(at) {
    const { rows, source, target, searchText } = this.model;
    const row = rows[at];
    const entry = this.model.entries[row.id];
    const format = this.model.formatOf(entry);
    const active = at === this.active;
    const name = elementOf(row.kind);
    const element = h("div", {
      className: `row ${entry.state}${active ? " active" : ""}`, id: `row-${at}`, data: { at },
    });
    const number = h("span", { className: "number", "aria-hidden": "true" }, String(at + 1));
    const left = h("div", { className: "source" });
    const right = h("div", { className: "target" });
    if (active) {
      this.editor.mount(at, element, left, right);
    } else {
      left.append(h(name, { lang: source.tag, dir: source.dir }, marked(entry.source, searched(entry.source, searchText), format)));
      right.append(
        entry.target
          ? h(name, { lang: target.tag, dir: target.dir }, marked(entry.target, searched(entry.target, searchText), format))
          : h("p", { className: "quiet missing" }, t`not translated`),
      );
    }
    element.append(number, left, this.#mark(at, entry), right);
    return element;
  }
}
