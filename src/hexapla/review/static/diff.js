// A word diff of two versions of a sentence.

/**
 * A word diff by longest common subsequence, which is fast enough for a sentence: pieces of both
 * texts in order, each ["same", "gone" or "new", text].
 */
export function wordDiff(old, now) {
  const split = (text) => text.match(/\p{Script=Han}|[\p{L}\p{N}]+|\s+|./gsu) || [];
  const [a, b] = [split(old), split(now)];
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  const out = [];
  const put = (what, text) => (out.at(-1)?.[0] === what ? (out.at(-1)[1] += text) : out.push([what, text]));
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) put("same", a[i++] && b[j++]);
    else if (j >= b.length || (i < a.length && table[i + 1][j] >= table[i][j + 1])) put("gone", a[i++]);
    else put("new", b[j++]);
  }
  return out;
}
