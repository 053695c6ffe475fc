import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, test, vi } from 'vitest';
import type { OwnSession } from '../api/signing';
import { useProof } from '../card/ProofStep';
import { ACCOUNT, makeHolderSession, makeSession, OWN_CARD, show } from '../test/people';
import { type Popup, popups, READY, say } from '../test/popup';
import { answer } from '../test/server';
import { refusal } from '../test/sign';
import Home from './Home';
import Sessions from './Sessions';

const HERE: OwnSession = {
  id: 'here',
  kind: 'HOLDER',
  device: 'Chrome 156，Windows',
  startedAt: '2026-11-23T08:00:00Z',
  seenAt: '2026-11-23T08:10:00Z',
  expiresAt: '2026-11-23T16:00:00Z',
  isCurrent: true,
};
const THERE: OwnSession = { ...HERE, id: 'there', device: 'Firefox 153，Linux', isCurrent: false };

beforeEach(() => history.replaceState(null, '', '/sessions'));

function viewer(sessions: readonly OwnSession[]) {
  const edges = sessions.map((each) => ({ node: { __typename: 'Session', ...each } }));
  return { viewer: { __typename: 'Viewer', sessions: { edges } } };
}

test('who has not signed in is led to it, and back', async () => {
  answer({ Session: () => makeSession() });

  show(<Sessions />);

  await screen.findByText('請先登入');
  const link = screen.getByRole('link', { name: '以自然人憑證登入' });
  expect(link.getAttribute('href')).toBe('/sign-in?to=/sessions');
});

test('a session that ended is told of plainly', async () => {
  let isIn = true;
  answer({
    Session: () => (isIn ? makeHolderSession() : makeSession()),
    Sessions: () => viewer([HERE, THERE]),
    EndSession: () => {
      isIn = false;
      return { endSession: refusal('SIGN_IN_NEEDED') };
    },
  });
  show(<Sessions />);

  fireEvent.click(await screen.findByRole('button', { name: /^結束此登入/ }));

  await screen.findByText('您的登入已結束');
  expect(screen.getByText(/已填寫的資料均已保留/)).toBeTruthy();
});

test('the own sessions are listed, this one marked, and another is ended', async () => {
  let list = [HERE, THERE];
  const asked = answer({
    Session: () => makeHolderSession(),
    Sessions: () => viewer(list),
    EndSession: () => {
      list = [HERE];
      return { endSession: { __typename: 'EndSessionSuccess', endedSessionId: 'there' } };
    },
  });
  show(<Sessions />);
  const here = await screen.findByRole('heading', { name: /Chrome 156/ });
  expect(here.textContent).toContain('此電腦');

  fireEvent.click(screen.getByRole('button', { name: /^結束此登入.*Firefox 153，Linux/ }));

  await screen.findByText('已結束此登入。');
  await waitFor(() => expect(screen.queryByText(/Firefox 153/)).toBeNull());
  const sent = asked.find((each) => each.operation === 'EndSession');
  expect(sent?.variables).toEqual({ input: { id: 'there' } });
});

test('the home page tells the account and warns of a card that expires soon', async () => {
  const soon = new Date(Date.now() + 20.5 * 86_400_000).toISOString();
  answer({ Session: () => makeHolderSession({ certificate: { ...OWN_CARD, validUntil: soon } }) });

  show(<Home />);

  await screen.findByText('您的自然人憑證再 20 天到期');
  expect(screen.getByText('A0000006')).toBeTruthy();
  expect(screen.getByRole('link', { name: '自然人憑證管理' }).getAttribute('href')).toBe('/cards');
});

test('a card that is good for long is not warned of', async () => {
  answer({ Session: () => makeHolderSession() });

  show(<Home />);

  await screen.findByText('A0000006');
  expect(screen.queryByText(/天到期/)).toBeNull();
});

test('an act that needs a proof is done again once the own card has signed', async () => {
  const act = vi.fn();
  const asked = answer({
    Session: () => makeHolderSession(),
    RequestChallenge: () => ({
      requestChallenge: {
        __typename: 'RequestChallengeSuccess',
        challenge: { id: 'proof', text: 'text', expiresAt: '' },
      },
    }),
    ProveCard: () => ({
      proveCard: { __typename: 'ProveCardSuccess', provenAt: '2026-11-23T08:00:00Z' },
    }),
  });
  const { made } = popups();
  show(<NeedsProof act={act} />);
  fireEvent.click(screen.getByRole('button', { name: 'act' }));
  await screen.findByText('請再以登入所用的自然人憑證確認一次');
  await waitFor(() => expect(asked.map((each) => each.operation)).toContain('RequestChallenge'));
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(act).not.toHaveBeenCalled();

  const pin = screen.getByLabelText<HTMLInputElement>('憑證卡片密碼');
  fireEvent.input(pin, { target: { value: 'Ab123456' } });
  fireEvent.submit(pin.form as HTMLFormElement);
  say(made[0] as Popup, READY);
  say(made[0] as Popup, JSON.stringify({ func: 'sign', ret_code: 0, signature: 'AAAA' }));

  await waitFor(() => expect(act).toHaveBeenCalledTimes(1));
  const challenge = asked.find((each) => each.operation === 'RequestChallenge');
  expect(challenge?.variables).toEqual({
    input: { purpose: 'PROVE', controlNumber: ACCOUNT.controlNumber },
  });
  expect(screen.queryByText('請再以登入所用的自然人憑證確認一次')).toBeNull();
});

function NeedsProof({ act }: { act: () => void }) {
  const proof = useProof();
  return (
    <>
      <button type="button" onClick={() => proof.ask(act)}>
        act
      </button>
      {proof.step}
    </>
  );
}
