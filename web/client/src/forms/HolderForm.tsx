/** Phone and e-mail of the card's holder, and the button that sends the application. */
import { Button } from '../view/Button';
import { InputField } from '../view/Field';
import { useWords } from '../words';
import { useDraft } from './draft';
import { type HolderContact, holderSchema } from './holder';
import { check, type Problem, problemOf } from './problems';

const EMPTY: HolderContact = { phone: '', email: '' };

export function HolderForm({
  caseNumber,
  missing,
  problems,
  busy,
  onProblems,
  onSubmit,
}: {
  caseNumber: string;
  /** What the page lacks before this form can be sent. */
  missing: readonly Problem[];
  problems: readonly Problem[];
  busy: boolean;
  onProblems: (problems: readonly Problem[]) => void;
  onSubmit: (contact: HolderContact) => void;
}) {
  const words = useWords();
  const { bind } = words;
  const [draft, keep] = useDraft<HolderContact>(`holder.${caseNumber}`);
  const typed = draft ?? EMPTY;

  function submit(event: Event) {
    event.preventDefault();
    const checked = check(holderSchema(words), typed);
    const found = [...missing, ...('problems' in checked ? checked.problems : [])];
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
        onInput={(phone) => keep({ ...typed, phone })}
      />
      <InputField
        id="email"
        type="email"
        {...bind.email}
        value={typed.email}
        problem={problemOf(problems, 'email')}
        autocomplete="email"
        onInput={(email) => keep({ ...typed, email })}
      />
      <div class="actions">
        <Button type="submit" busy={busy}>
          {busy ? bind.sending : bind.send}
        </Button>
      </div>
    </form>
  );
}
