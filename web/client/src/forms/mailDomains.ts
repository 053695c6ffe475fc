/** Mail domains that a slip of the hand turns into another: what was meant is asked, never put in unasked. */

// Those that companies in Taiwan write most.
const COMMON: readonly string[] = [
  'gmail.com',
  'yahoo.com.tw',
  'yahoo.com',
  'hotmail.com',
  'outlook.com',
  'icloud.com',
  'msa.hinet.net',
  'livemail.tw',
];
const MOST_SLIPS = 2;

/** The address that was probably meant; undefined where nothing looks wrong. */
export function meantAddress(typed: string): string | undefined {
  const at = typed.lastIndexOf('@');
  const domain = typed
    .slice(at + 1)
    .trim()
    .toLowerCase();
  if (at < 1 || domain === '' || COMMON.includes(domain)) return undefined;
  const near = COMMON.map((name) => [name, slips(domain, name)] as const)
    .filter(([name, count]) => count <= Math.min(MOST_SLIPS, name.length / 5))
    .sort(([, a], [, b]) => a - b)[0];
  return near && `${typed.slice(0, at).trim()}@${near[0]}`;
}

/** How many letters are left out, put in, exchanged or swapped with their neighbour (Damerau 1964). */
export function slips(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(
        (rows[i - 1]?.[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + same,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
