import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.unstubAllGlobals());

test('a format is made when it is wanted, and once', async () => {
  let made = 0;
  class Counted extends Intl.DateTimeFormat {
    constructor(...given: ConstructorParameters<typeof Intl.DateTimeFormat>) {
      super(...given);
      made += 1;
    }
  }
  vi.stubGlobal('Intl', { ...Intl, DateTimeFormat: Counted });
  vi.resetModules();

  const { formatTime } = await import('./dates');
  expect(made).toBe(0);

  expect(formatTime('2026-11-23T08:00:00Z', 'zh-Hant-TW')).toBe('民國115年11月23日 16:00');
  expect(formatTime('2026-11-23T09:30:00Z', 'zh-Hant-TW')).toBe('民國115年11月23日 17:30');
  expect(made).toBe(1);
});
