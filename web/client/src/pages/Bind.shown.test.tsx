import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { useState } from 'preact/hooks';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Application } from '../api/application';
import { send } from '../api/client';
import { ApplyMutation } from '../api/documents';
import { useSession } from '../api/session';
import { application, fillContact, read, sendIt } from '../test/bind';
import { makeApplication, makeSession, show } from '../test/people';
import { type Asked, answer } from '../test/server';
import { challenges, refusal } from '../test/sign';
import Bind from './Bind';

beforeEach(() => history.replaceState(null, '', '/bind'));

const RENAMED = makeApplication({
  version: 2,
  company: { ...application.company, companyName: '測試化工二廠' },
});

test('what another window has changed is shown as it is now, and has to be signed', async () => {
  let now = application;
  const asked = await read({
    Session: () => makeSession(now),
    BindCertificate: () => {
      now = RENAMED;
      return { bindCertificate: refusal('APPLICATION_MOVED') };
    },
  });
  fillContact();

  sendIt();

  await screen.findByText('測試化工二廠');
  expect(screen.getByText('APPLICATION_MOVED 的說明')).toBeTruthy();
  expect(screen.queryByText('TP00000000000101')).toBeNull();
  expect(screen.getByLabelText<HTMLInputElement>('Email').value).toBe('wang@example.com');
  await waitFor(() =>
    expect(challengesIn(asked)).toEqual([shownOf(application), shownOf(RENAMED)]),
  );
});

test('a challenge that is refused shows what is true now, and says why', async () => {
  let now = application;
  const asked = answer({
    Session: () => makeSession(now),
    RequestChallenge: ({ variables }) => {
      if ((variables.input as { version: number }).version === 2) return challenges()();
      now = RENAMED;
      return { requestChallenge: refusal('APPLICATION_MOVED') };
    },
  });
  show(<Bind />);

  await screen.findByText('測試化工二廠');
  expect(screen.getByText('APPLICATION_MOVED 的說明')).toBeTruthy();
  await waitFor(() =>
    expect(challengesIn(asked)).toEqual([shownOf(application), shownOf(RENAMED)]),
  );

  fireEvent.click(screen.getByRole('button', { name: '重新偵測卡片' }));

  await waitFor(() => expect(screen.queryByText('APPLICATION_MOVED 的說明')).toBeNull());
});

const OTHER = makeApplication({
  id: 'other',
  company: { ...application.company, controlNumber: 'B0000007', companyName: '測試運輸' },
});

test('an application that another window begins does not take the place of this one', async () => {
  let newest = application;
  const asked = await read({
    Session: () => makeSession(newest),
    BindCertificate: () => ({
      bindCertificate: {
        __typename: 'BindCertificateSuccess',
        application: makeApplication({ status: 'UNDER_REVIEW' }),
      },
    }),
  });
  newest = OTHER;
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
  document.dispatchEvent(new Event('visibilitychange'));
  await waitFor(() => expect(asked.filter((each) => each.operation === 'Session').length).toBe(2));
  vi.mocked(Date.now).mockRestore();

  expect(screen.getByText(application.company.controlNumber)).toBeTruthy();
  expect(screen.queryByText('B0000007')).toBeNull();
  fillContact();
  sendIt();

  await waitFor(() => expect(location.pathname).toBe('/status'));
  const sent = asked.find((each) => each.operation === 'BindCertificate');
  expect(sent?.variables).toMatchObject({ input: { applicationId: application.id } });
});

test('right after another was applied for, that one is shown and not the draft of before', async () => {
  let newest = application;
  answer({
    Session: () => makeSession(newest),
    RequestChallenge: challenges(),
    Apply: () => {
      newest = OTHER;
      return { apply: { __typename: 'ApplySuccess', application: OTHER } };
    },
  });
  show(<ApplyAndBind />);

  fireEvent.click(await screen.findByRole('button', { name: 'apply' }));

  await screen.findByText('B0000007');
});

function ApplyAndBind() {
  const session = useSession();
  const [isDone, setDone] = useState(false);
  if (isDone) return <Bind />;
  async function apply() {
    await send(ApplyMutation, { input: OTHER.company });
    setDone(true);
  }
  return (
    <button type="button" hidden={!session.application} onClick={apply}>
      apply
    </button>
  );
}

function shownOf({ id, version, company }: Application) {
  return { purpose: 'BIND', subject: id, version, controlNumber: company.controlNumber };
}

function challengesIn(asked: readonly Asked[]): unknown[] {
  const wanted = asked.filter((each) => each.operation === 'RequestChallenge');
  return wanted.map((each) => each.variables.input);
}
