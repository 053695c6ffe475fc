/** What every unit test starts from: nothing stored, nothing mounted, no request that nobody answers. */
import { cleanup } from '@testing-library/preact';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { forgetTyped } from '../forms/keeper';
import { loadWords } from '../words';
import { server } from './server';

beforeAll(async () => {
  server.listen({ onUnhandledRequest: 'error' });
  await loadWords('pages', 'holder', 'texts');
});
beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});
afterEach(() => {
  forgetTyped();
  cleanup();
  server.resetHandlers();
});
afterAll(() => server.close());
