/** Said on telephones and tablets only: they cannot read a card. */
import { LINKS } from '../links';
import { Notice } from '../view/Notice';
import { Outside } from '../view/Outside';
import { useWords } from '../words';

export function PhoneNotice() {
  const { card } = useWords();
  return (
    <div class="touch-only">
      <Notice kind="warn" title={card.phone}>
        <p>{card.phoneText}</p>
        <Outside href={LINKS.component}>{card.install}</Outside>
      </Notice>
    </div>
  );
}
