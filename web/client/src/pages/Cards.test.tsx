import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, test } from 'vitest';
import { readDraft } from '../forms/draft';
import { cardsOf, LIN, NOW, OWN, shown } from '../test/cards';
import { ACCOUNT, makeHolderSession } from '../test/people';
import { refusal, sign, submitFormOf, type } from '../test/sign';

function line(name: string): HTMLElement {
  const found = [...document.querySelectorAll<HTMLElement>('tbody tr')].find((each) =>
    each.textContent?.includes(name),
  );
  if (!found) throw new Error(`no card of ${name}`);
  return found;
}

beforeEach(() => history.replaceState(null, '', '/cards'));

test('the cards are listed with what the manual shows, the own one marked', async () => {
  shown('/cards', {});

  await screen.findByText('（北區車隊）');
  expect(line('王小明').textContent).toContain('您登入的憑證');
  const lin = line('林美玲').textContent;
  for (const text of ['TP00••••••••0102', '尚未登入過', '再 12 天到期']) {
    expect(lin).toContain(text);
  }
});

function names(): (string | null)[] {
  return [...document.querySelectorAll('tbody th')].map((each) => each.textContent);
}

test('ten cards stand on a page, the own one first, with how many there are', async () => {
  const others = Array.from({ length: 12 }, (_, index) => ({
    ...LIN,
    id: `card ${index}`,
    holderName: `測試・${index}`,
    expiresInDays: null,
    label: null,
  }));
  const { asked } = shown('/cards?page=2', { Cards: () => cardsOf([...others, OWN]) });

  await screen.findByText('共 13 張憑證，以下為第 11 至 13 張');
  expect(names()).toEqual(['測試・9', '測試・10', '測試・11']);
  expect(screen.getByText('第 2 頁，共 2 頁')).toBeTruthy();
  fireEvent.click(screen.getByRole('link', { name: '上一頁' }));

  await screen.findByText('共 13 張憑證，以下為第 1 至 10 張');
  expect(names()[0]).toBe('測試・王小明您登入的憑證');
  expect(names()).toHaveLength(10);
  expect(asked.filter((each) => each.operation === 'Cards')).toHaveLength(1);
});

test('while a change is looked into no card can be changed', async () => {
  shown('/cards', {
    Cards: () => cardsOf([OWN, LIN], { account: { frozenSince: '2026-11-24T01:00:00Z' } }),
  });

  await screen.findByText('憑證異動查證中');
  expect(screen.queryByRole('link', { name: '新增憑證' })).toBeNull();
  expect(screen.queryByRole('link', { name: /^刪除/ })).toBeNull();
});

test('a colleague’s card signs, is looked at, and is added', async () => {
  const { asked, made } = shown('/cards?add', {
    AddCertificate: () => ({
      addCertificate: { __typename: 'AddCertificateSuccess', certificate: LIN },
    }),
  });
  await sign(asked, made, { purpose: 'ADD', signature: 'LINS' });
  await screen.findByText('TP00000000000102');
  type('連絡電話', '0912345678');
  type('Email', 'lin@example.com');
  type('名稱（選填）', '北區車隊');

  submitFormOf('Email');

  await screen.findByText('已新增憑證。');
  expect(asked.find((each) => each.operation === 'AddCertificate')?.variables).toEqual({
    input: {
      controlNumber: ACCOUNT.controlNumber,
      challengeId: 'challenge 1',
      signature: 'LINS',
      phone: '0912345678',
      email: 'lin@example.com',
      label: '北區車隊',
    },
  });
  expect(readDraft('card.add')).toBeUndefined();
});

test('whose proof is old proves before the colleague is asked to sign', async () => {
  const { asked, made } = shown(
    '/cards?add',
    { ProveCard: () => ({ proveCard: { __typename: 'ProveCardSuccess', provenAt: NOW() } }) },
    '2026-11-23T08:00:00Z',
  );
  await screen.findByText('請再以登入所用的自然人憑證確認一次');
  expect(screen.queryByText('讀取同事的自然人憑證')).toBeNull();

  await sign(asked, made, { purpose: 'PROVE', prefix: 'proof-', signature: 'OWN' });

  await screen.findByText('讀取同事的自然人憑證');
});

test('an edit that lacks a proof is done again after it, with what was typed', async () => {
  let isProven = false;
  const { asked, made } = shown(`/cards?edit=${encodeURIComponent(LIN.id)}`, {
    EditCertificate: () =>
      isProven
        ? { editCertificate: { __typename: 'EditCertificateSuccess', certificate: LIN } }
        : { editCertificate: refusal('CARD_PROOF_NEEDED') },
    ProveCard: () => {
      isProven = true;
      return { proveCard: { __typename: 'ProveCardSuccess', provenAt: NOW() } };
    },
  });
  await screen.findByLabelText('連絡電話');
  type('連絡電話', '0987654321');
  submitFormOf('連絡電話');
  await screen.findByText('請再以登入所用的自然人憑證確認一次');

  await sign(asked, made, { purpose: 'PROVE', prefix: 'proof-', signature: 'OWN' });

  await screen.findByText('已修改憑證資料。');
  const sent = asked.filter((each) => each.operation === 'EditCertificate');
  expect(sent).toHaveLength(2);
  expect(sent[1]?.variables).toEqual(sent[0]?.variables);
  expect(sent[0]?.variables).toMatchObject({ input: { id: LIN.id, phone: '0987654321' } });
});

test('nothing is deleted before it was confirmed', async () => {
  const { asked } = shown(`/cards?remove=${encodeURIComponent(LIN.id)}`, {
    RemoveCertificate: () => ({
      removeCertificate: {
        __typename: 'RemoveCertificateSuccess',
        signedOut: false,
        certificate: { __typename: 'Certificate', id: LIN.id },
      },
    }),
  });
  const button = await screen.findByRole('button', { name: '確定刪除憑證' });
  expect(asked.map((each) => each.operation)).not.toContain('RemoveCertificate');

  fireEvent.click(button);

  await screen.findByText('已刪除憑證。');
  const sent = asked.filter((each) => each.operation === 'RemoveCertificate');
  expect(sent.map((each) => each.variables)).toEqual([{ input: { id: LIN.id } }]);
});

test('the last card is led to its replacement', async () => {
  shown(`/cards?remove=${encodeURIComponent(OWN.id)}`, {
    Card: () => ({ node: OWN }),
    RemoveCertificate: () => ({ removeCertificate: refusal('LAST_CERTIFICATE') }),
  });

  fireEvent.click(await screen.findByRole('button', { name: '確定刪除憑證' }));

  await screen.findByText('LAST_CERTIFICATE 的標題');
  const link = screen.getByRole('link', { name: '改為更換憑證' });
  expect(link.getAttribute('href')).toBe(`/cards?replace=${encodeURIComponent(OWN.id)}`);
});

test('who replaces the own card is signed out and led to sign in with the new one', async () => {
  let isIn = true;
  const { asked, made } = shown(`/cards?replace=${encodeURIComponent(OWN.id)}`, {
    Session: () => makeHolderSession(isIn ? { provenAt: NOW() } : { account: null }),
    Card: () => ({ node: OWN }),
    ReplaceCertificate: () => {
      isIn = false;
      const done = { __typename: 'ReplaceCertificateSuccess', signedOut: true, certificate: LIN };
      return { replaceCertificate: done };
    },
  });
  await sign(asked, made, { purpose: 'REPLACE', signature: 'NEW' });
  await screen.findByText('TP00000000000102');
  type('連絡電話', '0912345678');
  type('Email', 'new@example.com');

  submitFormOf('Email');

  await waitFor(() => expect(location.pathname + location.search).toBe('/sign-in?replaced'));
});

test('a card of another company is not found', async () => {
  shown('/cards?edit=strange', { Card: () => ({ node: null }) });

  await screen.findByText('找不到此憑證');
  expect(screen.queryByLabelText('連絡電話')).toBeNull();
});
