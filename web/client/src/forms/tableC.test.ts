import { describe, expect, test } from 'vitest';
import { COMPANY } from '../test/people';
import { COMPANY_KEYS } from './company';
import { decode, readTableC } from './tableC';
import { TABLE_C_NAMES } from './tableCNames';

const NAMES = COMPANY_KEYS.map((key) => TABLE_C_NAMES[key][0] as string);
const VALUES = COMPANY_KEYS.map((key) => COMPANY[key]);

describe('table C', () => {
  test('as a file of columns', () => {
    expect(readTableC(`${NAMES.join(',')}\r\n${VALUES.join(',')}\r\n`)).toEqual(COMPANY);
  });

  test('as cells of a worksheet, among columns that are not asked for', () => {
    const head = ['序號', ...NAMES, '備註'].join('\t');

    expect(readTableC(`${head}\n${['1', ...VALUES, '無'].join('\t')}`)).toEqual(COMPANY);
  });

  test('as lines with a colon', () => {
    const lines = NAMES.map((name, index) => `${name}：${VALUES[index]}`);

    expect(readTableC(lines.join('\n'))).toEqual(COMPANY);
  });

  test('as names and values in turns, copied from a page', () => {
    const lines = NAMES.map((name, index) => `* ${name}\n${VALUES[index]}`);

    expect(readTableC(`基本資料表C\n\n${lines.join('\n')}`)).toEqual(COMPANY);
  });

  test('as two names with their values in a line', () => {
    const text = '管制編號\tA0000006\t事業名稱\t測試化工\n負責人\t測試甲\t事業地址\t臺北市中正區';

    expect(readTableC(text)).toEqual({
      controlNumber: 'A0000006',
      companyName: '測試化工',
      responsiblePerson: '測試甲',
      businessAddress: '臺北市中正區',
    });
  });

  test('with quotation marks, a comma and a line break in a value', () => {
    const text = '管制編號,公司名稱,事業地址\nA0000006,"測試 ""化工"", 甲","臺北市\n中正區"';

    expect(readTableC(text)).toEqual({
      controlNumber: 'A0000006',
      companyName: '測試 "化工", 甲',
      businessAddress: '臺北市\n中正區',
    });
  });

  test('keeps every character of a value', () => {
    expect(readTableC('公司名稱：台北Ａ公司')).toEqual({ companyName: '台北Ａ公司' });
  });

  test.each(['', 'hello', '名稱：測試', '管制編號'])('%j names nothing', (text) => {
    expect(readTableC(text)).toEqual({});
  });

  test('is read in Big5 as well', () => {
    // 管制編號,A0000006 in Big5.
    const bytes = [0xba, 0xde, 0xa8, 0xee, 0xbd, 0x73, 0xb8, 0xb9];

    expect(decode(new Uint8Array(bytes).buffer)).toBe('管制編號');
    expect(decode(new TextEncoder().encode('管制編號').buffer)).toBe('管制編號');
  });
});
