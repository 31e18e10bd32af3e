// Decisions on their way to the catalog, one after the other, and what can be undone.

import { Conflict, Unreachable } from "./api.js";

const RETRY = 2000;

export class Saver extends EventTarget {
  #queue = [];
  #running = false;
  #later = new Map(); // which version our own saving has made of which
  #timer = 0;

  constructor(api, model, unsaved, reviewer) {
    super();
    Object.assign(this, { api, model, unsaved, reviewer });
    this.undoable = [];
    this.offline = false;
  }

  get busy() {
    return this.#queue.length > 0;
  }

  /** Whether a decision on an entry has not been answered yet. */
  pending(id) {
    return this.#queue.some((job) => job.id === id);
  }

  /** Saves a decision: {id, action, text?, row?, check?, base?}; resolves with whether it was. */
  submit(decision) {
    const job = { base: this.model.entries[decision.id].version, ...decision };
    if (job.action === "write" || job.action === "approve") {
      // A later word on the same sentence takes the place of one that still waits.
      this.#queue = this.#queue.filter((one, at) => {
        const superseded = one.id === job.id && one.action === "write" && (at > 0 || !this.#running);
        if (superseded) one.done(true);
        return !superseded;
      });
      const text = job.text ?? this.model.entries[job.id].target;
      this.unsaved.put(job.id, { action: job.action, text, base: job.base });
    }
    return this.#enqueue(job);
  }

  undo() {
    const step = this.undoable.pop();
    if (!step) return Promise.resolve(null);
    return this.#enqueue({ undo: step.undo, ids: step.ids }).then((saved) => (saved ? step.ids : null));
  }

  replace(fields) {
    return this.#enqueue({ replace: fields });
  }

  #enqueue(job) {
    return new Promise((done) => {
      this.#queue.push({ ...job, done });
      this.#tell();
      this.#run();
    });
  }

  async #run() {
    if (this.#running) return;
    this.#running = true;
    clearTimeout(this.#timer);
    while (this.#queue.length) {
      const job = this.#queue[0];
      try {
        const answer = await this.#send(job);
        this.offline = false;
        this.#queue.shift();
        this.#saved(job, answer);
      } catch (error) {
        if (error instanceof Unreachable) {
          this.offline = true;
          this.#tell(error.message);
          this.#timer = setTimeout(() => this.#run(), RETRY);
          break;
        }
        this.offline = false;
        this.#queue.shift();
        this.#failed(job, error);
      }
    }
    this.#running = false;
    if (!this.offline) this.#tell();
  }

  #send(job) {
    const reviewer = this.reviewer();
    if (job.undo) return this.api.post("undo", { undo: job.undo, reviewer });
    if (job.replace) return this.api.post("replace", { ...job.replace, reviewer });
    const { done, ids, ...fields } = job;
    return this.api.post("save", { ...fields, base: this.current(job.id, job.base), reviewer });
  }

  /** The version that our own savings have made of one since. */
  current(id, version) {
    let found = version;
    while (this.#later.has(`${id} ${found}`)) found = this.#later.get(`${id} ${found}`);
    return found;
  }

  #saved(job, answer) {
    if (answer.undo && !job.undo) this.undoable.push({ undo: answer.undo, ids: Object.keys(answer.entries) });
    for (const [id, entry] of Object.entries(answer.entries)) {
      const before = this.model.entries[id]?.version;
      if (before === entry.version) continue;
      this.#later.delete(`${id} ${entry.version}`);
      if (before) this.#later.set(`${id} ${before}`, entry.version);
    }
    const kept = job.id && this.unsaved.get(job.id);
    if (kept && (job.text ?? kept.text) === kept.text) this.unsaved.drop(job.id);
    this.model.take(answer);
    for (const conflict of answer.conflicts) this.#conflict(job, conflict);
    job.done(true);
  }

  #failed(job, error) {
    if (error instanceof Conflict) {
      for (const conflict of error.answer.conflicts) this.#conflict(job, conflict);
    } else {
      this.dispatchEvent(new CustomEvent("refused", { detail: { job, message: error.message } }));
    }
    job.done(false);
  }

  #conflict(job, conflict) {
    // What was decided on the same sentence since is in conflict, too: it is asked about once.
    const later = this.#queue.filter((one) => one.id && one.id === job.id);
    this.#queue = this.#queue.filter((one) => !later.includes(one));
    for (const one of later) one.done(false);
    this.dispatchEvent(new CustomEvent("conflict", { detail: { job: later.at(-1) ?? job, ...conflict } }));
  }

  #tell(reason = "") {
    this.dispatchEvent(new CustomEvent("state", { detail: { reason } }));
  }
}
