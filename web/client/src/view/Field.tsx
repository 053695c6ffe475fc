/** A labelled control with its hint and what is wrong with it. */
import type { ComponentChildren, Ref } from 'preact';
import { Said } from './Said';

interface Common {
  /** Also the name by which problems and the error summary know the field. */
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  /** Something that stands between the hint and the control. */
  readonly note?: ComponentChildren;
}

export type InputProps = Common & {
  readonly type?: 'text' | 'email' | 'tel' | 'password';
  readonly autocomplete?: string;
  readonly inputMode?: 'numeric';
  readonly value?: string;
  readonly placeholder?: string;
  readonly width?: 'short' | 'medium';
  readonly readOnly?: boolean;
  readonly onInput?: (value: string) => void;
  readonly onFocus?: () => void;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly after?: ComponentChildren;
};

export function InputField(props: InputProps) {
  const { id, value, width, onInput, onFocus, inputRef, after } = props;
  return (
    <Frame {...props}>
      <input
        id={id}
        ref={inputRef ?? null}
        // Preact types each kind of input apart; what is given here is common to all of them.
        type={(props.type ?? 'text') as 'text'}
        class={width}
        readOnly={props.readOnly}
        value={value}
        placeholder={(!props.problem && props.placeholder) || undefined}
        autocomplete={props.autocomplete}
        inputMode={props.inputMode}
        spellcheck={false}
        aria-describedby={describedBy(props)}
        aria-invalid={props.problem ? true : undefined}
        onInput={(event) => onInput?.(event.currentTarget.value)}
        onFocus={onFocus}
      />
      {after}
    </Frame>
  );
}

export function SelectField(
  props: Common & {
    readonly value: string;
    readonly options: readonly (readonly [value: string, label: string])[];
    readonly onChange: (value: string) => void;
  },
) {
  return (
    <Frame {...props}>
      <select
        id={props.id}
        value={props.value}
        aria-describedby={describedBy(props)}
        aria-invalid={props.problem ? true : undefined}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      >
        {props.options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

function Frame({
  id,
  label,
  hint,
  problem,
  note,
  children,
}: Common & { children: ComponentChildren }) {
  return (
    <div class={`field ${problem ? 'wrong' : note ? 'noted' : ''}`}>
      <label for={id}>{label}</label>
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {note && <span id={`${id}-note`}>{note}</span>}
      {problem && (
        <span class="problem" id={`${id}-problem`}>
          <Said>{problem}</Said>
        </span>
      )}
      {children}
    </div>
  );
}

function describedBy({ id, hint, note, problem }: Common): string | undefined {
  const ids = [hint && `${id}-hint`, note && `${id}-note`, problem && `${id}-problem`];
  return ids.filter(Boolean).join(' ') || undefined;
}
