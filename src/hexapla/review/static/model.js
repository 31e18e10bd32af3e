// The sheet as the page knows it: rows, entries, findings. Tells who listens what has changed.

import { STATES } from "./dom.js";

export class Model extends EventTarget {
  constructor(api) {
    super();
    this.api = api;
    this.rows = [];
    this.entries = {};
    this.stamp = "";
    this.checked = false;
  }

  async load() {
    const sheet = await this.api.get("article", this.stamp ? { seen: this.stamp } : {});
    if (!sheet) return;
    const before = this.entries;
    const relaid = sheet.layout !== this.layout;
    const first = !this.layout;
    Object.assign(this, {
      stamp: sheet.stamp, layout: sheet.layout, source: sheet.source, target: sheet.target,
      format: sheet.format, entries: sheet.entries,
    });
    for (const [id, entry] of Object.entries(this.entries)) {
      const known = before[id];
      if (known && known.version === entry.version) this.entries[id] = known;
    }
    if (relaid) {
      this.rows = sheet.rows.map(([id, block, kind, line], at) => ({ id, block, kind, line, at }));
      this.#tell(first ? "loaded" : "relaid");
    }
    const changed = Object.keys(this.entries).filter((id) => before[id] !== this.entries[id]);
    if (!first && changed.length) {
      this.#tell("changed", { ids: changed });
      if (this.checked) this.loadFindings();
    }
  }

  /** The findings of the whole article, once the server has them. */
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
    this.#tell("checked");
  }

  /** Takes what a saving answered. */
  take(answer) {
    const merged = answer.before !== this.stamp || answer.layout !== this.layout;
    for (const [id, entry] of Object.entries(answer.entries)) this.entries[id] = entry;
    this.#tell("changed", { ids: Object.keys(answer.entries) });
    if (merged) this.load().catch(() => {});
    else this.stamp = answer.stamp;
  }

  replaceEntry(id, entry) {
    this.entries[id] = entry;
    this.#tell("changed", { ids: [id] });
  }

  entryAt(at) {
    return this.entries[this.rows[at].id];
  }

  counts() {
    const counts = Object.fromEntries(STATES.map((state) => [state, 0]));
    for (const row of this.rows) counts[this.entries[row.id].state] += 1;
    return counts;
  }

  #tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Whether a person's word is still wanted. */
export const open = (entry) => entry.state !== "reviewed";

/** Whether the checks found more than what may well be meant. */
export const suspicious = (entry) => (entry.findings || []).some((one) => one.severity !== "note");
