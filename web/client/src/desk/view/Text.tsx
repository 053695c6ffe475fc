/** A labelled text of a form at the desk, with what is wrong with it. */
import { useId } from 'preact/hooks';
import type { TroubleState } from '../../view/Trouble';

export interface Problem {
  readonly path: readonly string[];
  readonly message: string;
}

/** The problems of a refusal, by the input's field. */
export function problemsOf(trouble: TroubleState | undefined): readonly Problem[] {
  if (!trouble || !('refusal' in trouble)) return [];
  const refusal = trouble.refusal as { readonly problems?: readonly Problem[] };
  return refusal.problems ?? [];
}

export function TextInput({
  label,
  name,
  value,
  onInput,
  hint,
  lines = 1,
  maxLength,
  type = 'text',
  trouble,
}: {
  label: string;
  /** The name of the field in the contract, by which its problem is found. */
  name: string;
  value: string;
  onInput: (value: string) => void;
  hint?: string | undefined;
  lines?: number;
  maxLength?: number;
  type?: 'text' | 'email' | 'date' | 'datetime-local';
  trouble?: TroubleState | undefined;
}) {
  const id = useId();
  const problem = problemsOf(trouble).find(({ path }) => path.at(-1) === name);
  const describedBy = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  const common = {
    id,
    value,
    maxLength,
    autocomplete: 'off',
    'aria-describedby': describedBy || undefined,
    'aria-invalid': problem ? (true as const) : undefined,
  };
  return (
    <div class={problem ? 'stack wrong' : 'stack'}>
      <label for={id}>{label}</label>
      {hint && (
        <span class="hint small" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {problem && (
        <span class="problem" id={`${id}-problem`}>
          {problem.message}
        </span>
      )}
      {lines > 1 ? (
        <textarea
          {...common}
          rows={lines}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      ) : (
        <input
          {...common}
          type={type as 'text'}
          spellcheck={false}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </div>
  );
}
