// The checks that a packet runs while somebody types. They only compare with what Hexapla found in
// the source when it made the packet; all checks run when the answer comes back.

import { MARKUP } from "./markup.js";
import { t } from "./words.js";

const NUMBER = /\p{Nd}+(?:[.,:/'’\u00a0\u202f\u066b\u066c]\p{Nd}+)*/gu;
const LONGEST_SHOWN = 60;

/**
 * The findings in a text. `about` is what is known of its source: `keep`, the markup that a
 * translation needs, as [text, how often]; `numbers`, as digits; `length`, the usual shortest and
 * longest translation; `limit`, the most characters; `glossary`; `off`, the checks switched off.
 */
export function liveFindings(about, text) {
  if (!text.trim()) return [];
  const words = text.replace(MARKUP, (part) => " ".repeat(part.length));
  const found = [...missing(about, text), ...numbers(about, words), ...lengths(about, text, words), ...terms(about, text)];
  return found.filter((one) => !about.off.includes(one.check)).map((one) => ({ about: "", source: null, target: null, ...one }));
}

function* missing({ keep }, text) {
  for (const [part, times] of keep) {
    const there = text.split(part).length - 1;
    if (there >= times) continue;
    const name = shortened(part);
    const message = there ? t`${name} is ${there} of ${times} times in the translation` : t`${name} is not in the translation`;
    // Which check finds it depends on the format, so it can't be switched off here.
    yield { check: "", severity: "warning", message };
  }
}

function* numbers({ numbers: known }, words) {
  const typed = [...words.matchAll(NUMBER)].map((match) => ({ at: match.index, shown: match[0], digits: digitsOf(match[0]) }));
  const left = typed.map((one) => one.digits);
  for (const digits of known) {
    const place = left.indexOf(digits);
    if (place >= 0) left.splice(place, 1);
    // People write small numbers as words.
    else if (digits.length > 2) yield { check: "numbers", severity: "warning", message: t`the number ${digits} is not in the translation` };
  }
  for (const { at, shown, digits } of typed) {
    if (digits.length < 3 || known.includes(digits)) continue;
    const target = [at, at + shown.length];
    yield { check: "numbers", severity: "warning", message: t`the number ${shown} is not in the source`, target };
  }
}

function* lengths({ length, limit }, text, words) {
  const count = [...text].length;
  if (limit !== undefined && count > limit) {
    yield { check: "max-length", severity: "error", message: t`${count} characters, but the limit is ${limit}` };
  }
  if (!length) return;
  const characters = [...words.split(/\s+/).filter(Boolean).join(" ")].length;
  const which = characters < length[0] ? "short" : characters > length[1] ? "long" : "";
  if (which) yield { check: "length", severity: "warning", message: which === "short" ? t`unusually short: ${characters} characters` : t`unusually long: ${characters} characters` };
}

function* terms({ glossary }, text) {
  const folded = text.toLocaleLowerCase();
  for (const { term, forbidden } of glossary) {
    const used = forbidden.find((form) => folded.includes(form.toLocaleLowerCase()));
    if (used) yield { check: "glossary", severity: "warning", message: t`${term} must not be translated as ${used}` };
  }
}

/** The digits of a number in any script, without separators. */
function digitsOf(number) {
  return [...number.matchAll(/\p{Nd}/gu)].map(([digit]) => {
    // The digits of a script follow each other; its zero has the code …0 or …6.
    const code = digit.codePointAt(0);
    const row = code - (code % 16);
    return code - (/\p{Nd}/u.test(String.fromCodePoint(row)) ? row : row + 6);
  }).join("");
}

const shortened = (text) => (text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
