/** Print what a first visit of each page loads, gzipped; fail where a start page is above its limit. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT = 28_000;
const DESK_LIMIT = 80_000;
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

const sizes = new Map();
function size(file) {
  if (!sizes.has(file)) {
    sizes.set(file, gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length);
  }
  return sizes.get(file);
}

/** The files that the built page itself names, and the words of the frame, which its header names. */
const frame = [
  ...readFileSync(new URL('index.html', dist), 'utf8').match(/assets\/[^"]+\.(js|css)/g),
  manifest['src/words/zh/frame.ts'].file,
];

/** All files that a chunk brings with it: itself, its styles, its static imports. */
function filesOf(key, found = new Set(), chunks = manifest) {
  const chunk = chunks[key];
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const style of chunk.css ?? []) found.add(style);
  for (const imported of chunk.imports ?? []) filesOf(imported, found, chunks);
  return found;
}

function sum(files) {
  return [...files].reduce((total, file) => total + size(file), 0);
}

const line = (name, bytes) => `  ${name.padEnd(28)} ${(bytes / 1000).toFixed(1).padStart(6)} kB`;
const lines = [line(`start page (limit ${LIMIT / 1000})`, sum(frame))];
for (const key of Object.keys(manifest)) {
  if (!key.includes('pages/')) continue;
  const files = new Set([...frame, ...filesOf(key), ...filesOf('src/words/zh/pages.ts')]);
  lines.push(line(key.replace(/.*pages.(.*).tsx/, '$1'), sum(files)));
}
// The desk is a build of its own: its page, the queue with which it begins, and its words.
const desk = readFileSync(new URL('desk/desk.html', dist), 'utf8');
const deskChunks = JSON.parse(readFileSync(new URL('desk/.vite/manifest.json', dist), 'utf8'));
const deskFiles = new Set(desk.match(/(?<=staff\/)assets\/[^"]+\.(js|css)/g));
const begun = [
  'src/desk/pages/Queue.tsx',
  'src/words/zh/frame.ts',
  'src/words/zh/pages.ts',
  'src/desk/words/zh/index.ts',
];
for (const key of begun)
  for (const file of filesOf(key, new Set(), deskChunks)) deskFiles.add(file);
const deskSum = sum([...deskFiles].map((file) => `desk/${file}`));
lines.push(line(`desk (limit ${DESK_LIMIT / 1000})`, deskSum));
process.stdout.write(`first load, gzip\n${lines.join('\n')}\n`);
if (sum(frame) > LIMIT || deskSum > DESK_LIMIT) process.exitCode = 1;
