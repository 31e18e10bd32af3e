// Choose which columns of the page with all languages are shown, and move through its rows with the
// keyboard. Without this script the page is a plain table of all languages.
"use strict";
(() => {
  const table = document.querySelector("table.hexapla");
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  const all = heads.map((head) => head.lang);
  const fewest = Math.min(2, all.length), most = 6;
  const sheet = document.head.appendChild(document.createElement("style"));
  const field = document.querySelector("fieldset.columns");
  const boxes = new Map();

  function known(text) {
    const wanted = decodeURIComponent(text || "").split(",").filter((tag) => all.includes(tag));
    return wanted.length >= fewest ? wanted.slice(0, most) : null;
  }
  function remembered() {
    try { return localStorage.getItem("hexapla-columns"); } catch { return null; }
  }
  function usual() {
    return all.slice(0, innerWidth > 1300 ? 4 : innerWidth > 800 ? 3 : 2);
  }

  let shown = [];
  function show(tags) {
    shown = all.filter((tag) => tags.includes(tag));
    sheet.textContent = all.map((tag, at) => shown.includes(tag) ? "" :
      `.hexapla :is(td, th):nth-child(${at + 1}) { display: none }`).join("\n");
    table.style.setProperty("--columns", shown.length);
    for (const [tag, box] of boxes) {
      box.checked = shown.includes(tag);
      box.disabled = box.checked ? shown.length <= fewest : shown.length >= most;
    }
  }
  function choose(tags) {
    show(tags);
    const hash = "#" + shown.join(",");
    history.replaceState(null, "", hash);
    try { localStorage.setItem("hexapla-columns", shown.join(",")); } catch { /* blocked */ }
  }

  for (const head of heads) {
    const label = document.createElement("label"), box = document.createElement("input");
    box.type = "checkbox";
    box.addEventListener("change", () => choose(
      box.checked ? [...shown, head.lang] : shown.filter((tag) => tag !== head.lang)));
    label.lang = head.lang;
    label.append(box, " ", head.querySelector("a").textContent);
    field.append(label);
    boxes.set(head.lang, box);
  }
  field.hidden = all.length <= 2;
  show(known(location.hash.slice(1)) || known(remembered()) || usual());
  addEventListener("hashchange", () => show(known(location.hash.slice(1)) || shown));

  // One row is in the tab order; the arrow keys move from there.
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e9, End: 1e9 };
  rows.forEach((row, at) => { row.tabIndex = at ? -1 : 0; });
  table.addEventListener("keydown", (event) => {
    const row = event.target.closest("tbody tr");
    if (!row || !(event.key in steps) || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = Math.max(0, Math.min(rows.length - 1, rows.indexOf(row) + steps[event.key]));
    event.preventDefault();
    rows[at].focus();
  });
  table.addEventListener("focusin", (event) => {
    const row = event.target.closest("tbody tr");
    if (!row) return;
    for (const other of table.querySelectorAll("tbody tr[tabindex='0']")) other.tabIndex = -1;
    row.tabIndex = 0;
  });
})();
