import { renderHook } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Channel, giveBrowser, takeBrowser } from '../test/browser';
import { useOtherTabs } from './otherTabs';

beforeEach(giveBrowser);
afterEach(takeBrowser);

interface Known {
  readonly answer: object | undefined;
  readonly id: string | null;
}

/** A tab that knows whose session it is. */
function tab(initialProps: Known) {
  const refresh = vi.fn();
  const { rerender } = renderHook(({ answer, id }: Known) => useOtherTabs(answer, id, refresh), {
    initialProps,
  });
  return { refresh, learns: (id: string | null) => rerender({ answer: {}, id }) };
}

/** Until everything that was said has been heard. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

test('a tab that learns of another session makes the others ask at once', async () => {
  const one = tab({ answer: {}, id: 'S1' });
  const others = [tab({ answer: {}, id: 'S1' }), tab({ answer: {}, id: 'S1' })];
  await settled();

  one.learns(null);

  for (const { refresh } of others) {
    await vi.waitFor(() => expect(refresh).toHaveBeenCalledTimes(1));
  }
  expect(one.refresh).not.toHaveBeenCalled();
});

test('where all know the same nobody asks', async () => {
  const one = tab({ answer: {}, id: 'S1' });
  const other = tab({ answer: {}, id: 'S1' });

  one.learns('S1');
  await settled();

  expect(other.refresh).not.toHaveBeenCalled();
});

test('a tab that has no answer yet waits for its own, and is set right by the others', async () => {
  const loading = tab({ answer: undefined, id: null });
  const other = tab({ answer: {}, id: 'S2' });
  await settled();
  expect(loading.refresh).not.toHaveBeenCalled();

  // It was asked for before somebody signed in: the others ask, and what they learn sets it right.
  loading.learns(null);
  await vi.waitFor(() => expect(other.refresh).toHaveBeenCalledTimes(1));
  other.learns('S2');

  await vi.waitFor(() => expect(loading.refresh).toHaveBeenCalledTimes(1));
});

test('a page that one comes back to asks, for it has heard nothing', () => {
  const one = tab({ answer: {}, id: 'S1' });

  dispatchEvent(new Event('pagehide'));
  expect(Channel.all).toEqual([]);
  dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));

  expect(Channel.all).toHaveLength(1);
  expect(one.refresh).toHaveBeenCalledTimes(1);
});
