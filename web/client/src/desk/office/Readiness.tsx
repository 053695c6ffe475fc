/** What `/readyz` says, in words. */
import { useEffect, useState } from 'preact/hooks';
import { useDeskWords } from '../words';

interface Readiness {
  readonly status: string;
  readonly wrong: readonly string[];
  readonly degraded: Readonly<Record<string, unknown>>;
}

const PAUSE_MS = 30_000;

export function useReadiness(): Readiness | 'AWAY' | undefined {
  const [found, setFound] = useState<Readiness | 'AWAY'>();
  useEffect(() => {
    async function ask() {
      try {
        const answer = await fetch('/readyz', { cache: 'no-store' });
        setFound((await answer.json()) as Readiness);
      } catch {
        setFound('AWAY');
      }
    }
    void ask();
    const timer = setInterval(ask, PAUSE_MS);
    return () => clearInterval(timer);
  }, []);
  return found;
}

export function ReadinessBox() {
  const { health: words, shell } = useDeskWords();
  const found = useReadiness();
  return (
    <section class="desk-box" aria-labelledby="readiness">
      <h2 id="readiness">{words.readiness}</h2>
      {found === undefined && <p role="status">{shell.loading}</p>}
      {found === 'AWAY' && <p class="said bad">{words.away}</p>}
      {found && found !== 'AWAY' && <Said found={found} />}
    </section>
  );
}

function Said({ found: { wrong, degraded } }: { found: Readiness }) {
  const { health: words } = useDeskWords();
  const entries = Object.entries(degraded);
  return (
    <>
      {wrong.length === 0 && entries.length === 0 && <p class="said good">{words.sound}</p>}
      {wrong.map((name) => (
        <p key={name} class="said bad">
          {words.nameOf(name)}
        </p>
      ))}
      <ul class="bare">
        {entries.map(([name, value]) => (
          <li key={name} class="said">
            <strong>{words.nameOf(name)}</strong>
            <br />
            <span class="small">{textOf(value)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function textOf(value: unknown): string {
  if (value === null || typeof value !== 'object') return String(value);
  const rows = Object.entries(value as object);
  return rows.map(([name, of]) => `${name}: ${textOf(of)}`).join('；');
}
