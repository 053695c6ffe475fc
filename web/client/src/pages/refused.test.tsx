import { screen } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { makeSession, show } from '../test/people';
import { answer } from '../test/server';
import { submitFormOf, type } from '../test/sign';
import Existing from './Existing';

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
