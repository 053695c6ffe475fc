/** Start the client: language first, then the frame, then the page of the address. */
import { Provider } from '@urql/preact';
import { type ComponentType, render } from 'preact';
import { LocationProvider, lazy, Route, Router } from 'preact-iso';
import { client } from './api/client';
import { SessionProvider } from './api/session';
import { Start } from './pages/Start';
import './view/tokens.css';
import './view/base.css';
import './view/elements.css';
import './view/print.css';
import { Shell } from './view/Shell';
import { LanguageProvider, loadFrameWords, loadWords, type Part } from './words';

/** A page that is loaded when it is first wanted, together with its words. */
function page(load: () => Promise<{ default: ComponentType }>, ...parts: readonly Part[]) {
  return lazy(async () => {
    const [module] = await Promise.all([load(), loadWords('pages', ...parts)]);
    return module;
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

// The desk of the staff is a build of its own: links to it leave this one.
const NOT_THE_DESK = /^(?!\/staff)/;

const root = document.getElementById('app');
const words = await loadFrameWords();
if (root) {
  render(
    <LanguageProvider first={words}>
      <Provider value={client}>
        <LocationProvider scope={NOT_THE_DESK}>
          <SessionProvider>
            <Shell>
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
            </Shell>
          </SessionProvider>
        </LocationProvider>
      </Provider>
    </LanguageProvider>,
    root,
  );
}
