/** The frame of every page: skip link, head, language switch, menu, demo banner, foot. */

import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useSession } from '../api/session';
import { ABOUT_MENU, HELP_MAIL, HOLDER_MENU, LINKS, VISITOR_MENU } from '../links';
import { loadWords, useLanguage } from '../words';
import type { Language } from '../words/language';
import { Mark } from './Mark';
import { Outside } from './Outside';
import { useSignOut } from './signOut';

const LANGUAGE_NAMES: readonly (readonly [Language, string])[] = [
  ['zh-Hant-TW', '中文'],
  ['en', 'English'],
];

export function Shell({ children }: { children: ComponentChildren }) {
  return (
    <>
      <Head />
      <Menu />
      <Demo />
      <Idle />
      <main id="main" tabIndex={-1}>
        <div class="inner">
          <Mark zone="C" />
          {children}
        </div>
      </main>
      <Foot />
    </>
  );
}

function Head() {
  const { words, language, choose } = useLanguage();
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: a link by what it does, yet the address must not change. */}
      <a class="skip" href="#main" onClick={skip}>
        {words.shell.skip}
      </a>
      <header class="head">
        <div class="inner">
          <div class="head-top">
            <Mark zone="U" />
            <span>{words.service.owner}</span>
            <a class="map" href="/site-map">
              {words.shell.siteMap}
            </a>
            <fieldset class="languages">
              <legend class="unseen">{words.shell.language}</legend>
              {LANGUAGE_NAMES.map(([code, name]) => (
                <button
                  key={code}
                  type="button"
                  lang={code}
                  aria-pressed={code === language}
                  onClick={() => choose(code)}
                >
                  {name}
                </button>
              ))}
            </fieldset>
          </div>
          <div class="head-name">
            <a href="/">{words.service.name}</a>
          </div>
          <WhoIsHere />
        </div>
      </header>
    </>
  );
}

/** Who has signed in, for which company, and the way out. */
function WhoIsHere() {
  const { words } = useLanguage();
  const { holder } = useSession();
  const signOut = useSignOut();
  if (!holder) return null;
  return (
    <div class="head-who">
      <span>{words.shell.signedIn(holder.card.holderName)}</span>
      <span>{holder.account.name ?? holder.account.controlNumber}</span>
      <button type="button" aria-disabled={signOut.busy || undefined} onClick={signOut.go}>
        {words.shell.signOut}
      </button>
      <span role="status">{signOut.failed ? words.shell.signOutFailed : ''}</span>
    </div>
  );
}

function Menu() {
  const { words } = useLanguage();
  const { path } = useLocation();
  const { holder } = useSession();
  return (
    <nav class="menu" aria-label={words.shell.navigation}>
      <div class="inner">
        <ul>
          {(holder ? HOLDER_MENU : VISITOR_MENU).map((href) => (
            <li key={href}>
              <a href={href} aria-current={href === path ? 'page' : undefined}>
                {words.menu[href]}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </nav>
  );
}

/** Fetched when somebody is signed in; without a line there is nothing to warn of. */
function Idle() {
  const { holder, service } = useSession();
  const [Warning, setWarning] = useState<ComponentType<{ idleMinutes: number }>>();
  const isHere = holder !== undefined;
  useEffect(() => {
    if (!isHere || Warning) return;
    Promise.all([import('./IdleWarning'), loadWords('holder')]).then(
      ([module]) => setWarning(() => module.default),
      () => undefined,
    );
  }, [isHere, Warning]);
  if (!isHere || !Warning || !service) return null;
  return <Warning idleMinutes={service.rules.idleMinutes} />;
}

function Demo() {
  const { words } = useLanguage();
  const { service } = useSession();
  if (!service?.demo) return null;
  return (
    <aside class="demo" aria-label={words.shell.demoLabel}>
      <div class="inner">
        <span>{words.shell.demo}</span>
        <a href={service.demo.mailboxUrl} target="_blank" rel="noreferrer">
          {words.shell.demoMailbox}
        </a>
        <a href={service.demo.componentUrl} target="_blank" rel="noreferrer">
          {words.shell.demoComponent}
        </a>
      </div>
    </aside>
  );
}

function Foot() {
  const { words } = useLanguage();
  const { service } = useSession();
  return (
    <footer class="foot">
      <div class="inner">
        <Mark zone="Z" />
        <div>
          <h2>{words.shell.helpHeading}</h2>
          <ul>
            {service?.helpLine && <li>{words.shell.helpLine(service.helpLine)}</li>}
            <li>
              {words.shell.helpMail}
              <a href={`mailto:${HELP_MAIL}`}>{HELP_MAIL}</a>
            </li>
            <li>
              {words.shell.helpMoica}
              <a href="tel:0800080117">0800-080-117</a>
            </li>
            <li>
              <Outside href={LINKS.component}>{words.shell.helpComponent}</Outside>
            </li>
            <li>
              <Outside href={LINKS.unlock}>{words.shell.helpUnlock}</Outside>
            </li>
          </ul>
        </div>
        <div>
          <h2>{words.shell.aboutHeading}</h2>
          <ul>
            {ABOUT_MENU.map((href) => (
              <li key={href}>
                <a href={href}>{words.menu[href]}</a>
              </li>
            ))}
          </ul>
          <p class="soft">{words.service.owner}</p>
          {service && <p class="soft">{words.shell.version(service.version)}</p>}
        </div>
      </div>
    </footer>
  );
}

// Not by the address: its fragment may be the mailed link's token.
function skip(event: MouseEvent) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
