/** Monaco's workers, as files of ours. */
import editorUrl from 'monaco-editor/esm/vs/editor/editor.worker.js?worker&url';
import jsonUrl from 'monaco-editor/esm/vs/language/json/json.worker.js?worker&url';
import graphqlUrl from 'monaco-graphql/esm/graphql.worker.js?worker&url';
import { trustedWorker } from './trusted';

const URLS: Readonly<Record<string, string>> = { json: jsonUrl, graphql: graphqlUrl };

self.MonacoEnvironment = {
  getWorker: (_id: string, label: string) =>
    new Worker(trustedWorker(URLS[label] ?? editorUrl), { type: 'module' }),
};
