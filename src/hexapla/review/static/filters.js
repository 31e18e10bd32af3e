// The filters: which sentences are shown, and in which order.

import { h } from "./dom.js";
import { asksDesk, hasFindings, needsReview } from "./model.js";
import { settings } from "./storage.js";
import { t } from "./words.js";

// The assumed risk of an entry until the checks have run.
const ASSUMED_RISK = { empty: 0.9, stale: 0.6, draft: 0.5, edited: 0.2, reviewed: 0.1 };

export class Filters extends EventTarget {
  constructor(root, model, api, path) {
    super();
    Object.assign(this, { root, model, api });
    this.visitKey = `visit:${document.body.dataset.root}:${path}`;
    this.chosen = "all";
    this.order = "article";
    this.sinceCommit = new Set();
    this.#loadVisit();
  }

  /** Loads the versions of the entries at the last visit, and saves the current ones at the end of this one. */
  #loadVisit() {
    try {
      this.before = JSON.parse(settings.get(this.visitKey));
    } catch {
      this.before = null;
    }
    addEventListener("pagehide", () => {
      const versions = Object.entries(this.model.entries).map(([id, entry]) => [id, entry.version.slice(0, 6)]);
      if (versions.length) settings.set(this.visitKey, JSON.stringify(Object.fromEntries(versions)));
    });
  }

  get names() {
    return {
      all: t`All`, review: t`Needs review`, stale: t`Stale`, findings: t`Has findings`,
      ...(Object.values(this.model.entries).some(asksDesk) || this.chosen === "desk" ? { desk: t`For the desk` } : {}),
      ...(this.before ? { visit: t`Changed since my last visit` } : {}),
      ...(this.api.hasHistory ? { commit: t`Changed since the last commit` } : {}),
    };
  }

  #passes(row) {
    const entry = this.model.entries[row.id];
    if (this.model.searchText) {
      const text = this.model.searchText.toLowerCase();
      if (!`${entry.source}\n${entry.target}`.toLowerCase().includes(text)) return false;
    }
    switch (this.chosen) {
      case "review": return needsReview(entry);
      case "stale": return entry.state === "stale";
      case "findings": return hasFindings(entry);
      case "desk": return asksDesk(entry);
      case "visit": return this.#isNew(row.id, entry);
      case "commit": return this.sinceCommit.has(row.id);
      default: return true;
    }
  }

  #isNew(id, entry) {
    return Boolean(this.before) && this.before[id] !== entry.version.slice(0, 6);
  }

  /** The numbers of the rows to show, in order. */
  rows() {
    const rows = this.model.rows.filter((row) => this.#passes(row));
    if (this.order === "risk") {
      const weight = (row) => {
        const entry = this.model.entries[row.id];
        return Number(needsReview(entry)) + (entry.risk ?? ASSUMED_RISK[entry.state] - (entry.draft?.score ?? 0) / 10);
      };
      rows.sort((a, b) => weight(b) - weight(a) || a.at - b.at);
    }
    return rows.map((row) => row.at);
  }

  /** Chooses a filter by name. */
  async choose(name) {
    if (name === "commit") {
      const answer = await this.api.get("changed").catch(() => null);
      this.sinceCommit = new Set(answer?.entries || []);
      if (!answer?.entries) this.#notify(t`This catalog was never committed to git.`);
    }
    this.chosen = name;
    this.draw();
    this.dispatchEvent(new Event("chosen"));
  }

  /** Changes `chosen`, `order` or `searchText`. */
  set({ searchText = this.model.searchText, ...changes }) {
    this.model.searchText = searchText;
    Object.assign(this, changes);
    this.dispatchEvent(new Event("chosen"));
  }

  /** Draws the buttons, each with the number of sentences it shows. */
  draw() {
    const entries = this.model.rows.map((row) => [row.id, this.model.entries[row.id]]);
    const count = {
      all: entries.length,
      review: entries.filter(([, entry]) => needsReview(entry)).length,
      stale: entries.filter(([, entry]) => entry.state === "stale").length,
      findings: this.model.checked ? entries.filter(([, entry]) => hasFindings(entry)).length : "…",
      desk: entries.filter(([, entry]) => asksDesk(entry)).length,
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

  #notify(message) {
    this.dispatchEvent(new CustomEvent("notice", { detail: message }));
  }
}
