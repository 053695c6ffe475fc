/** What the service said, marked as what it is where the page has another language by now. */
import { useLanguage } from '../words';
import { languageOf } from '../words/language';
import { Text } from './Text';

export function Said({ children }: { children: string }) {
  const { language } = useLanguage();
  const spoken = languageOf(children);
  if (spoken === language) return <Text>{children}</Text>;
  return (
    <span lang={spoken}>
      <Text>{children}</Text>
    </span>
  );
}
