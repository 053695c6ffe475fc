import { expect, test } from 'vitest';
import type { DayFigures } from '../api/figures';
import { refusalsOf, tableOf } from './Health';

const COLUMNS = {
  submitted: '1',
  leftToPerson: '2',
  approvedByService: '3',
  approvedByPeople: '4',
  rejectedByService: '5',
  rejectedByPeople: '6',
  activated: '7',
  lettersSent: '8',
  lettersGivenUp: '9',
};
const WORDS = { day: 'Day', sum: 'Sum', refused: 'Card refused: ' };

function dayOf(day: string, ...refused: readonly (readonly [string, number])[]): DayFigures {
  return {
    day,
    submitted: 1,
    leftToPerson: 0,
    approvedByService: 0,
    approvedByPeople: 0,
    rejectedByService: 0,
    rejectedByPeople: 0,
    activated: 0,
    lettersSent: 0,
    lettersGivenUp: 0,
    refusedCards: refused.map(([title, count]) => ({
      code: title === 'Expired' ? 'CERTIFICATE_EXPIRED' : 'CERTIFICATE_REVOKED',
      title,
      count,
    })),
  };
}

const DAYS = [
  dayOf('2026-03-01', ['Expired', 2]),
  dayOf('2026-03-02'),
  dayOf('2026-03-03', ['Revoked', 1], ['Expired', 3]),
];

test('each reason for which a card was refused is a column of its own, named once', () => {
  expect(refusalsOf(DAYS).map(({ name }) => name)).toEqual(['Expired', 'Revoked']);
  expect(refusalsOf([])).toEqual([]);
});

test('the table has the reasons behind the other figures, with zeros and sums', () => {
  const [head, ...rows] = tableOf(DAYS, COLUMNS, WORDS);

  expect(head?.slice(-3)).toEqual(['9', 'Card refused: Expired', 'Card refused: Revoked']);
  expect(rows.map((row) => [row[0], ...row.slice(-2)])).toEqual([
    ['2026-03-01', 2, 0],
    ['2026-03-02', 0, 0],
    ['2026-03-03', 3, 1],
    ['Sum', 5, 1],
  ]);
});
