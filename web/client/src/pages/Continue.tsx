/** A lost session: the bound card finds the application again. */
import { useLocation } from 'preact-iso';
import { ContinueStep } from '../card/ContinueStep';
import { Page } from '../view/Page';
import { useWords } from '../words';
import { RedeemCode } from './RedeemCode';

export default function Continue() {
  const words = useWords();
  const { route } = useLocation();
  return (
    <Page title={words.continue.title}>
      <p class="lead">{words.continue.lead}</p>
      <ContinueStep button={words.continue.button} onContinued={() => route('/status')} />
      <RedeemCode />
      <p>
        {words.continue.notBound} <a href="/apply">{words.remedies.APPLY}</a>
      </p>
    </Page>
  );
}
