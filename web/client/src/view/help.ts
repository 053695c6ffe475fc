/** Whom to ask: the help line, or the mailbox where there is none. */
import { useSession } from '../api/session';
import { HELP_MAIL } from '../links';
import { useWords } from '../words';

export function useHelp(): string {
  const { status } = useWords();
  const { service } = useSession();
  return service?.helpLine ? status.helpLine(service.helpLine) : status.helpMail(HELP_MAIL);
}
