/** Follow the system from light to dark and back: GraphiQL's editors look at it only once. */
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';

export function Daylight() {
  const { setTheme } = useGraphiQLActions();
  const theme = useGraphiQL((state) => state.theme);

  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    // Null is as the system has it; what the person chose stays.
    const follow = () => theme === null && setTheme(null);
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, [theme, setTheme]);

  return null;
}
