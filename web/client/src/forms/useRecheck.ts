/** Say what is wrong in the language that was just chosen. */
import { useEffect, useRef } from 'preact/hooks';
import { useLanguage } from '../words';
import type { Problem } from './problems';

/** Check once more when the language changes; what only the service can find stays as it was said. */
export function useRecheck(
  problems: readonly Problem[],
  check: () => readonly Problem[],
  onProblems: (problems: readonly Problem[]) => void,
) {
  const { language } = useLanguage();
  const saidIn = useRef(language);
  useEffect(() => {
    if (saidIn.current === language) return;
    saidIn.current = language;
    if (problems.length === 0) return;
    onProblems([...check(), ...problems.filter(({ isFromService }) => isFromService)]);
  }, [language]);
}
