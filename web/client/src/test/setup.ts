/** What every unit test starts from: nothing stored, nothing mounted, no request that nobody answers. */
import { cleanup } from '@testing-library/preact';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
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
  cleanup();
  server.resetHandlers();
});
afterAll(() => server.close());

// The service of the tests reads the text of a request to know what it is for.
vi.mock('../api/registered', async (actual) => ({
  ...(await actual<typeof import('../api/registered')>()),
  byId: (init: RequestInit = {}) => Promise.resolve(init),
}));
