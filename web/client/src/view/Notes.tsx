/** What to note, for the place beside a page. */
import type { ComponentChildren } from 'preact';
import { useFrameWords } from '../words';
import { Text } from './Text';

export function Notes({ items }: { items: readonly ComponentChildren[] }) {
  const { notices } = useFrameWords();
  return (
    <>
      <h2>{notices.heading}</h2>
      <ul>
        {items.map((item) => (
          <li key={item}>{typeof item === 'string' ? <Text>{item}</Text> : item}</li>
        ))}
      </ul>
    </>
  );
}
