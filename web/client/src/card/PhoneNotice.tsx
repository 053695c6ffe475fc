/** Said on telephones and tablets only: they cannot read a card; what was begun can go on at a desk. */
import { LINKS } from '../links';
import { Notice } from '../view/Notice';
import { Outside } from '../view/Outside';
import { useWords } from '../words';
import { TransferCode } from './TransferCode';

export function PhoneNotice({ mayTransfer = false }: { mayTransfer?: boolean }) {
  const { card } = useWords();
  return (
    <div class="touch-only">
      <Notice kind="warn" title={card.phone}>
        <p>{card.phoneText}</p>
        {mayTransfer ? <TransferCode /> : <Outside href={LINKS.component}>{card.install}</Outside>}
      </Notice>
    </div>
  );
}
