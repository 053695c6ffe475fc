/** A link that leaves the service, said so in words. */
import type { ComponentChildren } from 'preact';
import { useFrameWords } from '../words';

export function Outside({ href, children }: { href: string; children: ComponentChildren }) {
  const words = useFrameWords();
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
      {words.shell.newWindow}
    </a>
  );
}
