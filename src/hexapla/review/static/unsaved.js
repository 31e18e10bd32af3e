// What was typed or decided and is not saved yet: kept in the browser until the server has it.

export class Unsaved {
  constructor(root, at) {
    this.prefix = `hexapla:${root}:${at}:`;
  }

  put(id, record) {
    try {
      localStorage.setItem(this.prefix + id, JSON.stringify({ ...record, at: Date.now() }));
    } catch {
      // A full or forbidden store: the autosave remains.
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
      // Nothing was kept.
    }
  }

  /** All records by id, of entries that there still are. */
  all(entries) {
    const found = {};
    for (let at = 0; at < localStorage.length; at += 1) {
      const key = localStorage.key(at);
      if (!key.startsWith(this.prefix)) continue;
      const id = key.slice(this.prefix.length);
      const record = this.get(id);
      if (record && entries[id]) found[id] = record;
    }
    return found;
  }
}

/** A small value of this browser's own: the reviewer's name, whether the preview is open. */
export const kept = {
  get(name) {
    try {
      return localStorage.getItem(`hexapla:${name}`);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(`hexapla:${name}`, value);
    } catch {
      // It is asked again.
    }
  },
};
