// Helpers that build elements. Nothing is ever parsed as HTML, so text from files is safe.
import { t } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  reviewed: "M3 8.5l3.2 3.2L13 5",
  edited: "M4 12l.6-2.6L11 3l2 2-6.4 6.4zM4 13.5h8",
  draft: "M8 3.5a4.5 4.5 0 1 0 .01 0z",
  stale: "M12.5 6A5 5 0 1 0 13 9M12.8 2.8V6H9.6",
  empty: "M4 8h8",
  finding: "M8 3v6M8 12.2v.6",
  close: "M4 4l8 8M12 4l-8 8",
};

/**
 * Creates an element with children. Each property is set as a DOM property if the element has one of
 * that name, otherwise as an attribute. `on` holds event listeners, and `data` the dataset.
 */
export function h(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (key === "data") Object.assign(element.dataset, value);
    else if (key in element && !key.includes("-") && key !== "role") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An icon by the name of its path. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export const find = (selector, root = document) => root.querySelector(selector);

/** Draws the share of each state as a bar. */
export function drawBar(element, counts) {
  const total = STATES.reduce((sum, state) => sum + (counts[state] || 0), 0) || 1;
  element.replaceChildren(
    ...STATES.filter((state) => counts[state]).map((state) => {
      const part = h("span", { className: state });
      part.style.inlineSize = `${(100 * counts[state]) / total}%`;
      return part;
    }),
  );
}

export const STATES = ["reviewed", "edited", "draft", "stale", "empty"];

export const STATE_NAMES = {
  reviewed: t`reviewed`,
  edited: t`edited, not approved`,
  draft: t`draft`,
  stale: t`stale`,
  empty: t`not translated`,
};

// The states beside a number: "7 draft".
const COUNTED = { reviewed: t`reviewed`, edited: t`edited`, draft: t`draft`, stale: t`stale`, empty: t`empty` };

/** The counts as text: "24 reviewed · 7 draft". */
export function countsText(counts) {
  return STATES.filter((state) => counts[state]).map((state) => `${counts[state]}\u00a0${COUNTED[state]}`).join(" · ");
}
