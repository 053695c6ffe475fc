/** The company's inputs, as form 1/2 and the correction of a rejected application show them. */
import type { ComponentChildren } from 'preact';
import type { Company } from '../api/application';
import { InputField, type InputProps } from '../view/Field';
import { useWords } from '../words';
import { type CompanyGroup, type CompanyKey, keysOf } from './company';
import { FIELDS, type FieldKind, GROUPS } from './fields';
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
          <legend>
            {words.groups[group]}
            {legendNote}
          </legend>
          {keysOf(group).map(fieldOf)}
        </fieldset>
      ))}
    </>
  );

  function fieldOf(key: CompanyKey) {
    const { kind, autocomplete } = FIELDS[key];
    const fixed = kind === 'CONTROL_NUMBER' ? numberIsFixed : undefined;
    const props = {
      id: key,
      ...words.company[key],
      ...LOOKS[kind],
      autocomplete,
      value: values[key],
      problem: problemOf(problems, key),
      note: fixed ? both(noteOf?.(key), fixed) : noteOf?.(key),
      readOnly: fixed !== undefined,
      onInput: (value: string) => onChange({ ...values, [key]: value }),
    };
    const Control = kind === 'POSTAL_CODE' ? PostalCode : InputField;
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
