/** A new token's text: shown once, copied, and then nowhere any longer. */
import { useState } from 'preact/hooks';
import { Button } from '../../view/Button';
import { Dialog } from '../frame/Dialog';
import { useDeskWords } from '../words';
import type { NewToken } from './OnePartner';

export function TokenShown({ made, onClose }: { made: NewToken; onClose: () => void }) {
  const { partners: words, shell } = useDeskWords();
  const [isCopied, setCopied] = useState(false);
  return (
    <Dialog title={words.tokenOf(made.name)} onClose={onClose}>
      <p>{words.tokenText}</p>
      <output class="token">{made.token}</output>
      <div class="actions">
        <Button
          onPress={() => void navigator.clipboard.writeText(made.token).then(() => setCopied(true))}
        >
          {shell.copy}
        </Button>
        <Button kind="second" onPress={onClose}>
          {words.tokenKept}
        </Button>
      </div>
      <p role="status">{isCopied ? shell.copied : ''}</p>
    </Dialog>
  );
}
