/** What every mailed link's page shares: loading, a link that does not work any more, the wrong page. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Link } from '../api/links';
import { Loading } from '../view/Loading';
import { Page } from '../view/Page';
import { Said } from '../view/Said';
import { Trouble } from '../view/Trouble';
import { useWords } from '../words';
import { Resend } from './StatusActions';
import { type LinkState, useLink } from './useLink';

export function LinkPage({
  title,
  purpose,
  children,
}: {
  title: string;
  purpose: Link['purpose'];
  children: (link: Link, token: string) => ComponentChildren;
}) {
  const found = useLink();
  if (found.state === 'LOADING') return <Loading title={title} step={3} />;
  if (found.state !== 'GOOD') return <BrokenLink title={title} found={found} />;
  if (found.link.purpose !== purpose) return <OtherPage found={found} title={title} />;
  return <>{children(found.link, found.token)}</>;
}

function BrokenLink({ title, found }: { title: string; found: LinkState }) {
  const words = useWords();
  switch (found.state) {
    case 'NO_ANSWER':
      return (
        <Page title={title}>
          <Trouble trouble={{ noAnswer: found.noAnswer }} onAgain={found.again} />
        </Page>
      );
    case 'REFUSED': {
      const { code, title: said, message } = found.refusal;
      return (
        <Page title={said}>
          <p>
            <Said>{message}</Said>
          </p>
          {code === 'LINK_EXPIRED' && (
            <Resend
              input={{ token: found.token }}
              label={words.link.resend}
              sent={words.link.resent}
            />
          )}
          <div class="actions">
            <a class={code === 'LINK_EXPIRED' ? 'button second' : 'button'} href="/status">
              {words.link.status}
            </a>
            {code === 'LINK_SPENT' && (
              <>
                <a class="button second" href="/sign-in">
                  {words.remedies.SIGN_IN}
                </a>
                <a class="button second" href="/continue">
                  {words.remedies.CONTINUE}
                </a>
              </>
            )}
          </div>
        </Page>
      );
    }
    default:
      return (
        <Page title={words.link.missing.title}>
          <p>{words.link.missing.text}</p>
          <a class="button" href="/status">
            {words.link.status}
          </a>
        </Page>
      );
  }
}

/** The link is good, but not here: it goes to its own page by itself. */
function OtherPage({
  title,
  found,
}: {
  title: string;
  found: Extract<LinkState, { state: 'GOOD' }>;
}) {
  const { route } = useLocation();
  const path = found.link.purpose === 'CORRECT' ? '/correct' : '/activate';
  useEffect(() => route(`${path}#${found.token}`, true), [path, found.token]);
  return <Loading title={title} step={3} />;
}
