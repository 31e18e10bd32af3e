// One article in one language: puts the parts together.

import { Api } from "./api.js";
import { countsText, drawBar, find, h } from "./dom.js";
import { askConflict, askName, reviewerName, showHelp, showReplace } from "./dialogs.js";
import { Editor } from "./editor.js";
import { Filters } from "./filters.js";
import { Flow } from "./flow.js";
import { Keys } from "./keys.js";
import { Model, open } from "./model.js";
import { Preview } from "./preview.js";
import { Saver } from "./saving.js";
import { kept, Unsaved } from "./unsaved.js";

const POLL = 3000;

const { at } = find("header.top").dataset;
const { root } = document.body.dataset;
const readOnly = document.body.dataset.readOnly === "yes";

const api = new Api(at);
const model = new Model(api);
const unsaved = new Unsaved(root, at);
const saver = new Saver(api, model, unsaved, reviewerName);
const editor = new Editor(api, model, saver, unsaved, readOnly);
const flow = new Flow(find("#flow"), model, editor);
const preview = new Preview(find("#preview"), model, at);
const filters = new Filters(find("#filters"), model, api, at);

// ── telling ────────────────────────────────────────────────────────────────────────────────────

function say(message, { lasting = false, buttons = [] } = {}) {
  const notice = h("div", { className: "notice" }, h("p", {}, message),
    ...buttons.map(([label, act]) => h("button", { type: "button", on: { click: () => { notice.remove(); act(); } } }, label)),
    h("button", { type: "button", className: "plain", "aria-label": "Close", on: { click: () => notice.remove() } }, "×"));
  const notices = find("#notices");
  notices.append(notice);
  while (notices.children.length > 3) notices.firstChild.remove();
  if (!lasting) setTimeout(() => notice.remove(), 6000);
}

function tellCounts() {
  const counts = model.counts();
  drawBar(find("#bar"), counts);
  find("#counts").textContent = countsText(counts);
  filters.draw();
}

function tellSaving(reason = "") {
  const place = find("#saving");
  place.classList.toggle("failing", saver.offline);
  if (saver.offline) place.textContent = reason || "Not saved: the server does not answer. Your text is kept in this browser.";
  else if (saver.busy) place.textContent = "Saving…";
  else place.textContent = readOnly ? "Read-only" : "Saved";
}

function tellReviewer() {
  find("#who").textContent = reviewerName().replace(/\s*<.*>/, "") || "Who reviews?";
  find("#who").hidden = readOnly;
}

// ── deciding ───────────────────────────────────────────────────────────────────────────────────

function go(to, options) {
  if (to < 0) {
    say("There is nothing more to review below.");
    return;
  }
  flow.activate(to, options);
  preview.follow(to, editor.dirty ? editor.value : null);
}

const editing = () => document.activeElement === editor.area;

async function named() {
  if (readOnly) {
    say("The review is read-only.");
    return false;
  }
  if (reviewerName()) return true;
  const name = await askName(find("#name"), "");
  if (name) kept.set("reviewer", name);
  tellReviewer();
  return Boolean(name);
}

async function approve(next) {
  const focus = editing();
  if (!(await named()) || !editor.approve()) return;
  if (next) go(flow.next(1, open), { focus });
}

const commands = {
  next: () => go(flow.next(1)),
  previous: () => { const to = flow.next(-1); if (to >= 0) go(to); },
  "edit-next": () => go(flow.next(1), { focus: true }),
  "edit-previous": () => { const to = flow.next(-1); if (to >= 0) go(to, { focus: true }); },
  edit: () => editor.focus(),
  read: () => find("#flow").focus({ preventScroll: true }),
  "approve-next": () => approve(true),
  approve: () => approve(false),
  skip: () => go(flow.next(1, open), { focus: editing() }),
  undo: async () => {
    editor.flush();
    if (!saver.undoable.length && !saver.busy) say("There is nothing to undo.");
    const ids = await saver.undo();
    const to = ids ? flow.view.find((row) => ids.includes(model.rows[row].id)) : undefined;
    if (to === undefined) return;
    unsaved.drop(model.rows[to].id);
    if (to === flow.active) editor.reset();
    else go(to);
  },
  draft: async () => (await named()) && model.entryAt(flow.active).draft && editor.toDraft(),
  reopen: async () => (await named()) && editor.act("reopen"),
  note: async () => (await named()) && editor.editNote(),
  apart: async () => {
    if (editor.again < 2) {
      say("This sentence stands only once in the article.");
      return;
    }
    if (!(await named())) return;
    const row = flow.active;
    if (await editor.act("apart", { row })) {
      await model.load();
      go(row, { focus: true });
      say("This place has a translation of its own now.");
    }
  },
  search: () => find("#search").focus(),
  replace: () => showReplace(find("#replace"), api, model, {
    readOnly,
    replace: async (fields) => (await named()) && saver.replace(fields),
    go: (id) => { filters.set({ wanted: "", chosen: "all" }); filters.draw(); go(model.rows.find((row) => row.id === id).at); },
  }),
  filter: () => {
    const names = Object.keys(filters.names);
    filters.choose(names[(names.indexOf(filters.chosen) + 1) % names.length]);
  },
  order: () => {
    const select = find("#order");
    select.value = select.value === "risk" ? "article" : "risk";
    filters.set({ order: select.value });
  },
  preview: () => {
    preview.toggle();
    find("#show-preview").setAttribute("aria-pressed", String(preview.shown));
    kept.set("preview", preview.shown ? "yes" : "no");
    preview.follow(flow.active, editor.dirty ? editor.value : null);
  },
  help: () => showHelp(find("#help"), keys),
};
for (let number = 1; number <= 5; number += 1) commands[`memory-${number}`] = () => editor.useMemory(number);

const keys = new Keys((name) => {
  if (flow.active < 0 && !["help", "search", "replace", "filter", "order", "preview"].includes(name)) return false;
  commands[name]();
  return true;
});

// ── what happens ───────────────────────────────────────────────────────────────────────────────

function show() {
  const before = flow.active;
  flow.show(filters.rows());
  const to = flow.view.includes(before) ? before : flow.next(1, open, -1) >= 0 ? flow.next(1, open, -1) : flow.view[0];
  if (to !== undefined) go(to);
}

function offerUnsaved() {
  const found = Object.entries(unsaved.all(model.entries)).filter(([id, record]) => {
    const same = record.text === model.entries[id].target && (record.action !== "approve" || !open(model.entries[id]));
    if (same) unsaved.drop(id);
    return !same;
  });
  if (!found.length || readOnly) return;
  const sentences = found.length === 1 ? "One sentence has" : `${found.length} sentences have`;
  say(`${sentences} words of yours that were never saved.`, {
    lasting: true,
    buttons: [
      ["Save them", async () => (await named()) && found.forEach(([id, record]) => saver.submit({ id, ...record, at: undefined }))],
      ["Show", () => go(model.rows.find((row) => row.id === found[0][0]).at)],
      ["Discard", () => { found.forEach(([id]) => unsaved.drop(id)); editor.reset(); }],
    ],
  });
}

model.addEventListener("loaded", () => {
  document.documentElement.style.setProperty("--joiner", model.target.joiner ? "0.25em" : "0");
  tellCounts();
  show();
  if (kept.get("preview") === "yes" && innerWidth >= 1100) commands.preview();
  offerUnsaved();
  performance.mark("painted");
  if (!readOnly && !reviewerName()) named();
  model.loadFindings();
});
model.addEventListener("relaid", () => { tellCounts(); show(); preview.draw(); });
model.addEventListener("changed", (event) => {
  tellCounts();
  flow.refresh(event.detail.ids);
  preview.refresh(event.detail.ids);
});
model.addEventListener("checked", () => {
  tellCounts();
  flow.refresh(Object.keys(model.entries).filter((id) => model.entries[id].findings?.length));
  if (filters.chosen === "findings" || (filters.order === "risk" && !editing())) show();
});

saver.addEventListener("state", (event) => tellSaving(event.detail.reason));
saver.addEventListener("refused", (event) => say(`Not saved: ${event.detail.message}`, { lasting: true }));
let asking = Promise.resolve();
saver.addEventListener("conflict", (event) => {
  asking = asking.then(async () => {
    const { job, id, entry } = event.detail;
    if (job.action !== "write" && job.action !== "approve") {
      say("Somebody else has changed this sentence in the meantime: look at it and decide again.", { lasting: true });
      await model.load();
      return;
    }
    const answer = await askConflict(find("#conflict"), model, event.detail);
    if (answer === null) return;
    if (entry) model.replaceEntry(id, entry);
    if (answer === "theirs") {
      unsaved.drop(id);
      if (id === editor.id) editor.reset();
    } else {
      await saver.submit({ id, ...answer });
      if (id === editor.id) editor.reset();
    }
    model.load().catch(() => {});
  });
});

editor.addEventListener("typed", (event) => preview.follow(event.detail.at, event.detail.text));
editor.addEventListener("said", (event) => say(event.detail));
filters.addEventListener("chosen", show);
filters.addEventListener("said", (event) => say(event.detail));

find("#flow").addEventListener("click", (event) => {
  const command = event.target.closest("[data-command]");
  if (command) {
    commands[command.dataset.command]();
    return;
  }
  const row = event.target.closest(".row");
  if (row && Number(row.dataset.at) !== flow.active && !String(getSelection())) {
    go(Number(row.dataset.at), { focus: Boolean(event.target.closest(".target")) && matchMedia("(pointer: fine)").matches, scroll: false });
  }
});
find("#language").addEventListener("change", (event) => { location.href = event.target.value; });
find("#order").addEventListener("change", (event) => filters.set({ order: event.target.value }));
find("#search").addEventListener("input", (event) => filters.set({ wanted: event.target.value }));
find("#show-replace").addEventListener("click", () => commands.replace());
find("#show-preview").addEventListener("click", () => commands.preview());
find("#show-help").addEventListener("click", () => commands.help());
find("#who").addEventListener("click", async () => {
  const name = await askName(find("#name"), reviewerName());
  if (name) kept.set("reviewer", name);
  tellReviewer();
});
addEventListener("beforeunload", (event) => {
  editor.flush();
  if (saver.busy && saver.offline) event.preventDefault();
});
document.addEventListener("visibilitychange", () => document.hidden && editor.flush());

async function poll() {
  if (!document.hidden && !saver.busy) {
    try {
      await model.load();
      if (saver.offline) saver.offline = false;
      tellSaving();
    } catch (error) {
      const place = find("#saving");
      place.classList.add("failing");
      place.textContent = error.message || "The server does not answer. What you type is kept in this browser.";
      if (!model.layout) find("#flow").replaceChildren(h("p", { className: "nothing" }, error.message));
    }
  }
  setTimeout(poll, POLL);
}

tellReviewer();
tellSaving();
poll();
