/** Which characters of two texts differ, found by their longest common part. */

/** A part of both texts: the same in both, or what one has in place of the other's. */
export interface Part {
  readonly stated: string;
  readonly onFile: string;
  readonly isSame: boolean;
}

/** Compare by whole characters, so that none beyond the BMP is cut. */
export function differences(stated: string, onFile: string): readonly Part[] {
  const one = [...stated];
  const other = [...onFile];
  const lengths = commonLengths(one, other);
  const parts: { stated: string; onFile: string; isSame: boolean }[] = [];
  const add = (a: string, b: string, isSame: boolean) => {
    const last = parts.at(-1);
    if (last?.isSame === isSame) {
      last.stated += a;
      last.onFile += b;
    } else parts.push({ stated: a, onFile: b, isSame });
  };
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    const [a = '', b = ''] = [one[i], other[j]];
    if (i < one.length && a === b) {
      add(a, b, true);
      i += 1;
      j += 1;
    } else if (
      j >= other.length ||
      (i < one.length && at(lengths, i + 1, j) >= at(lengths, i, j + 1))
    ) {
      add(a, '', false);
      i += 1;
    } else {
      add('', b, false);
      j += 1;
    }
  }
  return parts;
}

type Table = readonly (readonly number[])[];

function at(table: Table, row: number, column: number): number {
  return table[row]?.[column] ?? 0;
}

/** The length of the longest common part of what is left of each from every place. */
function commonLengths(one: readonly string[], other: readonly string[]): Table {
  const table: number[][] = Array.from({ length: one.length + 1 }, () => []);
  for (let i = one.length - 1; i >= 0; i -= 1) {
    const row = table[i] ?? [];
    for (let j = other.length - 1; j >= 0; j -= 1) {
      row[j] =
        one[i] === other[j]
          ? at(table, i + 1, j + 1) + 1
          : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

const FULL_WIDTH = /[\uFF01-\uFF5E\u3000]/u;
const HAS_HALF = /[\x21-\x7E]/;

/** How a character that is easily overlooked is named beside it. */
export type Kind = 'SPACE' | 'FULL' | 'HALF' | undefined;

export function kindOf(text: string, beside: string): Kind {
  if (/^\s+$/u.test(text)) return 'SPACE';
  const isWidth = text.normalize('NFKC') === beside.normalize('NFKC') && text !== '';
  if (!isWidth) return undefined;
  if (FULL_WIDTH.test(text)) return 'FULL';
  return HAS_HALF.test(text) ? 'HALF' : undefined;
}
