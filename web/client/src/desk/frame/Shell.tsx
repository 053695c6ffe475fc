/** The frame of the desk: a bar with the pages, the card proof, and who is here. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { SignOutMutation } from '../../api/account';
import { send } from '../../api/client';
import { type Holder, OF_VIEWER, useSession } from '../../api/session';
import { useLanguage } from '../../words';
import type { Language } from '../../words/language';
import { mayOpen, PAGES } from '../pages';
import { forgetTyped } from '../typed';
import { loadDeskWords, useDeskWords } from '../words';
import { useShowKeys } from './keys';
import { useLiveQueue } from './live';
import { ProofBar } from './proof';

const LANGUAGE_NAMES: readonly (readonly [Language, string])[] = [
  ['zh-Hant-TW', '中文'],
  ['en', 'English'],
];

export function Shell({ children }: { children: ComponentChildren }) {
  const { shell } = useDeskWords();
  const { holder, service } = useSession();
  const staff = holder?.account.role ? holder : undefined;
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: a link by what it does, yet the address must not change. */}
      <a class="skip" href="#main" onClick={skip}>
        {shell.skip}
      </a>
      <header class="desk-head">
        <div class="desk-bar">
          <a class="desk-name" href="/staff">
            {shell.name}
            {service?.demo && <span class="tag">DEMO</span>}
          </a>
          {staff && <Menu staff={staff} />}
          <Tools />
        </div>
        {staff && <Who staff={staff} />}
      </header>
      <main id="main" tabIndex={-1} class="desk-main">
        {children}
      </main>
    </>
  );
}

function Menu({ staff }: { staff: Holder }) {
  const { shell, menu } = useDeskWords();
  const { path } = useLocation();
  const { head } = useLiveQueue();
  return (
    <nav class="desk-menu" aria-label={shell.navigation}>
      <ul>
        {PAGES.filter((page) => page.name && mayOpen(page, staff.account.role)).map((page) => (
          <li key={page.path}>
            <a href={page.path} aria-current={page.path === path ? 'page' : undefined}>
              {page.name && menu[page.name]}
              {page.path === '/staff' && head && <span class="count">{head.waiting}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Tools() {
  const { shell } = useDeskWords();
  const { language, choose } = useLanguage();
  const showKeys = useShowKeys();
  return (
    <div class="desk-tools">
      <button type="button" onClick={showKeys}>
        {shell.keys} <kbd>?</kbd>
      </button>
      <a href="/graphiql">{shell.explorer}</a>
      <fieldset class="languages">
        <legend class="unseen">{shell.language}</legend>
        {LANGUAGE_NAMES.map(([code, name]) => (
          <button
            key={code}
            type="button"
            lang={code}
            aria-pressed={code === language}
            onClick={() => void loadDeskWords(code).then(() => choose(code))}
          >
            {name}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

function Who({ staff }: { staff: Holder }) {
  const { shell } = useDeskWords();
  const { leave } = useSession();
  const { route } = useLocation();
  const [failed, setFailed] = useState(false);

  async function signOut() {
    setFailed(false);
    const reply = await send(SignOutMutation, { input: {} }, { changes: OF_VIEWER });
    if ('noAnswer' in reply) return setFailed(true);
    forgetTyped();
    leave();
    route('/staff', true);
  }

  const { role } = staff.account;
  return (
    <div class="desk-who">
      <ProofBar />
      <span class="who">
        {staff.card.holderName}
        {role && <span class="soft">{shell.roles[role]}</span>}
      </span>
      <a href="/cards">{shell.portalCards}</a>
      <button type="button" onClick={signOut}>
        {shell.signOut}
      </button>
      <span role="status">{failed ? shell.signOutFailed : ''}</span>
    </div>
  );
}

function skip(event: MouseEvent) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
