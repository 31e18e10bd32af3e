// The preview: the edition as readers get it. It follows the active sentence.

import { find, h } from "./dom.js";
import { rendered } from "./markup.js";
import { classOf, elementOf } from "./flow.js";
import { t } from "./words.js";

export class Preview {
  constructor(root, model, api) {
    Object.assign(this, { root, model, api });
    this.shown = false;
    this.asPublished = false;
    this.active = -1;
    this.typed = null;
  }

  /** Shows or hides the preview. */
  toggle(shown = !this.shown) {
    this.shown = shown;
    this.root.hidden = !shown;
    document.body.classList.toggle("with-preview", shown);
    if (shown) this.draw();
    else this.root.replaceChildren();
  }

  draw() {
    if (!this.shown) return;
    const { target } = this.model;
    const head = h(
      "div",
      { className: "preview-head" },
      h("h2", {}, t`Edition`),
      this.api.edition && h("button", {
        type: "button", className: "plain", "aria-pressed": String(this.asPublished),
        on: { click: () => { this.asPublished = !this.asPublished; this.draw(); } },
      }, t`As published`),
    );
    if (this.asPublished) {
      const frame = h("iframe", { title: t`The edition as it would be published now`, sandbox: "" });
      frame.src = this.api.edition;
      this.root.replaceChildren(head, frame);
      return;
    }
    const body = h("div", { className: "edition", lang: target.tag, dir: target.dir, tabIndex: 0, role: "document", "aria-label": t`Text of the edition` });
    let block = null;
    let last = -1;
    for (const row of this.model.rows) {
      if (row.block !== last) {
        block = h(elementOf(row.kind), { className: classOf(row.kind) });
        body.append(block);
        last = row.block;
      } else {
        block.append(target.joiner);
      }
      block.append(this.#sentence(row));
    }
    this.root.replaceChildren(head, body);
    this.follow(this.active);
  }

  #sentence(row) {
    const entry = this.model.entries[row.id];
    const text = row.at === this.active && this.typed !== null ? this.typed : entry.published ? entry.target : null;
    const { source } = this.model;
    const words = rendered(text || entry.source, this.model.formatOf(entry));
    const span = h("span", {
      className: `sentence ${entry.state}${row.at === this.active ? " here" : ""}`, data: { at: row.at },
    });
    if (text) span.append(...words);
    else span.append(h("span", { className: "untranslated", lang: source.tag, dir: source.dir }, ...words));
    return span;
  }

  /** Highlights the active sentence. `typed` is its unsaved text, or null. */
  follow(at, typed = null) {
    const before = this.active;
    this.active = at;
    this.typed = typed;
    if (!this.shown || this.asPublished) return;
    for (const one of new Set([before, at])) this.#redraw(one);
    const body = find(".edition", this.root);
    const here = find(".here", this.root);
    if (!here || !body) return;
    const box = here.getBoundingClientRect();
    const frame = body.getBoundingClientRect();
    if (box.top < frame.top + 20 || box.bottom > frame.bottom - 20) {
      body.scrollTop += box.top - frame.top - frame.height / 3;
    }
  }

  /** Draws changed entries again. */
  refresh(ids) {
    if (!this.shown) return;
    if (this.asPublished) {
      this.draw();
      return;
    }
    const changed = new Set(ids);
    for (const row of this.model.rows) if (changed.has(row.id)) this.#redraw(row.at);
  }

  #redraw(at) {
    const old = at >= 0 && find(`[data-at="${at}"]`, this.root);
    if (old) old.replaceWith(this.#sentence(this.model.rows[at]));
  }
}
