import { fireEvent, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { makeSession, show } from '../test/people';
import { answer } from '../test/server';
import { refusal, submitFormOf, type } from '../test/sign';
import { Shell } from '../view/Shell';
import { rememberLanguage } from '../words/language';
import Existing from './Existing';
import FirstCard from './FirstCard';

afterEach(() => rememberLanguage('zh-Hant-TW'));

test('who has asked too often is told how long to wait, keeps what was typed, and may press again', async () => {
  history.replaceState(null, '', '/existing');
  let isOpen = false;
  answer({
    Session: () => makeSession(),
    RequestSignInLink: () => {
      const extensions = { code: 'TOO_MANY_REQUESTS', retryAfter: 3600 };
      if (!isOpen) return Response.json({ data: null, errors: [{ message: '', extensions }] });
      return { requestSignInLink: { __typename: 'RequestSignInLinkSuccess', asked: true } };
    },
  });
  show(<Existing />);
  type('管制編號', 'A0000006');

  submitFormOf('管制編號');

  await screen.findByText(/請於 1 小時後再試/);
  expect(screen.getByLabelText<HTMLInputElement>('管制編號').value).toBe('A0000006');
  isOpen = true;
  submitFormOf('管制編號');
  await screen.findByText('已受理（A0000006）');
});

test('a link that is refused is asked about again in the language that is chosen', async () => {
  history.replaceState(null, '', '/first-card#token');
  const said: Readonly<Record<string, string>> = { en: 'Ask for a new link.' };
  answer({
    Session: () => makeSession(),
    SignInLink: ({ headers }) => {
      const message = said[headers.get('accept-language') ?? ''] ?? '請重新取得連結。';
      return { signInLink: refusal('SIGN_IN_LINK_EXPIRED', { message }) };
    },
  });
  show(
    <Shell>
      <FirstCard />
    </Shell>,
  );
  await screen.findByText('請重新取得連結。');

  fireEvent.click(screen.getByRole('button', { name: 'English' }));

  await screen.findByText('Ask for a new link.');
  expect(screen.queryByText('請重新取得連結。')).toBeNull();
});
