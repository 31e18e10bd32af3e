// Notes for other translators, and questions to the desk.

import { h } from "./dom.js";
import { t } from "./words.js";

/** The elements in which a note is written. Calls `done` with the text, or with null if it is not to be saved. */
export function noteForm(entry, reviewer, done) {
  const area = h("textarea", { value: entry.note || "", rows: 2, "aria-label": t`Note for other translators` });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") done(null);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) done(area.value);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const button = (label, act, more = {}) => h("button", { type: "button", ...more, on: { click: act } }, label);
  return [h("p", { className: "label" }, t`Note (saved as a translator comment in the catalog)`), area,
    h("div", { className: "buttons" },
      button(t`Save note`, () => done(area.value)),
      button(t`Ask the desk`, () => done(forDesk(area.value, reviewer)), { title: t`translate status --desk lists it` }),
      button(t`Cancel`, () => done(null), { className: "plain" }))];
}

/** A note whose lines are questions to the desk, each with the name of who asks. */
const forDesk = (note, reviewer) => {
  const name = reviewer.replace(/\s*<.*>/, "");
  return note.split("\n").filter((line) => line.trim())
    .map((line) => (/^desk:/i.test(line) ? line : `desk: ${name}: ${line.trim()}`)).join("\n");
};
