// The transport of a packet: a page without a server. It holds the article and everything known about
// it; what the reviewer decides is kept in this browser (records.js) and saved as a file, the answer.
// `translate packet --return` applies the answer: decisions.py is the owner of what a decision does,
// and this module only shows it. transport.js says what a transport has.

import { reviewerName } from "./storage.js";
import { wordDiff } from "./diff.js";
import { find, h } from "./dom.js";
import { liveFindings } from "./live.js";
import { checksum, Records } from "./records.js";
import { Conflict, Refused } from "./transport.js";
import { t, tn } from "./words.js";

const ANSWER = "hexapla.answer/1";
const EMBED_MS = 500;
const ABOUT = [
  t`Everything is in this page, and nothing is sent. Your work is kept in this browser: choose “Save answer” when you are done, and send back the file that it makes.`,
  t`While you type, this page only checks numbers, markup, lengths and forbidden terms. All checks run when your answer is taken in.`,
].join(" ");

/** The transport for the article in this page. */
export const connect = () => new Packet(JSON.parse(find("#packet").textContent));

class Packet {
  #undo = new Map();
  #undoNumber = 0;
  #timer = 0;

  constructor(data) {
    Object.assign(this, { data, known: data.about, about: ABOUT, edition: null, hasHistory: false });
    this.records = new Records(data.packet);
    // A page that was saved by the browser has the answer of that moment.
    const embedded = find("#answer").textContent;
    if (embedded) this.#take(JSON.parse(embedded));
  }

  get hasUnsent() {
    return this.records.isUnsent;
  }

  status() {
    const { kept, isUnsent } = this.records;
    find("[data-command=save-answer]").classList.toggle("primary", isUnsent);
    if (!isUnsent) return this.records.stamp ? t`Your answer is saved as a file` : "";
    return kept ? t`Kept in this browser, not yet in your answer` : t`Not kept by this browser: save your answer`;
  }

  /** The commands that only a packet has. `page` has what they need of the page. */
  commands(page) {
    this.page = page;
    if (!this.records.kept) {
      page.notify(t`This browser keeps nothing for a page that is opened in this way. Save your answer before you close the page.`, { lasting: true });
    }
    find("#answer-file").addEventListener("change", (event) => this.#open(event.target));
    return {
      "save-answer": () => this.#save(),
      "open-answer": () => find("#answer-file").click(),
    };
  }

  async get(what, { id, seen } = {}) {
    if (what === "article") return this.#article(seen);
    if (what === "findings") return { ready: true, entries: Object.fromEntries(Object.keys(this.known).map((one) => [one, this.#checked(one)])) };
    const about = this.known[id];
    if (what === "memory") return { memory: about.memory };
    const { target } = this.#entry(id);
    const since = about.draft && about.draft !== target ? wordDiff(about.draft, target) : null;
    return { findings: this.#findings(id, target), glossary: about.glossary, pieces: about.pieces, since_draft: since };
  }

  async post(what, fields) {
    if (what === "check") return { findings: this.#findings(fields.id, fields.text) };
    if (what === "search") return { matches: this.#matches(fields) };
    this.records.refresh();
    if (what === "undo") return this.#takeBack(fields.undo);
    if (what === "replace") return this.#replace(fields);
    if (what === "approve") return this.#change(fields.entries.map(([id, base]) => [id, base, (now) => DECISIONS.approve(now, {})]));
    return this.#change([[fields.id, fields.base, (now) => DECISIONS[fields.action](now, fields, this.known[fields.id])]]);
  }

  // ── the article ──────────────────────────────────────────────────────────────────────────────

  #article(seen) {
    this.records.refresh();
    const stamp = this.#stamp();
    if (seen === stamp) return null;
    const entries = Object.fromEntries(Object.keys(this.known).map((id) => [id, this.#entry(id)]));
    return { ...this.data.article, entries, stamp };
  }

  #stamp() {
    return `${this.data.packet} ${this.records.stamp}`;
  }

  /** An entry with what was decided about it. */
  #entry(id) {
    const sent = this.data.article.entries[id];
    const record = this.records.get(id);
    if (!record) return sent;
    const { text, state } = record;
    const { previous, changes, ...rest } = sent;
    return {
      ...rest,
      ...(state === "reviewed" ? {} : { previous, changes }),
      target: text, state, people: this.#people(sent, record), note: record.note ?? sent.note, version: checksum(JSON.stringify([text, state, record.approved, record.note, record.ignored])),
      published: state === sent.state && text === sent.target ? sent.published : this.data.usable.includes(state),
    };
  }

  /** Who translated and who reviewed a text, as the answer will record it. */
  #people({ target, people = [] }, { text, state, approved }) {
    const [name, day] = [reviewerName().replace(/\s*<.*>/, ""), new Date().toISOString().slice(0, 10)];
    const known = text === target ? people.filter(([deed]) => deed === "translated" || state === "reviewed") : text ? [["translated", name, day]] : [];
    const all = approved ? [...known, ["reviewed", name, day]] : known;
    return all.length ? all : undefined;
  }

  #findings(id, text) {
    const about = this.known[id];
    const off = this.records.get(id)?.ignored ?? [];
    const found = text === this.data.article.entries[id].target ? about.findings : liveFindings(about, text);
    return found.filter((one) => !off.includes(one.check));
  }

  #checked(id) {
    return { findings: this.#findings(id, this.#entry(id).target), risk: this.known[id].risk };
  }

  // ── changes ──────────────────────────────────────────────────────────────────────────────────

  /** What there is to decide on: the record of an entry, or what an empty one would be. */
  #record(id) {
    const { target, state } = this.data.article.entries[id];
    return this.records.get(id) ?? { text: target, state, approved: false, note: null, ignored: [], superseded: [] };
  }

  /** Makes changes, each [id, version that the reviewer saw, function from a record to a record]. */
  #change(changes) {
    const before = this.#stamp();
    const made = [];
    const conflicts = [];
    for (const [id, base, decide] of changes) {
      const entry = this.#entry(id);
      if (entry.version !== base) {
        conflicts.push({ id, entry });
        continue;
      }
      const was = this.records.get(id);
      const sent = this.data.article.entries[id];
      const record = decide({ ...this.#record(id), sent });
      delete record.sent;
      this.records.put(id, isAsSent(record, sent) ? null : record);
      if (this.#entry(id).version !== entry.version) made.push([id, was, this.#entry(id).version]);
    }
    if (conflicts.length && !made.length) throw new Conflict({ conflicts });
    const undo = made.length ? (this.#undoNumber += 1) : null;
    if (undo) this.#undo.set(undo, made);
    return this.#changed(before, made.map(([id]) => id), conflicts, undo);
  }

  #takeBack(number) {
    const made = this.#undo.get(number);
    this.#undo.delete(number);
    return this.#change(made.map(([id, was, version]) => [id, version, (now) => ({ ...(was ?? asSent(now)), superseded: now.superseded })]));
  }

  #changed(before, ids, conflicts, undo) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { find("#answer").textContent = this.records.stamp ? this.#answer() : ""; }, EMBED_MS);
    const entries = Object.fromEntries(ids.map((id) => [id, { ...this.#entry(id), ...this.#checked(id) }]));
    return { stamp: this.#stamp(), before, layout: this.data.article.layout, entries, conflicts, undo };
  }

  // ── search and replace ───────────────────────────────────────────────────────────────────────

  #matches({ pattern, replacement, ...flags }) {
    const find = expressionFor(pattern, flags);
    const matches = [];
    for (const id of Object.keys(this.known)) {
      const { source, target, version, forms } = this.#entry(id);
      const spans = forms ? [] : [...target.matchAll(find)].filter(([found]) => found).map((one) => [one.index, one.index + one[0].length]);
      if (!spans.length) continue;
      const text = replacement === undefined ? target : replaced(target, find, replacement, flags);
      matches.push({ id, version, source, target, spans, text, change: wordDiff(target, text) });
    }
    return matches;
  }

  #replace({ entries, ...query }) {
    const texts = new Map(this.#matches(query).map((match) => [match.id, match.text]));
    return this.#change(entries.filter(([id]) => texts.has(id)).map(([id, version]) => [
      id, version, (now) => withText(now, texts.get(id), now.state === "reviewed"),
    ]));
  }

  // ── the answer ───────────────────────────────────────────────────────────────────────────────

  /** The answer as JSON: everything that was decided, with the entries as they were sent. */
  #answer() {
    const articles = this.data.articles.map((article, at) => ({ article, sentences: this.data.sentences[at], entries: [] }));
    for (const [id, record] of this.records.all()) {
      const { sent, article } = this.known[id];
      const { text, state, approved, note, ignored, superseded } = record;
      const { target, state: before } = this.data.article.entries[id];
      const earlier = superseded.filter((one) => one !== text);
      const decided = approved || text !== target || state !== before || earlier.length;
      articles[article].entries.push({
        sent, text,
        ...(decided ? { reviewed: state === "reviewed" } : {}),
        ...(note === null ? {} : { note }), ...(ignored.length ? { ignored } : {}), ...(earlier.length ? { superseded: earlier } : {}),
      });
    }
    const { packet, language } = this.data;
    const answer = {
      schema: ANSWER, packet, language, reviewer: reviewerName(), saved: `${new Date().toISOString().slice(0, 19)}Z`,
      articles: articles.filter((one) => one.entries.length),
    };
    return JSON.stringify({ ...answer, checksum: checksum(JSON.stringify(answer)) }, null, 1);
  }

  async #save() {
    this.page.flush();
    if (!this.records.stamp) {
      this.page.notify(t`There is nothing to save yet: you have changed nothing.`);
      return;
    }
    if (!(await this.page.mayChange())) return;
    const link = h("a", { href: URL.createObjectURL(new Blob([this.#answer()], { type: "application/json" })), download: `${this.data.name}.answer.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    this.records.markSaved();
    await this.page.reload();
    this.page.notify(t`Your answer is in your downloads: ${link.download}. Send it back to whoever sent you this page.`);
  }

  async #open(field) {
    const [file] = field.files;
    field.value = "";
    if (!file) return;
    try {
      const kept = this.#take(JSON.parse(await file.text()));
      await this.page.reload();
      this.page.notify(kept ? tn("The answer was opened. Your newer text was kept in {0} sentence.", "The answer was opened. Your newer text was kept in {0} sentences.", kept) : t`The answer was opened.`);
    } catch (error) {
      this.page.notify(error instanceof Refused ? error.message : t`This file is not an answer to this page.`, { lasting: true });
    }
  }

  /** Takes the decisions of an answer over. Returns in how many entries there were others already. */
  #take({ checksum: sum, ...answer }) {
    if (answer.schema !== ANSWER || answer.packet !== this.data.packet) throw new Refused(t`This file is the answer to another page.`);
    if (checksum(JSON.stringify(answer)) !== sum) throw new Refused(t`This answer is damaged.`);
    const ids = new Map(Object.entries(this.known).map(([id, about]) => [`${about.article} ${about.sent}`, id]));
    let kept = 0;
    for (const { article, entries } of answer.articles) {
      for (const { sent, text, reviewed, note = null, ignored = [], superseded = [] } of entries) {
        const id = ids.get(`${this.data.articles.indexOf(article)} ${sent}`);
        if (!id) continue;
        const now = this.records.get(id);
        const base = this.data.article.entries[id];
        const state = reviewed === undefined ? base.state : reviewed ? "reviewed" : unapproved(text, base, this.known[id]);
        if (!now && !this.records.has(id)) this.records.put(id, { text, state, approved: reviewed === true, note, ignored, superseded });
        else if (now?.text !== text || now?.state !== state) kept += 1;
      }
    }
    return kept;
  }
}

// ── decisions, as decisions.py makes them ────────────────────────────────────────────────────────

const DECISIONS = {
  write: (now, { text }, about) => {
    const tidy = tidied(text, now.sent);
    return tidy === now.text ? now : withText(now, tidy, false, about);
  },
  approve: (now, { text }) => {
    const tidy = tidied(text ?? now.text, now.sent);
    if (!tidy.split("\n").every((line) => line.trim())) throw new Refused(t`there is no translation to approve: write one first`);
    return withText(now, tidy, true);
  },
  reopen: (now, fields, about) => withText(now, now.text, false, about),
  draft: (now, fields, about) => {
    if (!about.draft) throw new Refused(t`this page does not have the draft`);
    return withText(now, about.draft, false, about);
  },
  note: (now, { text }) => ({ ...now, note: text.trim() }),
  ignore: (now, { check }) => ({ ...now, ignored: [...new Set([...now.ignored, check])] }),
};

function withText(now, text, reviewed, about) {
  const forms = text ? text.split("\n").length : now.sent.forms;
  if (now.sent.forms && forms !== now.sent.forms) throw new Refused(t`this sentence has ${now.sent.forms} plural forms: write each on a line of its own`);
  return { ...now, text, approved: reviewed, state: reviewed ? "reviewed" : unapproved(text, now.sent, about) };
}

/** The state of a text that nobody has approved. */
function unapproved(text, sent, about) {
  if (!text) return "empty";
  if (sent.previous && sent.state !== "reviewed") return "stale";
  return about?.draft === text || (sent.state === "draft" && text === sent.target) ? "draft" : "edited";
}

/** A text as it goes into a catalog. Line breaks become spaces unless the source has some. */
function tidied(text, { source }) {
  const spaces = source.includes("\n") ? /[ \t\v\f]+/g : /[ \t\r\n\v\f]+/g;
  const tidy = text.replaceAll("\r\n", "\n").replace(spaces, " ");
  return source.includes("\n") ? tidy : tidy.replace(/^ | $/g, "");
}

const asSent = ({ sent }) => ({ text: sent.target, state: sent.state, approved: false, note: null, ignored: [] });

const isAsSent = (record, sent) =>
  record.text === sent.target && record.state === sent.state && !record.approved && !record.ignored.length && !record.superseded.length
  && (record.note === null || record.note === (sent.note ?? ""));

// ── search ───────────────────────────────────────────────────────────────────────────────────────

function expressionFor(pattern, { case: exact, words, expression }) {
  let source = expression ? pattern : pattern.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  if (words) source = `(?<![\\p{L}\\p{N}_])(?:${source})(?![\\p{L}\\p{N}_])`;
  try {
    return new RegExp(source, exact ? "gu" : "giu");
  } catch {
    throw new Refused(t`invalid regular expression`);
  }
}

function replaced(text, find, replacement, { expression }) {
  if (!expression) return text.replace(find, () => replacement);
  // As on the server, \1 stands for the first group.
  return text.replace(find, replacement.replaceAll("$", "$$$$").replace(/\\(\d)/g, "$$$1"));
}
