/** GraphiQL for staff, at /graphiql: our bar, our examples, everything from our own server. */
import './workers';
import 'graphiql/style.css';
import './style.css';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { GraphiQL } from 'graphiql';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Bar } from './Bar';
import { Daylight } from './Daylight';
import { EXAMPLES_PLUGIN } from './Examples';
import { FromDesk } from './FromDesk';
import { fetcher } from './fetcher';
import { Speaking } from './language';
import { EXAMPLES } from './saved';

const PLUGINS = [EXAMPLES_PLUGIN, HISTORY_PLUGIN];
const [FIRST] = EXAMPLES;
// On a telephone the panel would leave no room for the editors.
const PANEL = matchMedia('(min-width: 40rem)').matches ? EXAMPLES_PLUGIN : '';
const TABS = FIRST ? [{ query: FIRST.query, variables: FIRST.variables }] : [];

function Explorer() {
  return (
    <Speaking>
      <Bar />
      <main>
        <GraphiQL
          fetcher={fetcher}
          plugins={PLUGINS}
          visiblePlugin={PANEL}
          defaultTabs={TABS}
          defaultEditorToolsVisibility="variables"
          shouldPersistHeaders={false}
          // What staff typed about people must not outlive the tab on a shared machine.
          storage={sessionStorage}
        >
          <GraphiQL.Logo>{null}</GraphiQL.Logo>
          <Daylight />
          <FromDesk />
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
