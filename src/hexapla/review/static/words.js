// The words of the page in the reader's language. The page has the catalog of that language; without
// an entry, the English words that are written in the modules are shown.

const { messages, forms } = JSON.parse(document.querySelector("#words").textContent);

const filled = (text, values) => text.replace(/\{(\d)\}/g, (place, at) => values[at] ?? place);

/** A text with values in it: t`Go to ${words}`. Its entry in the catalog is "Go to {0}". */
export function t(parts, ...values) {
  const key = parts.reduce((text, part, at) => `${text}{${at - 1}}${part}`);
  return filled(messages[key] ?? key, values);
}

/** A text with a number in it, in the form for that number: tn("{0} sentence", "{0} sentences", count). */
export function tn(one, many, count, ...values) {
  const known = messages[one];
  const form = count < forms.length ? forms[count] : forms[100 + (count % 100)];
  return filled(known ? known[form] : count === 1 ? one : many, [count, ...values]);
}

const names = document.documentElement.lang === "en" ? null : new Intl.DisplayNames([document.documentElement.lang], { type: "language" });

/** The name of a language, which the server knows in English. */
export function languageName({ tag, name }) {
  try {
    return names?.of(tag) ?? name;
  } catch {
    return name; // a tag that the browser doesn't take
  }
}

for (const element of document.querySelectorAll("[data-language]")) {
  element.textContent = languageName({ tag: element.dataset.language, name: element.textContent });
}
