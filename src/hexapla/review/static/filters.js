// Which sentences are shown, and in what order.

import { h } from "./dom.js";
import { open, suspicious } from "./model.js";
import { kept } from "./unsaved.js";

// How risky an entry is before the checks have said so.
const LIKELY = { empty: 0.9, stale: 0.6, draft: 0.5, edited: 0.2, reviewed: 0.1 };

export class Filters extends EventTarget {
  constructor(root, model, api, at) {
    super();
    Object.assign(this, { root, model, api });
    this.visits = `visit:${document.body.dataset.root}:${at}`;
    this.chosen = "all";
    this.order = "article";
    this.wanted = "";
    this.since = new Set();
    this.#remember();
  }

  /** Versions as they were at the end of the last visit; kept anew when this one ends. */
  #remember() {
    try {
      this.before = JSON.parse(kept.get(this.visits));
    } catch {
      this.before = null;
    }
    addEventListener("pagehide", () => {
      const versions = Object.entries(this.model.entries).map(([id, entry]) => [id, entry.version.slice(0, 6)]);
      if (versions.length) kept.set(this.visits, JSON.stringify(Object.fromEntries(versions)));
    });
  }

  get names() {
    return {
      all: "All", review: "Needs review", stale: "Stale", findings: "Findings",
      ...(this.before ? { visit: "Since my last visit" } : {}),
      commit: "Since the last commit",
    };
  }

  #passes(row) {
    const entry = this.model.entries[row.id];
    if (this.wanted) {
      const wanted = this.wanted.toLowerCase();
      if (!`${entry.source}\n${entry.target}`.toLowerCase().includes(wanted)) return false;
    }
    switch (this.chosen) {
      case "review": return open(entry);
      case "stale": return entry.state === "stale";
      case "findings": return suspicious(entry);
      case "visit": return this.#isNew(row.id, entry);
      case "commit": return this.since.has(row.id);
      default: return true;
    }
  }

  #isNew(id, entry) {
    return Boolean(this.before) && this.before[id] !== entry.version.slice(0, 6);
  }

  rows() {
    const rows = this.model.rows.filter((row) => this.#passes(row));
    if (this.order === "risk") {
      const weight = (row) => {
        const entry = this.model.entries[row.id];
        return Number(open(entry)) + (entry.risk ?? LIKELY[entry.state] - (entry.draft?.score ?? 0) / 10);
      };
      rows.sort((a, b) => weight(b) - weight(a) || a.at - b.at);
    }
    return rows.map((row) => row.at);
  }

  async choose(name) {
    if (name === "commit") {
      const answer = await this.api.get("changed").catch(() => null);
      this.since = new Set(answer?.entries || []);
      if (!answer?.entries) this.#say("This catalog was never committed to git.");
    }
    this.chosen = name;
    this.draw();
    this.dispatchEvent(new Event("chosen"));
  }

  set(changes) {
    Object.assign(this, changes);
    this.dispatchEvent(new Event("chosen"));
  }

  /** The buttons, with how many sentences each would show. */
  draw() {
    const entries = this.model.rows.map((row) => [row.id, this.model.entries[row.id]]);
    const count = {
      all: entries.length,
      review: entries.filter(([, entry]) => open(entry)).length,
      stale: entries.filter(([, entry]) => entry.state === "stale").length,
      findings: this.model.checked ? entries.filter(([, entry]) => suspicious(entry)).length : "…",
      visit: entries.filter(([id, entry]) => this.#isNew(id, entry)).length,
    };
    this.root.replaceChildren(...Object.entries(this.names).map(([name, label]) => h(
      "button",
      {
        type: "button", "aria-pressed": String(name === this.chosen), data: { filter: name },
        on: { click: () => this.choose(name) },
      },
      label,
      count[name] !== undefined && h("span", { className: "count" }, ` ${count[name]}`),
    )));
  }

  #say(message) {
    this.dispatchEvent(new CustomEvent("said", { detail: message }));
  }
}
