import { expect, test } from 'vitest';
import { csvOf } from './csv';

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])('%j is no formula', (text) => {
  expect(csvOf([[text]])).toBe(`\ufeff"'${text}"\r\n`);
});

test('quotation marks, commas and empty cells stay what they are', () => {
  expect(csvOf([['甲"乙', 'a,b', null, 0]])).toBe('\ufeff"甲""乙","a,b","","0"\r\n');
});
