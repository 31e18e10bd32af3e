// Read a JSON list of MDX texts; write the structure of each, or null if it doesn't compile.
// Arguments: a folder with the packages, and "mdx" or "docusaurus". With a third argument, "words",
// write the words that a reader sees instead.
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';
import path from 'node:path';
import fs from 'node:fs';

const [modules, dialect, what] = process.argv.slice(2);
const require = createRequire(path.join(modules, 'x.js'));
const load = (name) => import(pathToFileURL(require.resolve(name)).href).catch(async () => {
  const own = JSON.parse(fs.readFileSync(path.join(modules, name, 'package.json')));
  const entry = typeof own.exports === 'string' ? own.exports : (own.exports?.['.'] ?? own.exports?.default ?? own.main);
  const file = typeof entry === 'string' ? entry : entry.default ?? entry.import;
  return import(pathToFileURL(path.join(modules, name, file)).href);
});
const {createProcessor} = await load('@mdx-js/mdx');
const gfm = (await load('remark-gfm')).default;
const frontmatter = (await load('remark-frontmatter')).default;
const math = (await load('remark-math')).default;
const plugins = [gfm, [frontmatter, ['yaml', 'toml']]];
if (dialect === 'docusaurus') {
  plugins.push((await load('remark-directive')).default, (await load('@slorber/remark-comment')).default);
}
const withMath = createProcessor({remarkPlugins: [...plugins, math]});
const withoutMath = createProcessor({remarkPlugins: plugins});

// Formulas are a plug-in that few sites use; in the others, dollar signs are money and variables.
function processorFor(file) {
  if (/\$\$/.test(file)) return withMath;
  try {
    withoutMath.processSync(file);
    return withoutMath;
  } catch {
    return withMath;
  }
}

// What Docusaurus does before it hands a file to MDX: it unwraps `mdx-code-block`, escapes heading
// ids, and puts the titles of admonitions in brackets.
function prepared(text) {
  if (dialect !== 'docusaurus') return text;
  return text
    .replace(/\r\n/g, '\n')
    .replace(/^([ \t]*)(`{3,})mdx-code-block\n([\s\S]*?)\n\1\2$/gm, '$3')
    .replace(/^#{1,6}(?!#).*/gm, (line) => line.replace(/(?<!\\)\{#/g, '\\{#'))
    .replace(/^((?:[ \t]|>)*:{3,}[\w-]+)[ \t]+([^\n[{].*?)[ \t]*$/gm,
      (_, opener, title) => `${opener}[${title.replace(/[[\]]/g, '\\$&')}]`);
}

const WORDS = new Set(['title', 'label', 'alt', 'description', 'caption', 'placeholder', 'aria-label', 'summary']);
const LEAVES = new Set(['paragraph', 'heading', 'tableCell']);

function attributes(node) {
  return (node.attributes ?? []).map((one) => {
    if (one.type === 'mdxJsxExpressionAttribute') return one.value;
    if (typeof one.value === 'object' && one.value) return `${one.name}={${one.value.value}}`;
    return WORDS.has(one.name) ? one.name : `${one.name}=${one.value}`;
  }).join(' ');
}

function shown(node) {
  const own = [node.type, node.name ?? '', node.depth ?? '', node.url ?? '', node.identifier ?? '', node.lang ?? '', (node.meta ?? '').replace(/(\btitle=)"[^"]*"/g, '$1')];
  if (node.value !== undefined && node.type !== 'text' && node.type !== 'yaml' && node.type !== 'toml') own.push(node.type === 'inlineCode' ? node.value.replace(/\s+/g, ' ') : node.value);
  if (/Jsx/.test(node.type)) own.push(attributes(node));
  else if (node.attributes) own.push(Object.entries(node.attributes).filter(([key]) => !WORDS.has(key)).flat().join(' '));
  return own.join('|');
}

function inlines(node, found) {
  for (const child of node.children ?? []) {
    // Docusaurus shows the directives that no plugin has used as they are written.
    // An empty comment is what Hexapla writes between emphasis and a letter.
    const empty = child.type === 'mdxTextExpression' && child.value === '/* */';
    if (!empty && child.type !== 'text' && child.type !== 'textDirective') found.add(shown(child));
    inlines(child, found);
  }
  return found;
}

function walk(node, out) {
  if (LEAVES.has(node.type)) {
    out.push([shown(node), ...[...inlines(node, new Set())].sort()]);
    return;
  }
  out.push([shown(node)]);
  for (const child of node.children ?? []) walk(child, out);
  out.push(['/' + node.type]);
}

// Addresses, and the names of accounts and packages.
const UNSAID = /(?:https?:\/\/|www\.)\S+|(?<!\w)@[\w/.@-]+/g;
const BREAKS = new Set([...LEAVES, 'break']);

function words(node) {
  if (node.type === 'text') return node.value;
  let own = [node.alt, node.title].filter(Boolean).map((one) => ` ${one} `).join('');
  for (const one of node.attributes ?? []) {
    if (WORDS.has(one.name) && typeof one.value === 'string') own += ` ${one.value} `;
  }
  return own + (node.children ?? []).map(words).join('') + (BREAKS.has(node.type) ? '\n' : '');
}

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const texts = JSON.parse(Buffer.concat(chunks).toString('utf8'));
const result = texts.map((text) => {
  try {
    const out = [];
    const file = prepared(text);
    const processor = processorFor(file);
    if (what === 'words') return [words(processor.parse(file)).replace(UNSAID, ' ')];
    processor.processSync(file);
    walk(processor.parse(file), out);
    return out;
  } catch (error) {
    if (process.env.WHY) console.error(String(error));
    return null;
  }
});
process.stdout.write(JSON.stringify(result));
