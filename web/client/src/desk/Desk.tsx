/** The desk within its providers: who is here, what is announced, the queue's stream, the proof. */
import { type ComponentType, h } from 'preact';
import { useEffect } from 'preact/hooks';
import { lazy, Route, Router, useLocation } from 'preact-iso';
import { SessionProvider, useSession } from '../api/session';
import { AnnounceProvider } from './frame/announce';
import { DeskPage } from './frame/DeskPage';
import { Gate } from './frame/Gate';
import { KeysProvider } from './frame/keys';
import { LiveProvider } from './frame/live';
import { ProofProvider } from './frame/proof';
import { Shell } from './frame/Shell';
import { type DeskRoute, mayOpen, PAGES } from './pages';
import { useDeskWords } from './words';

const ROUTES = PAGES.map((page) => ({ path: page.path, component: guarded(page) }));

export function Desk() {
  return (
    <SessionProvider>
      <AnnounceProvider>
        <LiveProvider>
          <ProofProvider>
            <KeysProvider>
              <Shell>
                <Gate>
                  <Router>
                    {ROUTES.map(({ path, component }) => (
                      <Route key={path} path={path} component={component} />
                    ))}
                    <Route default component={NotFound} />
                  </Router>
                </Gate>
              </Shell>
            </KeysProvider>
          </ProofProvider>
        </LiveProvider>
      </AnnounceProvider>
    </SessionProvider>
  );
}

/** A page that is loaded when it is first wanted, and by those alone whom it is for. */
function guarded(page: DeskRoute): ComponentType {
  const Inside = lazy(page.load);
  return function Guarded(props) {
    const { holder } = useSession();
    const role = holder?.account.role ?? null;
    if (mayOpen(page, role)) return h(Inside, props);
    return page.path === '/staff' ? <OtherHome role={role} /> : <NotAllowed />;
  };
}

/** The first page of the menu that the role may open, for whom the queue is not. */
function OtherHome({ role }: { role: Parameters<typeof mayOpen>[1] }) {
  const { route } = useLocation();
  const home = PAGES.find((page) => page.name && mayOpen(page, role));
  useEffect(() => {
    if (home) route(home.path, true);
  }, [home]);
  return home ? null : <NotAllowed />;
}

function NotAllowed() {
  const { gate } = useDeskWords();
  return (
    <DeskPage title={gate.notAllowed}>
      <p>{gate.notAllowedText}</p>
    </DeskPage>
  );
}

function NotFound() {
  const { gate } = useDeskWords();
  return (
    <DeskPage title={gate.notFound}>
      <p>{gate.notFoundText}</p>
      <p>
        <a href="/staff">{gate.toQueue}</a>
      </p>
    </DeskPage>
  );
}
