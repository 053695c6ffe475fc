import { expect, test } from 'vitest';
import capture from '../../../../../tests/fixtures/captures/company-1.3.8.json?raw';
import lastTry from '../../../../../tests/fixtures/captures/last-try-64-bit.json?raw';
import { type BridgeTrouble, parseObject } from '../../card/bridge';
import type { Operated } from '../../card/useCard';
import { OBSERVED, type Observed, observe, type Standing, type Watched } from './observe';

type Json = Readonly<Record<string, unknown>>;
type Seen = { readonly standing: Standing; readonly found: string };

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150';
const CARD_NUMBER = 'TP00000000000001';
const CERTS = [
  { label: 'ROOT CA Cert' },
  { label: 'cert1', usage: 'digitalSignature' },
  { label: 'cert2', usage: 'keyEncipherment|dataEncipherment' },
];
const LISTED: Json = {
  func: 'pkcs11info',
  ret_code: 0,
  serverVersion: '1.3.4.103349',
  slots: [
    { slotDescription: 'reader 0', token: { serialNumber: CARD_NUMBER, certs: CERTS } },
    { slotDescription: 'reader 1', token: null },
  ],
};
const SIGNED: Json = {
  func: 'sign',
  ret_code: 0,
  last_error: 0,
  signature: 'AAAA',
  certb64: 'AAAA',
  cardSN: CARD_NUMBER,
};

function replied(reply: Json, took = 300): Operated {
  return { work: 'SIGNING', answer: { reply }, took };
}

function failed(trouble: BridgeTrouble): Operated {
  return { work: 'SIGNING', answer: { trouble }, took: 10_000 };
}

function seen(watched: Partial<Watched>) {
  const found = observe({ userAgent: WINDOWS, ...watched });
  const none: Seen = { standing: 'NOT_SEEN', found: 'no observation' };
  const all = Object.fromEntries(OBSERVED.map((name) => [name, none])) as Record<Observed, Seen>;
  for (const { assumption, standing, found: value } of found) {
    all[assumption] = { standing, found: value };
  }
  return all;
}

function differing(watched: Partial<Watched>) {
  const found = Object.entries(seen(watched));
  return found.filter(([, { standing }]) => standing === 'DIFFERS').map(([name]) => name);
}

test('nothing that happened is nothing seen', () => {
  expect(observe({ userAgent: WINDOWS }).every(({ standing }) => standing === 'NOT_SEEN')).toBe(
    true,
  );
});

test('a component as assumed holds in all that was tried', () => {
  const found = seen({
    listed: replied(LISTED),
    signed: replied(SIGNED),
    slot: 'reader 0',
    ownWindow: false,
  });

  const notSeen = OBSERVED.filter((name) => found[name].standing !== 'HELD');
  expect(notSeen).toEqual(['WRONG_PIN_CODE']);
  expect(found.CERTIFICATES_LISTED.found).toBe(
    'ROOT CA Cert; cert1 digitalSignature; cert2 keyEncipherment|dataEncipherment',
  );
  expect(found.LISTING_TIME.found).toBe('300 ms');
});

test('nothing of the holder is found', () => {
  const odd = { label: '測試甲', usage: '王大明' };
  const token = { serialNumber: 'A123456789', certs: [odd] };
  const listed = { ...LISTED, slots: [{ slotDescription: '讀卡機 測試甲', token }] };

  const said = JSON.stringify(seen({ listed: replied(listed), signed: replied(SIGNED) }));

  expect(said).not.toMatch(/測試甲|王大明|A123456789|TP0000/);
});

test('every value is of the shape that the service takes', () => {
  const listed = { ...LISTED, func: '測'.repeat(200), serverVersion: '<b>'.repeat(99) };

  for (const { found } of observe({ userAgent: WINDOWS, listed: replied(listed) })) {
    expect(found).toMatch(/^[A-Za-z0-9 .,:;_()/|+-]{0,80}$/);
  }
});

test.each([
  ['COMPONENT_VERSION', { serverVersion: '1.3.4.1' }],
  ['COMPONENT_VERSION', { serverVersion: 'new' }],
  ['COMPONENT_VERSION', { serverVersion: undefined }],
  ['READERS_LISTED', { func: 'sign' }],
  ['READERS_LISTED', { slots: [{ token: null }] }],
  ['READERS_LISTED', { slots: undefined }],
  ['CARD_LISTED', { slots: [slot({ serialNumber: 'tp00000000000001', certs: CERTS })] }],
  ['CERTIFICATES_LISTED', { slots: [slot({ serialNumber: CARD_NUMBER })] }],
  ['CERTIFICATES_LISTED', { slots: [slot({ serialNumber: CARD_NUMBER, certs: [CERTS[1]] })] }],
])('%s differs in a list of readers that is otherwise', (name, changed) => {
  expect(differing({ listed: replied({ ...LISTED, ...changed }) })).toEqual([name]);
});

function slot(token: Json): Json {
  return { slotDescription: 'reader 0', token };
}

test.each([
  ['SIGN_ANSWER', { certb64: undefined }],
  ['SIGN_ANSWER', { func: 'other' }],
  ['SAME_CARD', { cardSN: 'TP00000000000002' }],
  ['CODES_EXACT', { last_error: 0.5 }],
])('%s differs in an answer to signing that is otherwise', (name, changed) => {
  const watched = { listed: replied(LISTED), signed: replied({ ...SIGNED, ...changed }) };

  expect(differing(watched)).toEqual([name]);
});

test.each(['NO_ANSWER', 'WINDOW_CLOSED', 'TIMED_OUT', 'REPLY_UNREADABLE'] as const)(
  'a component that ends with %s does not answer as assumed',
  (trouble) => {
    expect(seen({ listed: failed(trouble) }).POPUP_ANSWERS).toMatchObject({
      standing: 'DIFFERS',
      found: trouble,
    });
  },
);

test('a window that the browser blocked says nothing of the component', () => {
  expect(seen({ listed: failed('POPUP_BLOCKED') }).POPUP_ANSWERS.standing).toBe('NOT_SEEN');
});

test('a site that is not trusted is told by its code', () => {
  const refused = replied({ ret_code: 0x76000031, message: '' });

  expect(seen({ listed: refused }).SITE_TRUSTED).toMatchObject({
    standing: 'DIFFERS',
    found: '0x76000031',
  });
});

test('slowness, and a window of its own for the PIN, differ', () => {
  const watched = {
    listed: replied(LISTED, 10_001),
    signed: replied(SIGNED, 30_001),
    ownWindow: true,
  };

  expect(differing(watched)).toEqual(['PIN_IN_PAGE', 'LISTING_TIME', 'SIGNING_TIME_TAKEN']);
});

test.each([
  [0x76100006, 0xa0, 'HELD'],
  [0x76100006, 0, 'DIFFERS'],
  [0x76100006, 0xa4, 'DIFFERS'],
  [0x76100005, 0xa0, 'DIFFERS'],
  [0, 0, 'DIFFERS'],
])('a wrong PIN that is answered with %i and %i %s', (ret_code, last_error, standing) => {
  const wrongPin = replied({ func: 'sign', ret_code, last_error });

  expect(seen({ wrongPin }).WRONG_PIN_CODE.standing).toBe(standing);
});

// The captures, as the bridge parses them.

function repliesIn(text: string): readonly Json[] {
  return (parseObject(text)?.replies ?? []) as readonly Json[];
}

test('the capture of the last try shows codes of 64 bits without loss', () => {
  const [reply] = repliesIn(lastTry);

  const found = seen({ wrongPin: replied(reply ?? {}) });

  expect(found.WRONG_PIN_CODE).toMatchObject({
    standing: 'HELD',
    found: '0x76100006 / 0x80000001',
  });
  expect(found.CODES_EXACT).toMatchObject({ standing: 'HELD', found: '32 bits, 64 bits' });
});

test('the capture of a company card is as assumed, though its pairs of keys are others', () => {
  const [listed, signed] = repliesIn(capture);
  const watched = { listed: replied(listed ?? {}), signed: replied(signed ?? {}) };

  expect(differing({ ...watched, userAgent: WINDOWS })).toEqual([]);
  expect(seen(watched).COMPONENT_VERSION.found).toBe('1.3.8');
  expect(seen(watched).CERTIFICATES_LISTED.found).toContain('cert1 digitalSignature');
});
