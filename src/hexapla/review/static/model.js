// The article as the page knows it: rows, entries and findings. Dispatches an event for every change.

import { STATES } from "./dom.js";
import { reviewerName, sameName } from "./storage.js";

export class Model extends EventTarget {
  constructor(api) {
    super();
    this.api = api;
    this.rows = [];
    this.entries = {};
    this.stamp = "";
    this.searchText = ""; // what the page searches for, marked in the rows
    this.checked = false;
  }

  /** Loads the article if it has changed on the server. */
  async load() {
    const snapshot = await this.api.get("article", this.stamp ? { seen: this.stamp } : {});
    if (!snapshot) return;
    const before = this.entries;
    const relaid = snapshot.layout !== this.layout;
    const first = !this.layout;
    Object.assign(this, {
      stamp: snapshot.stamp, layout: snapshot.layout, source: snapshot.source, target: snapshot.target,
      format: snapshot.format, entries: snapshot.entries,
    });
    for (const [id, entry] of Object.entries(this.entries)) {
      const known = before[id];
      if (known && known.version === entry.version) this.entries[id] = known;
    }
    if (relaid) {
      this.rows = snapshot.rows.map(([id, block, kind, line, article], at) => ({ id, block, kind, line, article, at }));
      this.#dispatch(first ? "loaded" : "relaid");
    }
    const changed = Object.keys(this.entries).filter((id) => before[id] !== this.entries[id]);
    if (!first && changed.length) {
      this.#dispatch("changed", { ids: changed });
      if (this.checked) this.loadFindings();
    }
  }

  /** Loads the findings of the whole article, as soon as the server has them. */
  async loadFindings() {
    const answer = await this.api.get("findings").catch(() => null);
    if (!answer || !answer.ready) {
      setTimeout(() => this.loadFindings(), 700);
      return;
    }
    this.checked = true;
    for (const [id, entry] of Object.entries(this.entries)) {
      const found = answer.entries[id];
      entry.findings = found ? found.findings : [];
      if (found) entry.risk = found.risk;
    }
    this.#dispatch("checked");
  }

  /** Applies the response to a save. */
  take(answer) {
    const merged = answer.before !== this.stamp || answer.layout !== this.layout;
    for (const [id, entry] of Object.entries(answer.entries)) this.entries[id] = entry;
    this.#dispatch("changed", { ids: Object.keys(answer.entries) });
    if (merged) this.load().catch(() => {});
    else this.stamp = answer.stamp;
  }

  replaceEntry(id, entry) {
    this.entries[id] = entry;
    this.#dispatch("changed", { ids: [id] });
  }

  /** The format of an entry's text, which decides what is markup in it. */
  formatOf(entry) {
    return entry.format ?? this.format;
  }

  entryAt(at) {
    return this.entries[this.rows[at].id];
  }

  counts() {
    const counts = Object.fromEntries(STATES.map((state) => [state, 0]));
    for (const row of this.rows) counts[this.entries[row.id].state] += 1;
    return counts;
  }

  #dispatch(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Whether a reviewer's line in a reviewed entry would count and is missing. */
const lacks = (entry, reviewer) => Boolean(entry.lacks) && !(entry.people || []).some(
  ([deed, name]) => sameName(name, reviewer) && (deed === "reviewed" || entry.lacks === "others"),
);

/** Whether an entry still has to be reviewed, by this reviewer if it needs several. */
export const needsReview = (entry) => entry.state !== "reviewed" || lacks(entry, reviewerName());

/** Whether a note of an entry asks the desk something. */
export const asksDesk = (entry) => /^desk:/im.test(entry.note || "");

/** Whether the checks found a warning or an error in an entry. */
export const hasFindings = (entry) => (entry.findings || []).some((one) => one.severity !== "note");
