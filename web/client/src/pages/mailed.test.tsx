import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, test } from 'vitest';
import type { Change } from '../api/changeLink';
import { ACCOUNT, COMPANY, makeHolderSession, makeSession, OWN_CARD, show } from '../test/people';
import { popups } from '../test/popup';
import { answer } from '../test/server';
import { challenges, refusal, sign, submitFormOf, type } from '../test/sign';
import Existing from './Existing';
import FirstCard from './FirstCard';
import NotMe from './NotMe';

const CHANGE: Change = {
  kind: 'ADDED',
  at: '2026-11-23T08:00:00Z',
  controlNumber: COMPANY.controlNumber,
  companyName: COMPANY.companyName,
  holderName: '測試・林○玲',
  previousHolderName: null,
  actorName: '測試・王○明',
  expiresAt: '2026-12-23T08:00:00Z',
};

test('looking at a change halts nothing; the button does', async () => {
  history.replaceState(null, '', '/not-me#token');
  const change = { __typename: 'ChangeLink', ...CHANGE };
  const asked = answer({
    Session: () => makeSession(),
    ChangeLink: () => ({ changeLink: change }),
    ReportChange: () => ({ reportChange: { __typename: 'ReportChangeSuccess', change } }),
  });
  show(<NotMe />);
  const button = await screen.findByRole('button', { name: '這不是我們做的' });
  expect(screen.getByText('測試・林○玲')).toBeTruthy();
  expect(asked.map((each) => each.operation)).not.toContain('ReportChange');

  fireEvent.click(button);

  await screen.findByText('已收到您的反映');
  const sent = asked.find((each) => each.operation === 'ReportChange');
  expect(sent?.variables).toEqual({ input: { token: 'token' } });
});

test('a link that is no longer valid says what the service says of it', async () => {
  history.replaceState(null, '', '/not-me#token');
  const changeLink = refusal('CHANGE_LINK_SPENT');
  answer({ Session: () => makeSession(), ChangeLink: () => ({ changeLink }) });

  show(<NotMe />);

  await screen.findByRole('heading', { level: 1, name: changeLink.title });
  expect(screen.getByText(changeLink.message)).toBeTruthy();
});

test('whether an account exists is not told: the answer names only what was typed', async () => {
  history.replaceState(null, '', '/existing');
  const asked = answer({
    Session: () => makeSession(),
    RequestSignInLink: () => ({
      requestSignInLink: { __typename: 'RequestSignInLinkSuccess', asked: true },
    }),
  });
  show(<Existing />);
  type('管制編號', ' ａ0000006 ');

  submitFormOf('管制編號');

  await screen.findByText('已受理（A0000006）');
  expect(screen.getByText(/若有此帳號而且尚未綁定憑證/)).toBeTruthy();
  const sent = asked.find((each) => each.operation === 'RequestSignInLink');
  expect(sent?.variables).toEqual({ input: { controlNumber: 'A0000006' } });
});

test('no control number asks for none', async () => {
  history.replaceState(null, '', '/existing');
  const asked = answer({ Session: () => makeSession() });
  show(<Existing />);

  submitFormOf('管制編號');

  expect(await screen.findAllByText('請輸入管制編號。')).toHaveLength(2);
  expect(asked.map((each) => each.operation)).not.toContain('RequestSignInLink');
});

test('the link to the first card is looked at, used up by the button, and the card is bound', async () => {
  history.replaceState(null, '', '/first-card#token');
  let state: 'NEW' | 'BIND_ONLY' | 'IN' = 'NEW';
  const { viewer, service } = makeHolderSession();
  const asked = answer({
    Session: () => {
      if (state === 'NEW') return makeSession();
      if (state === 'IN') return { viewer, service };
      return { service, viewer: { ...viewer, kind: 'BIND_ONLY', certificate: null } };
    },
    SignInLink: () => ({
      signInLink: {
        __typename: 'SignInLink',
        controlNumber: COMPANY.controlNumber,
        name: COMPANY.companyName,
        kind: 'BUSINESS',
        expiresAt: '2026-11-24T08:00:00Z',
      },
    }),
    FollowSignInLink: () => {
      state = 'BIND_ONLY';
      return {
        followSignInLink: {
          __typename: 'FollowSignInLinkSuccess',
          controlNumber: COMPANY.controlNumber,
          name: COMPANY.companyName,
          expiresAt: '2026-11-23T09:00:00Z',
        },
      };
    },
    RequestChallenge: challenges(),
    BindFirstCard: () => {
      state = 'IN';
      return {
        bindFirstCard: {
          __typename: 'BindFirstCardSuccess',
          account: ACCOUNT,
          certificate: OWN_CARD,
          awaitsConfirmation: false,
        },
      };
    },
  });
  const { made } = popups();
  show(<FirstCard />);
  const button = await screen.findByRole('button', { name: '開始綁定' });
  expect(asked.map((each) => each.operation)).not.toContain('FollowSignInLink');

  fireEvent.click(button);
  await sign(asked, made, { purpose: 'FIRST_CARD', signature: 'FIRST' });
  await screen.findByText('已取得憑證資訊。');
  type('連絡電話', '0912345678');
  type('Email', 'wang@example.com');
  submitFormOf('Email');

  await waitFor(() => expect(location.pathname).toBe('/home'));
  expect(asked.find((each) => each.operation === 'BindFirstCard')?.variables).toMatchObject({
    input: { signature: 'FIRST', phone: '0912345678', label: null },
  });
});
