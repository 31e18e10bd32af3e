// The dialog that approves many sentences at once.

import { h } from "./dom.js";
import { hasFindings } from "./model.js";
import { marked } from "./markup.js";
import { t, tn } from "./words.js";

const MOST = 500;

/** The kinds of sentences that can be approved together. Only exact matches are chosen beforehand. */
const KINDS = [
  ["exact", t`Exact matches from memory`, ({ draft, state }) => state === "draft" && draft.origin.startsWith("memory") && draft.score === 1],
  ["clean", t`Without findings`, (entry) => !hasFindings(entry)],
  ["all", t`All that are shown`, () => true],
];

const canApprove = (entry) => entry.state === "draft" || entry.state === "edited";

/** Shows the dialog. `ids` are the shown sentences; `approve` saves pairs of an id and a version. */
export function showApproving(dialog, model, { ids, approve }) {
  const { source, target } = model;
  const open = [...new Set(ids)].map((id) => [id, model.entries[id]]).filter(([, entry]) => canApprove(entry));
  const lists = Object.fromEntries(KINDS.map(([name, , accepts]) => [name, open.filter(([, entry]) => accepts(entry))]));
  const which = h("select", { id: "approving-kind" }, KINDS.map(([name, label]) => h("option", { value: name, disabled: !lists[name].length }, `${label} (${lists[name].length})`)));
  const results = h("div", { className: "results", tabIndex: 0, role: "region", "aria-label": t`Sentences to approve` });
  const act = h("button", { type: "button", className: "primary", disabled: true }, t`Approve`);
  const every = h("input", { type: "checkbox", id: "approving-every" });

  const boxes = () => [...results.querySelectorAll("input")];
  const count = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    act.disabled = !chosen;
    act.textContent = chosen ? tn("Approve {0} sentence", "Approve {0} sentences", chosen) : t`Approve`;
    every.checked = chosen > 0 && chosen === boxes().length;
    every.indeterminate = chosen > 0 && !every.checked;
  };
  const draw = () => {
    const list = lists[which.value].slice(0, MOST);
    results.replaceChildren(list.length
      ? h("ul", {}, list.map(([id, entry]) => h("li", {},
        h("input", { type: "checkbox", id: `approving-${id}`, value: id, checked: which.value === "exact", on: { change: count } }),
        h("label", { htmlFor: `approving-${id}` },
          h("span", { className: "text", lang: target.tag, dir: target.dir }, marked(entry.target, [], "text")),
          h("span", { className: "quiet", lang: source.tag, dir: source.dir }, entry.source)))))
      : h("p", { className: "quiet" }, t`No sentence that is shown waits for approval.`));
    if (lists[which.value].length > MOST) results.append(h("p", { className: "quiet" }, t`Only the first ${MOST} are shown.`));
    count();
  };
  every.addEventListener("change", () => {
    for (const box of boxes()) box.checked = every.checked;
    count();
  });
  act.addEventListener("click", async () => {
    const chosen = boxes().filter((box) => box.checked).map((box) => box.value);
    act.disabled = true;
    if (await approve(chosen.map((id) => [id, model.entries[id].version]))) dialog.close();
    else count();
  });
  which.addEventListener("change", draw);
  which.value = (KINDS.find(([name]) => lists[name].length) || KINDS[0])[0];
  dialog.replaceChildren(
    h("h2", { id: "approving-title", tabIndex: -1, autofocus: true }, t`Approve several sentences`),
    h("p", { className: "quiet" }, t`Read each one first: approving says that a person has.`),
    h("div", { className: "flags" },
      h("label", { className: "check" }, h("span", {}, t`Which`), " ", which),
      h("label", { className: "check" }, every, " ", t`Choose all`)),
    results,
    h("div", { className: "buttons" }, act, h("button", { type: "button", on: { click: () => dialog.close() } }, t`Cancel`)),
  );
  draw();
  dialog.showModal();
}
