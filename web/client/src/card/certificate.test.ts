import { expect, test } from 'vitest';
import { holderNameOf } from './certificate';

function der(tag: number, ...parts: (number[] | Uint8Array)[]): number[] {
  const content = parts.flatMap((part) => [...part]);
  const { length } = content;
  if (length < 128) return [tag, length, ...content];
  return [tag, 0x82, length >> 8, length & 0xff, ...content];
}

const COUNTRY = der(
  0x31,
  der(0x30, der(0x06, [85, 4, 6]), der(0x13, new TextEncoder().encode('TW'))),
);

function certificate({
  name,
  tag = 0x0c,
  version = true,
  padding = 0,
}: {
  name: number[] | Uint8Array;
  tag?: number;
  version?: boolean;
  padding?: number;
}): string {
  const commonName = der(0x31, der(0x30, der(0x06, [85, 4, 3]), der(tag, name)));
  const toBeSigned = der(
    0x30,
    version ? der(0xa0, der(0x02, [2])) : [],
    der(0x02, [1]),
    der(0x30, []),
    der(0x30, COUNTRY),
    der(0x30, []),
    der(0x30, COUNTRY, commonName),
    der(0x04, Array(padding).fill(0)),
  );
  return btoa(String.fromCharCode(...der(0x30, toBeSigned, der(0x30, []))));
}

const utf8 = (text: string) => new TextEncoder().encode(text);

test('the holder’s name is the subject’s common name', () => {
  expect(holderNameOf(certificate({ name: utf8('測試・王小明') }))).toBe('測試・王小明');
});

test('long lengths and a certificate without version are read', () => {
  expect(holderNameOf(certificate({ name: utf8('林'), padding: 700 }))).toBe('林');
  expect(holderNameOf(certificate({ name: utf8('林'), version: false }))).toBe('林');
});

test('a BMPString is read', () => {
  expect(holderNameOf(certificate({ name: [0x67, 0x97], tag: 0x1e }))).toBe('林');
});

test.each(['', 'AAAA', '%%%', 'MIIC', btoa('0\x80')])('junk is no name: %j', (junk) => {
  expect(holderNameOf(junk)).toBeUndefined();
});

test('every cut of a certificate is no name, and no exception', () => {
  const whole = atob(certificate({ name: utf8('測試・王小明') }));

  for (let end = 0; end < whole.length; end++) {
    expect(holderNameOf(btoa(whole.slice(0, end)))).toBeUndefined();
  }
});
