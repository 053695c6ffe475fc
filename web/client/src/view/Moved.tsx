/** Why the page is shown anew: what was sent from it is not what stands now. */
import { useSession } from '../api/session';
import { Trouble } from './Trouble';

export function Moved() {
  const { moved } = useSession();
  return moved ? <Trouble trouble={{ refusal: moved }} /> : null;
}
