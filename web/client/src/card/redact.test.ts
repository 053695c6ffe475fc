import { describe, expect, test } from 'vitest';
import capture from '../../../../tests/fixtures/captures/company-1.3.8.json?raw';
import redacted from '../../../../tests/fixtures/captures/company-1.3.8.redacted.json?raw';
import { FORMAT, outline, reduce } from './redact';

// SEQUENCE { SEQUENCE { OID 2.5.29.15, BOOLEAN, OCTET STRING { BIT STRING } }, UTF8String 測 }
const EXTENSION = [0x30, 14, 6, 3, 0x55, 0x1d, 0x0f, 1, 1, 0xff, 4, 4, 3, 2, 6, 0xc0];
const NAME = [0x0c, 3, 0xe6, 0xb8, 0xac];
const BYTES = Uint8Array.from([0x30, EXTENSION.length + NAME.length, ...EXTENSION, ...NAME]);

describe('an outline', () => {
  test('keeps tags, lengths and object identifiers, in extensions too', () => {
    expect(outline(BYTES)).toEqual([
      {
        t: '30',
        l: 21,
        c: [
          {
            t: '30',
            l: 14,
            c: [
              { t: '06', l: 3, oid: '2.5.29.15' },
              { t: '01', l: 1 },
              { t: '04', l: 4, e: [{ t: '03', l: 2 }] },
            ],
          },
          { t: '0c', l: 3 },
        ],
      },
    ]);
  });

  test('keeps of an object identifier that is like no other its length alone', () => {
    const long = Uint8Array.from([6, 60, ...Array.from({ length: 60 }, (_, place) => place)]);
    expect(outline(long)).toEqual([{ t: '06', l: 60 }]);
  });

  test('reads indefinite lengths and long tags', () => {
    expect(outline(Uint8Array.from([0x24, 0x80, 4, 1, 65, 0, 0, 0xbf, 0x81, 0x01, 0]))).toEqual([
      { t: '24', l: -1, c: [{ t: '04', l: 1 }] },
      { t: 'bf8101', l: 0, c: [] },
    ]);
  });

  test.each([
    ['cut off', [0x30, 5, 1]],
    ['without an end', [0x30, 0x80, 4, 1, 65]],
    ['a lone tag', [0x04]],
    ['too deep', Array.from({ length: 100 }, () => [0x30, 0x80]).flat()],
    ['too many', Array.from({ length: 6_000 }, () => [5, 0]).flat()],
  ])('of what is %s is none', (_, bytes) => {
    expect(() => outline(Uint8Array.from(bytes))).toThrow(RangeError);
  });
});

describe('a reduced answer', () => {
  const certificate = btoa(
    String.fromCharCode(
      0x30,
      0x81,
      0xb8,
      ...Array.from({ length: 8 }, () => [4, 21, ...Array(21).fill(66)]).flat(),
    ),
  );
  const replies = [
    {
      func: 'MakeSignature',
      ret_code: '18446744071562067969',
      last_error: 0,
      serverVersion: '1.3.4.103349',
      version: 'of 測試甲, 0912-345-678, and long',
      cardSN: 'TP12345678901234',
      certb64: certificate,
      slots: [{ slotDescription: 'Reader of 測試甲', token: null, ulMinPinLen: 6 }],
    },
  ];

  test('holds no value but codes and versions', () => {
    const text = reduce(replies);

    expect(JSON.parse(text)).toMatchObject({
      format: FORMAT,
      replies: [
        {
          func: 'MakeSignature',
          ret_code: '18446744071562067969',
          last_error: 0,
          serverVersion: '1.3.4.103349',
          version: 'text of 30',
          cardSN: 'text of 16',
          certb64: { length: certificate.length, outline: [{ t: '30', l: 184 }] },
          slots: [{ slotDescription: 'text of 13', token: null, ulMinPinLen: 'number' }],
        },
      ],
    });
    for (const secret of ['測試甲', 'TP12345678901234', '0912', 'QkJC']) {
      expect(text).not.toContain(secret);
    }
  });
});

test('a captured exchange is reduced as `python -m web explain --redact` does it', () => {
  const { replies } = JSON.parse(capture);

  expect(JSON.parse(reduce(replies))).toEqual(JSON.parse(redacted));
});
