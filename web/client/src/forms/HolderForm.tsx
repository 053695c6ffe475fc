/** Phone and e-mail of a card's holder, what the card is called where that is asked, and the button. */
import { useSession } from '../api/session';
import { Button } from '../view/Button';
import { InputField } from '../view/Field';
import { useWords } from '../words';
import { PRIVACY_NOTICE } from '../words/notice';
import { useDraft } from './draft';
import { type HolderContact, holderSchema } from './holder';
import { keepTyped } from './keeper';
import { MailField } from './MailField';
import { check, type Problem, problemOf, problemsIn } from './problems';
import { useRecheck } from './useRecheck';

const EMPTY: HolderContact = { phone: '', email: '', label: '' };

export function HolderForm({
  draftKey,
  keptFor,
  initial = EMPTY,
  hasLabel = false,
  send,
  missing,
  problems,
  busy,
  onProblems,
  onSubmit,
}: {
  /** Where what is typed is kept over a reload. */
  draftKey: string;
  /** The case with which the service keeps what is typed, for who closes the window. */
  keptFor?: string | undefined;
  initial?: HolderContact;
  /** Whether the card may be given a name of the company's own. */
  hasLabel?: boolean;
  /** What the button says. */
  send?: string;
  /** What the page lacks before this form can be sent. */
  missing: readonly Problem[];
  problems: readonly Problem[];
  busy: boolean;
  onProblems: (problems: readonly Problem[]) => void;
  onSubmit: (contact: HolderContact) => void;
}) {
  const words = useWords();
  const { bind } = words;
  const [draft, keep] = useDraft<HolderContact>(draftKey);
  const { unsentForm } = useSession();
  const kept = keptFor !== undefined && unsentForm?.caseNumber === keptFor ? unsentForm : undefined;
  const typed = draft ?? (kept ? { ...initial, phone: kept.phone, email: kept.email } : initial);

  function type(next: HolderContact) {
    keep(next);
    if (keptFor === undefined) return;
    const { phone, email } = next;
    keepTyped({ caseNumber: keptFor, privacyNotice: PRIVACY_NOTICE, phone, email });
  }

  const find = () => [...missing, ...problemsIn(check(holderSchema(words), typed))];
  useRecheck(problems, find, onProblems);

  function submit(event: Event) {
    event.preventDefault();
    const checked = check(holderSchema(words), typed);
    const found = find();
    onProblems(found);
    if ('values' in checked && found.length === 0) onSubmit(checked.values);
  }

  return (
    <form noValidate onSubmit={submit}>
      <InputField
        id="phone"
        type="tel"
        {...bind.phone}
        value={typed.phone}
        problem={problemOf(problems, 'phone')}
        width="medium"
        autocomplete="tel"
        onInput={(phone) => type({ ...typed, phone })}
      />
      <MailField
        id="email"
        {...bind.email}
        value={typed.email}
        problem={problemOf(problems, 'email')}
        autocomplete="email"
        onInput={(email) => type({ ...typed, email })}
      />
      {hasLabel && (
        <InputField
          id="label"
          {...bind.label}
          value={typed.label}
          problem={problemOf(problems, 'label')}
          width="medium"
          autocomplete="off"
          onInput={(label) => type({ ...typed, label })}
        />
      )}
      <div class="actions">
        <Button type="submit" busy={busy}>
          {busy ? bind.sending : (send ?? bind.send)}
        </Button>
      </div>
    </form>
  );
}
