// What a reviewer has decided in a packet: one record for each changed entry, kept in this browser.

const SAVED = "@saved";

/** The CRC-32 of a text, as eight hexadecimal digits. */
export function checksum(text) {
  let crc = -1;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ((crc ^ -1) >>> 0).toString(16).padStart(8, "0");
}

/**
 * The records by the entry's id: {text, state, note, ignored, superseded}. `superseded` are earlier
 * texts that are in an answer which was saved before.
 *
 * Each has its own key in the browser's storage, so that two windows with the same packet don't
 * overwrite each other's work. `kept` is false if the browser has no storage for the page.
 */
export class Records {
  #known = new Map(); // by id: the record as JSON, parsed, and its checksum

  constructor(packet) {
    this.prefix = `hexapla:packet:${packet}:`;
    this.kept = true;
    this.saved = ""; // the stamp of the records in the last answer
    this.refresh();
  }

  /** Reads what another window with this packet has changed. */
  refresh() {
    if (!this.kept) return;
    try {
      const found = new Set();
      for (let at = 0; at < localStorage.length; at += 1) {
        const key = localStorage.key(at);
        if (!key.startsWith(this.prefix)) continue;
        const id = key.slice(this.prefix.length);
        const json = localStorage.getItem(key);
        if (id === SAVED) this.saved = json;
        else if (json !== this.#known.get(id)?.json) this.#set(id, json);
        found.add(id);
      }
      // A record that was taken back is null. One that is gone was deleted with the browser's data.
      for (const [id, { json }] of this.#known) if (!found.has(id)) this.#keep(id, json);
    } catch {
      this.kept = false;
    }
  }

  get(id) {
    return this.#known.get(id)?.record ?? null;
  }

  /** Whether an entry was ever changed here. */
  has(id) {
    return this.#known.has(id);
  }

  /** Keeps a record; null takes it back. */
  put(id, record) {
    const json = JSON.stringify(record);
    this.#set(id, json);
    this.#keep(id, json);
  }

  /** The records as pairs of an id and a record. */
  all() {
    return [...this.#known].filter(([, { record }]) => record).map(([id, { record }]) => [id, record]);
  }

  /** A digest of all records, empty without any. */
  get stamp() {
    const sums = [...this.#known].filter(([, { record }]) => record).map(([id, { sum }]) => id + sum);
    return sums.length ? checksum(sums.sort().join()) : "";
  }

  /** Whether there is work that no answer has. */
  get isUnsent() {
    return this.stamp !== this.saved;
  }

  /** Notes that an answer with these records was saved. */
  markSaved() {
    for (const [id, record] of this.all()) {
      if (record.superseded.at(-1) !== record.text) this.put(id, { ...record, superseded: [...record.superseded, record.text] });
    }
    this.saved = this.stamp;
    this.#keep(SAVED, this.saved);
  }

  #set(id, json) {
    this.#known.set(id, { json, record: JSON.parse(json), sum: checksum(json) });
  }

  #keep(name, json) {
    if (!this.kept) return;
    try {
      localStorage.setItem(this.prefix + name, json);
    } catch {
      this.kept = false;
    }
  }
}
