// Sends decisions to the server one after the other, and remembers what can be undone.

import { Conflict, Unreachable } from "./transport.js";

const RETRY_MS = 2000;

export class Saver extends EventTarget {
  #queue = [];
  #running = false;
  #newer = new Map(); // by id and version: the version that our own save turned it into
  #timer = 0;

  constructor(api, model, unsaved, reviewer) {
    super();
    Object.assign(this, { api, model, unsaved, reviewer });
    this.undoable = [];
    this.offline = false;
  }

  /** Whether something is still being saved. */
  get busy() {
    return this.#queue.length > 0;
  }

  /** Whether a decision on an entry is still being saved. */
  pending(id) {
    return this.#queue.some((job) => job.id === id);
  }

  /** Saves a decision {id, action, text?, row?, check?, base?}. Resolves with whether it was saved. */
  submit(decision) {
    const job = { base: this.model.entries[decision.id].version, ...decision };
    if (job.action === "write" || job.action === "approve") {
      // This replaces an earlier text for the same sentence that has not been sent yet.
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

  /** Undoes the last save. Resolves with the ids of the changed entries, or null. */
  undo() {
    return this.#enqueue({ undo: true });
  }

  /** Saves search and replace. Resolves with whether it was saved. */
  replace(fields) {
    return this.#enqueue({ replace: fields });
  }

  /** Approves entries, given as pairs of an id and a version, in one step. Resolves with whether it was saved. */
  approveMany(entries) {
    return this.#enqueue({ approveMany: entries });
  }

  #enqueue(job) {
    return new Promise((done) => {
      this.#queue.push({ ...job, done });
      this.#dispatchState();
      this.#run();
    });
  }

  async #run() {
    if (this.#running) return;
    this.#running = true;
    clearTimeout(this.#timer);
    while (this.#queue.length) {
      const job = this.#queue[0];
      // Only now, after everything before it was saved, is it known what to undo.
      if (job.undo && !job.step) job.step = this.undoable.pop();
      if (job.undo && !job.step) {
        this.#queue.shift();
        job.done(null);
        continue;
      }
      try {
        const answer = await this.#send(job);
        this.offline = false;
        this.#queue.shift();
        this.#saved(job, answer);
      } catch (error) {
        if (error instanceof Unreachable) {
          this.offline = true;
          this.#dispatchState(error.message);
          this.#timer = setTimeout(() => this.#run(), RETRY_MS);
          break;
        }
        this.offline = false;
        this.#queue.shift();
        this.#failed(job, error);
      }
    }
    this.#running = false;
    if (!this.offline) this.#dispatchState();
  }

  #send(job) {
    const reviewer = this.reviewer();
    if (job.undo) return this.api.post("undo", { undo: job.step.undo, reviewer });
    if (job.replace) return this.api.post("replace", { ...job.replace, reviewer });
    if (job.approveMany) return this.api.post("approve", { entries: job.approveMany, reviewer });
    const { done, ...fields } = job;
    return this.api.post("save", { ...fields, base: this.current(job.id, job.base), reviewer });
  }

  /** The version of an entry after our own saves since `version`. */
  current(id, version) {
    let found = version;
    while (this.#newer.has(`${id} ${found}`)) found = this.#newer.get(`${id} ${found}`);
    return found;
  }

  #saved(job, answer) {
    if (answer.undo && !job.undo) this.undoable.push({ undo: answer.undo, ids: Object.keys(answer.entries) });
    for (const [id, entry] of Object.entries(answer.entries)) {
      const before = this.model.entries[id]?.version;
      if (before === entry.version) continue;
      this.#newer.delete(`${id} ${entry.version}`);
      if (before) this.#newer.set(`${id} ${before}`, entry.version);
    }
    const unsaved = job.id && this.unsaved.get(job.id);
    if (unsaved && (job.text ?? unsaved.text) === unsaved.text) this.unsaved.drop(job.id);
    this.model.take(answer);
    for (const conflict of answer.conflicts) this.#conflict(job, conflict);
    job.done(job.undo ? job.step.ids : true);
  }

  #failed(job, error) {
    if (error instanceof Conflict) {
      for (const conflict of error.answer.conflicts) this.#conflict(job, conflict);
    } else {
      this.dispatchEvent(new CustomEvent("refused", { detail: { job, message: error.message } }));
    }
    job.done(job.undo ? null : false);
  }

  #conflict(job, conflict) {
    // Later decisions on the same sentence are in conflict too. The reviewer is asked only once.
    const later = this.#queue.filter((one) => one.id && one.id === job.id);
    this.#queue = this.#queue.filter((one) => !later.includes(one));
    for (const one of later) one.done(false);
    this.dispatchEvent(new CustomEvent("conflict", { detail: { job: later.at(-1) ?? job, ...conflict } }));
  }

  #dispatchState(reason = "") {
    this.dispatchEvent(new CustomEvent("state", { detail: { reason } }));
  }
}
