/** The company's inputs, as form 1/2 and the correction of a rejected application show them. */
import type { ComponentChildren } from 'preact';
import type { Company } from '../api/application';
import { InputField, type InputProps } from '../view/Field';
import { useWords } from '../words';
import { type CompanyGroup, type CompanyKey, keysOf } from './company';
import { FIELDS, type FieldKind, GROUPS, LONGEST } from './fields';
import { excess } from './kinds';
import { MailField } from './MailField';
import { PostalCode } from './PostalCode';
import { type Problem, problemOf } from './problems';

export interface CompanyFieldsProps {
  readonly values: Company;
  readonly problems: readonly Problem[];
  readonly onChange: (values: Company) => void;
  /** What to show; everything, if it is absent. */
  readonly groups?: readonly CompanyGroup[];
  /** What to say behind the name of a group. */
  readonly legendNote?: string;
  /** Why the control number cannot be changed here; it can, if this is absent. */
  readonly numberIsFixed?: ComponentChildren;
  /** What to say beside a field, such as the outcome of the review. */
  readonly noteOf?: (key: CompanyKey) => ComponentChildren;
}

/** What a control of a kind looks like; a postal code has one of its own. */
const LOOKS: Readonly<Record<FieldKind, Pick<InputProps, 'width' | 'type'>>> = {
  NAME: {},
  PERSON_NAME: { width: 'medium' },
  ADDRESS: {},
  CONTROL_NUMBER: { width: 'short' },
  POSTAL_CODE: {},
  EMAIL: { type: 'email' },
  PHONE: { width: 'medium', type: 'tel' },
};

/** The kinds with a control of their own. */
const CONTROLS: Readonly<Partial<Record<FieldKind, typeof PostalCode>>> = {
  POSTAL_CODE: PostalCode,
  EMAIL: MailField,
};

export function CompanyFields({
  values,
  problems,
  onChange,
  groups = GROUPS,
  legendNote = '',
  numberIsFixed,
  noteOf,
}: CompanyFieldsProps) {
  const words = useWords();
  return (
    <>
      {groups.map((group) => (
        <fieldset key={group}>
          {/* Of a single group the page's own title says the name. */}
          <legend class={legendNote ? 'small soft' : undefined}>
            <span class={legendNote ? 'unseen' : undefined}>{words.groups[group]}</span>
            {legendNote}
          </legend>
          {keysOf(group).map(fieldOf)}
        </fieldset>
      ))}
    </>
  );

  /** Said while it is typed, and not only when it is sent. */
  function tooLong(kind: FieldKind, typed: string): string | undefined {
    return excess(kind, typed) > 0 ? words.problems.tooLong(LONGEST[kind]) : undefined;
  }

  function fieldOf(key: CompanyKey) {
    const { kind, autocomplete } = FIELDS[key];
    const fixed = kind === 'CONTROL_NUMBER' ? numberIsFixed : undefined;
    const props = {
      id: key,
      ...words.company[key],
      ...LOOKS[kind],
      autocomplete,
      value: values[key],
      problem: problemOf(problems, key) ?? tooLong(kind, values[key]),
      note: fixed ? both(noteOf?.(key), fixed) : noteOf?.(key),
      readOnly: fixed !== undefined,
      onInput: (value: string) => onChange({ ...values, [key]: value }),
    };
    const Control = CONTROLS[kind] ?? InputField;
    return <Control key={key} {...props} />;
  }
}

function both(first: ComponentChildren, second: ComponentChildren) {
  return (
    <>
      {first} {second}
    </>
  );
}
