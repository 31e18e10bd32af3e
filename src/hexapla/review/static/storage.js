// What the browser keeps: unsaved text, and the reviewer's settings.

/** Text and decisions that the server has not saved yet, kept until it has. */
export class Unsaved {
  constructor(root, path) {
    this.prefix = `hexapla:${root}:${path}:`;
  }

  put(id, record) {
    try {
      localStorage.setItem(this.prefix + id, JSON.stringify({ ...record, at: Date.now() }));
    } catch {
      // Storage is full or blocked. Text is still saved to the server every second.
    }
  }

  get(id) {
    try {
      return JSON.parse(localStorage.getItem(this.prefix + id));
    } catch {
      return null;
    }
  }

  drop(id) {
    try {
      localStorage.removeItem(this.prefix + id);
    } catch {
      // Storage is blocked: there is nothing to remove.
    }
  }

  /** All records by id, except those of entries that are gone. */
  all(entries) {
    const found = {};
    try {
      for (let at = 0; at < localStorage.length; at += 1) {
        const key = localStorage.key(at);
        if (!key.startsWith(this.prefix)) continue;
        const id = key.slice(this.prefix.length);
        const record = this.get(id);
        if (record && entries[id]) found[id] = record;
      }
    } catch {
      // Storage is blocked: nothing was kept.
    }
    return found;
  }
}

// The settings of this visit, for browsers without storage.
const visit = new Map();

/** Settings kept in this browser, such as the reviewer's name and whether the preview is open. */
export const settings = {
  get(name) {
    try {
      return localStorage.getItem(`hexapla:${name}`);
    } catch {
      return visit.get(name) ?? null;
    }
  },
  set(name, value) {
    visit.set(name, value);
    try {
      localStorage.setItem(`hexapla:${name}`, value);
    } catch {
      // The setting is lost when the page is closed.
    }
  },
};

/** The reviewer's name as entered in this browser, or else the one the server knows. */
export const reviewerName = () => settings.get("reviewer") || document.body.dataset.reviewer;

const bare = (name) => name.replace(/\s*<.*>/, "").trim().toLocaleLowerCase();

/** Whether two names are one person's: mail addresses and capitals don't count. */
export const sameName = (name, other) => bare(name) === bare(other);
