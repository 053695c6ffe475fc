/** Tables that are saved as CSV: no cell is a formula to a spreadsheet. */

// OWASP, CSV injection; as models/forms/csv_cells.py guards what commands write.
const BEGINS_FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

export type Cell = string | number | null | undefined;

function cellOf(value: Cell): string {
  const text = value === null || value === undefined ? '' : String(value);
  const guarded = BEGINS_FORMULA.test(text) ? `'${text}` : text;
  return `"${guarded.replaceAll('"', '""')}"`;
}

/** Write rows as CSV (RFC 4180), with the mark by which spreadsheets know UTF-8. */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')}`;
}

export function saveCsv(name: string, rows: readonly (readonly Cell[])[]) {
  const url = URL.createObjectURL(new Blob([csvOf(rows)], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
