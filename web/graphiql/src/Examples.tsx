/** The panel of saved operations, beside the documentation and the history. */
import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useSpoken } from './language';
import { withCase } from './lastCase';
import { EXAMPLES, type Example } from './saved';

export const EXAMPLES_PLUGIN: GraphiQLPlugin = {
  title: '範例 Examples',
  icon: ExamplesIcon,
  content: Examples,
};

function Examples() {
  const { words } = useSpoken();
  return (
    <section aria-label={words.examples} className="examples">
      <h2>{words.examples}</h2>
      <p>{words.examplesHint}</p>
      <ol>
        {EXAMPLES.map((example) => (
          <Item key={example.name} example={example} />
        ))}
      </ol>
    </section>
  );
}

function Item({ example }: { readonly example: Example }) {
  const { language, words } = useSpoken();
  const open = useOpening();
  const title = example.title[language];
  return (
    <li>
      <h3>{title}</h3>
      <p>{example.explanation[language]}</p>
      <button type="button" aria-label={words.openOf(title)} onClick={() => open(example)}>
        {words.open}
      </button>
    </li>
  );
}

/** Give what opens an example: in the tab that has it unchanged, else in a new one. */
export function useOpening(): (example: Example, where?: 'NEW_TAB') => void {
  const { tabs, queryEditor, variableEditor } = useGraphiQL((state) => ({
    tabs: state.tabs,
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }));
  const { addTab, changeTab, updateActiveTabValues } = useGraphiQLActions();
  return (asked, where) => {
    const example = withCase(asked);
    const there = where ? -1 : tabs.findIndex((tab) => tab.query === example.query);
    if (there >= 0) {
      changeTab(there);
    } else {
      addTab();
      queryEditor?.setValue(example.query);
      variableEditor?.setValue(example.variables);
      // The editors tell the tab only after a pause, in which another tab may be opened.
      updateActiveTabValues({ query: example.query, variables: example.variables });
    }
    queryEditor?.focus();
  };
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M1 3h1.5M1 7h1.5M1 11h1.5M5 3h8M5 7h8M5 11h8" />
    </svg>
  );
}
