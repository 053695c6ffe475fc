/** What the manual notes beside the binding of a card. */
import { LINKS } from '../links';
import { Outside } from '../view/Outside';
import { Text } from '../view/Text';
import { useWords } from '../words';

export function BindNotices() {
  const { notices, card } = useWords();
  return (
    <>
      <h2>{notices.heading}</h2>
      <ul>
        <li>{notices.exact}</li>
        <li>{notices.mailGoesTo}</li>
        <li>
          <Text>{notices.pinLocks}</Text> <Outside href={LINKS.unlock}>{card.unlock}</Outside>
        </li>
        <li>
          {notices.component} <Outside href={LINKS.component}>{card.install}</Outside>
        </li>
        <li>{notices.moreCards}</li>
        <li>{notices.onePlace}</li>
      </ul>
    </>
  );
}
