/** Have what the service worded said in the language that was just chosen. */
import { useEffect, useRef } from 'preact/hooks';
import { useLanguage } from '.';

/** Ask again for what was refused; only what changes nothing by being asked twice. */
export function useAnew(isRefused: boolean, ask: () => void) {
  const { language } = useLanguage();
  const askedIn = useRef(language);
  useEffect(() => {
    if (askedIn.current === language) return;
    askedIn.current = language;
    if (isRefused) ask();
  }, [language]);
}
