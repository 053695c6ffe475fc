/** GraphiQL for staff, at /graphiql: our bar, our examples, everything from our own server. */
import './workers';
import 'graphiql/style.css';
import './style.css';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { GraphiQL } from 'graphiql';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Bar } from './Bar';
import { EXAMPLES_PLUGIN } from './Examples';
import { EXAMPLES } from './examples';
import { fetcher } from './fetcher';
import { Speaking } from './language';

const PLUGINS = [EXAMPLES_PLUGIN, HISTORY_PLUGIN];
const [FIRST] = EXAMPLES;
const TABS = FIRST ? [{ query: FIRST.query, variables: FIRST.variables }] : [];

function Explorer() {
  return (
    <Speaking>
      <Bar />
      <main>
        <GraphiQL
          fetcher={fetcher}
          plugins={PLUGINS}
          visiblePlugin={EXAMPLES_PLUGIN}
          defaultTabs={TABS}
          shouldPersistHeaders={false}
          // What staff typed about people must not outlive the tab on a shared machine.
          storage={sessionStorage}
        >
          <GraphiQL.Logo>{null}</GraphiQL.Logo>
        </GraphiQL>
      </main>
    </Speaking>
  );
}

const app = document.getElementById('app');
if (app) {
  createRoot(app).render(
    <StrictMode>
      <Explorer />
    </StrictMode>,
  );
}
