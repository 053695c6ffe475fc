/** EMS 基本資料表 C as a clerk copies it, or has it as a file: the nine facts are read here, and nothing is sent. */
import { COMPANY_KEYS, type CompanyKey } from './company';
import { TABLE_C_NAMES } from './tableCNames';

export type Facts = Partial<Record<CompanyKey, string>>;

const KEYS: ReadonlyMap<string, CompanyKey> = new Map(
  COMPANY_KEYS.flatMap((key) => TABLE_C_NAMES[key].map((name) => [plain(name), key] as const)),
);
// Fewer names in one line are no head of a table.
const LEAST_NAMES = 3;

/** The facts that a text names; the first company of several. */
export function readTableC(text: string): Facts {
  const rows = rowsOf(text.replace(/^\uFEFF/, ''));
  const head = rows.findIndex((row) => row.filter(keyOf).length >= LEAST_NAMES && isHead(row));
  const found = head < 0 ? undefined : fromTable(rows[head] ?? [], rows[head + 1] ?? []);
  return found ?? fromPairs(rows);
}

/** A file's text: UTF-8, or Big5 as Windows in Taiwan writes it. */
export function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('big5').decode(bytes);
  }
}

/** A head has nothing but names, known or not: no value stands beside a name. */
function isHead(row: readonly string[]): boolean {
  const first = row.findIndex((cell) => keyOf(cell));
  return keyOf(row[first + 1] ?? '') !== undefined || row.length > LEAST_NAMES * 2;
}

function fromTable(head: readonly string[], values: readonly string[]): Facts | undefined {
  const facts: Facts = {};
  for (const [index, name] of head.entries()) {
    const key = keyOf(name);
    const value = values[index]?.trim();
    if (key && value && !facts[key]) facts[key] = value;
  }
  return Object.keys(facts).length > 0 ? facts : undefined;
}

/** Names with their values behind or below them, however many stand in a line. */
function fromPairs(rows: readonly (readonly string[])[]): Facts {
  const facts: Facts = {};
  let waiting: CompanyKey | undefined;
  for (const cell of rows.flat()) {
    const key = keyOf(cell);
    const [, name = '', said = ''] = /^([^:：]+)[:：](.*)$/.exec(cell.trim()) ?? [];
    const named = keyOf(name);
    if (key) {
      waiting = key;
    } else if (named) {
      if (said.trim()) facts[named] ??= said.trim();
      waiting = said.trim() ? undefined : named;
    } else if (waiting && cell.trim()) {
      facts[waiting] ??= cell.trim();
      waiting = undefined;
    }
  }
  return facts;
}

function keyOf(name: string): CompanyKey | undefined {
  return KEYS.get(plain(name));
}

/** A name without what forms put around it: spaces, stars, numbers, colons, brackets' notes. */
function plain(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\([^)]*\)/g, '')
    .replace(/^[\d.、\s*]+/, '')
    .replace(/[\s*:"]/g, '')
    .replace(/台/g, '臺');
}

/** Cells by tabs, or by commas with quotation marks (RFC 4180); a line without either is one cell. */
function rowsOf(text: string): string[][] {
  const mark = text.includes('\t') ? '\t' : ',';
  const rows: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  const endCell = () => {
    rows.at(-1)?.push(cell);
    cell = '';
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') cell += text[++at];
      else isQuoted = false;
    } else if (letter === '"' && cell.trim() === '') {
      isQuoted = true;
      cell = '';
    } else if (letter === mark) {
      endCell();
    } else if (letter === '\n' || letter === '\r') {
      endCell();
      if (letter === '\r' && text[at + 1] === '\n') at++;
      rows.push([]);
    } else {
      cell += letter;
    }
  }
  endCell();
  return rows.filter((row) => row.some((each) => each.trim() !== ''));
}
