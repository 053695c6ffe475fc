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
import { Shell } from './view/Shell';
import { LanguageProvider, loadFrameWords, loadPageWords } from './words';

/** A page that is loaded when it is first wanted, together with its words. */
function page(load: () => Promise<{ default: ComponentType }>) {
  return lazy(async () => {
    const [module] = await Promise.all([load(), loadPageWords()]);
    return module;
  });
}

const Apply = page(() => import('./pages/Apply'));
const Bind = page(() => import('./pages/Bind'));
const Status = page(() => import('./pages/Status'));
const Activate = page(() => import('./pages/Activate'));
const Correct = page(() => import('./pages/Correct'));
const Continue = page(() => import('./pages/Continue'));
const NotFound = page(() => import('./pages/NotFound'));

const root = document.getElementById('app');
const words = await loadFrameWords();
if (root) {
  render(
    <LanguageProvider first={words}>
      <Provider value={client}>
        <LocationProvider>
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
