/** Start the client: language first, then the frame, then the page of the address. */
import { type ComponentChildren, type ComponentType, render } from 'preact';
import { LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { SessionProvider } from './api/session';
import { Boundary } from './load/Boundary';
import { lazyPage } from './load/lazyPage';
import { reloadOnce } from './load/release';
import { Start } from './pages/Start';
import './view/tokens.css';
import './view/base.css';
import './view/elements.css';
import './view/print.css';
import './view/zoom.css';
import { Shell } from './view/Shell';
import { LanguageProvider, loadFrameWords, loadWords, type Part } from './words';

/** A page that is loaded when it is first wanted, together with its words. */
function page(load: () => Promise<{ default: ComponentType }>, ...parts: readonly Part[]) {
  return lazyPage(async () => {
    const [module] = await Promise.all([load(), loadWords('pages', ...parts)]);
    return module.default;
  });
}

/** One of the pages that are there to be read. */
function textPage(name: 'About' | 'Privacy' | 'Accessibility' | 'SiteMap') {
  return page(async () => ({ default: (await import('./pages/texts'))[name] }), 'texts');
}

const Apply = page(() => import('./pages/Apply'));
const Bind = page(() => import('./pages/Bind'));
const Status = page(() => import('./pages/Status'));
const Activate = page(() => import('./pages/Activate'));
const Correct = page(() => import('./pages/Correct'));
const Continue = page(() => import('./pages/Continue'));
const Tasks = page(() => import('./pages/Tasks'));
const SignIn = page(() => import('./pages/SignIn'), 'holder');
const Home = page(() => import('./pages/Home'), 'holder');
const Sessions = page(() => import('./pages/Sessions'), 'holder');
const Cards = page(() => import('./pages/Cards'), 'holder');
const Company = page(() => import('./pages/Company'), 'holder');
const Existing = page(() => import('./pages/Existing'), 'holder');
const FirstCard = page(() => import('./pages/FirstCard'), 'holder');
const StopAccess = page(() => import('./pages/StopAccess'), 'holder');
const StopMailbox = page(() => import('./pages/StopMailbox'), 'holder');
const ConfirmMember = page(() => import('./pages/ConfirmMember'), 'holder');
const Reissued = page(() => import('./pages/Reissued'), 'holder');
const Leave = page(() => import('./pages/Leave'), 'holder');
const Authorize = page(() => import('./pages/Authorize'), 'holder');
const SignOut = page(() => import('./pages/SignOut'), 'holder');
const NotMe = page(() => import('./pages/NotMe'), 'holder');
const Help = page(() => import('./pages/Help'), 'texts');
const About = textPage('About');
const Privacy = textPage('Privacy');
const Accessibility = textPage('Accessibility');
const SiteMap = textPage('SiteMap');
const NotFound = page(() => import('./pages/NotFound'));

/** What fails on one page fails on that page alone. */
function OnePage({ children }: { children: ComponentChildren }) {
  const { url } = useLocation();
  return <Boundary url={url}>{children}</Boundary>;
}

// The desk of the staff is a build of its own: links to it leave this one.
const NOT_THE_DESK = /^(?!\/staff)/;

const root = document.getElementById('app');
const words = await loadFrameWords().catch(async (failure: unknown) => {
  await reloadOnce();
  // The page's own text, which stands there until this script takes its place, says how to go on.
  throw failure;
});
if (root) {
  render(
    <LanguageProvider first={words}>
      <LocationProvider scope={NOT_THE_DESK}>
        <SessionProvider>
          <Shell>
            <OnePage>
              <Router>
                <Route path="/" component={Start} />
                <Route path="/apply" component={Apply} />
                <Route path="/bind" component={Bind} />
                <Route path="/status" component={Status} />
                <Route path="/activate" component={Activate} />
                <Route path="/correct" component={Correct} />
                <Route path="/continue" component={Continue} />
                <Route path="/tasks" component={Tasks} />
                <Route path="/sign-in" component={SignIn} />
                <Route path="/home" component={Home} />
                <Route path="/cards" component={Cards} />
                <Route path="/company" component={Company} />
                <Route path="/existing" component={Existing} />
                <Route path="/first-card" component={FirstCard} />
                <Route path="/not-me" component={NotMe} />
                <Route path="/stop-access" component={StopAccess} />
                <Route path="/stop-mailbox" component={StopMailbox} />
                <Route path="/confirm-member" component={ConfirmMember} />
                <Route path="/reissued" component={Reissued} />
                <Route path="/leave" component={Leave} />
                <Route path="/authorize" component={Authorize} />
                <Route path="/sign-out" component={SignOut} />
                <Route path="/sessions" component={Sessions} />
                <Route path="/help" component={Help} />
                <Route path="/about" component={About} />
                <Route path="/privacy" component={Privacy} />
                <Route path="/accessibility" component={Accessibility} />
                <Route path="/site-map" component={SiteMap} />
                <Route default component={NotFound} />
              </Router>
            </OnePage>
          </Shell>
        </SessionProvider>
      </LocationProvider>
    </LanguageProvider>,
    root,
  );
  document.getElementById('not-started')?.remove();
}
