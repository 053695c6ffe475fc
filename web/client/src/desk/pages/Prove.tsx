/** The card proof for another window, such as GraphiQL's: what was typed there stays as it is. */
import { DeskPage } from '../frame/DeskPage';
import { useProof, useProofMinutes } from '../frame/proof';
import { useDeskWords } from '../words';

export default function Prove() {
  const { proof } = useDeskWords();
  const { ask } = useProof();
  const minutes = useProofMinutes();
  return (
    <DeskPage title={proof.elsewhere}>
      <p role="status" class={minutes > 0 ? 'said good' : 'said'}>
        {minutes > 0 ? proof.fresh(minutes) : proof.old}
      </p>
      <p>{proof.elsewhereText}</p>
      <div class="actions">
        <button type="button" class="button" onClick={() => ask()}>
          {proof.renew}
        </button>
      </div>
    </DeskPage>
  );
}
