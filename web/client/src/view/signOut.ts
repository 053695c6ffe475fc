/** 登出: the service ends the session, and this page forgets what it showed. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { SignOutMutation } from '../api/account';
import { send } from '../api/client';
import { OF_VIEWER, useSession } from '../api/session';
import { forgetDrafts } from '../forms/draft';

export interface SignOut {
  readonly busy: boolean;
  /** The service was not reached: the person is still signed in, and must know. */
  readonly failed: boolean;
  readonly go: () => void;
}

export function useSignOut(): SignOut {
  const { leave } = useSession();
  const { route } = useLocation();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);

  async function go() {
    setBusy(true);
    setFailed(false);
    const reply = await send(SignOutMutation, { input: {} }, { changes: OF_VIEWER });
    setBusy(false);
    if ('noAnswer' in reply) return setFailed(true);
    // SessionMissing as well: who has no session is out.
    // What was typed of colleagues is not for who comes next.
    forgetDrafts();
    leave();
    route('/sign-in?out');
  }

  return { busy, failed, go };
}
