/** The saved operations: every file of `examples/` is one, in the order of their names. */
import type { Language } from './words';

export interface Example {
  readonly name: string;
  readonly query: string;
  /** JSON, from the file of the same name; empty when the operation has no variables. */
  readonly variables: string;
  readonly title: Readonly<Record<Language, string>>;
  readonly explanation: Readonly<Record<Language, string>>;
}

const QUERIES = import.meta.glob<string>('../examples/*.graphql', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const VARIABLES = import.meta.glob<string>('../examples/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});

export const EXAMPLES: readonly Example[] = Object.keys(QUERIES)
  .sort()
  .map((file) => {
    const query = QUERIES[file] ?? '';
    const [titles = '', zh = '', en = ''] = query.split('\n', 3).map((line) => line.slice(2));
    const [zhTitle = '', enTitle = ''] = titles.split(' | ');
    return {
      name: file,
      query,
      variables: (VARIABLES[file.replace(/graphql$/, 'json')] ?? '').trim(),
      title: { 'zh-Hant-TW': zhTitle, en: enTitle },
      explanation: { 'zh-Hant-TW': zh, en },
    };
  });
