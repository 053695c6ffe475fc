/** The company's inputs, as form 1/2 and the correction of a rejected application show them. */
import type { ComponentChildren } from 'preact';
import type { Company, CompanyKey } from '../api/application';
import { InputField, type InputProps } from '../view/Field';
import { useWords } from '../words';
import { COMPANY_GROUPS, type CompanyGroup, KEYS_OF } from './company';
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
  /** What to say beside a field, such as the outcome of the review. */
  readonly noteOf?: (key: CompanyKey) => ComponentChildren;
}

type Look = Pick<InputProps, 'width' | 'type' | 'autocomplete'>;

const LOOKS: Readonly<Record<CompanyKey, Look>> = {
  controlNumber: { width: 'short', autocomplete: 'off' },
  companyName: { autocomplete: 'organization' },
  responsiblePerson: { width: 'medium', autocomplete: 'off' },
  businessAddress: { autocomplete: 'street-address' },
  businessEmail: { type: 'email', autocomplete: 'email' },
  mailingPostalCode: {},
  mailingAddress: { autocomplete: 'shipping street-address' },
  contactName: { width: 'medium', autocomplete: 'name' },
  contactEmail: { type: 'email', autocomplete: 'email' },
};

export function CompanyFields({
  values,
  problems,
  onChange,
  groups = COMPANY_GROUPS,
  legendNote = '',
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
          {KEYS_OF[group].map(fieldOf)}
        </fieldset>
      ))}
    </>
  );

  function fieldOf(key: CompanyKey) {
    const props: InputProps = {
      id: key,
      ...words.company[key],
      ...LOOKS[key],
      value: values[key],
      problem: problemOf(problems, key),
      note: noteOf?.(key),
      onInput: (value) => onChange({ ...values, [key]: value }),
    };
    if (key !== 'mailingPostalCode') return <InputField key={key} {...props} />;
    return <PostalCode key={key} {...props} value={values.mailingPostalCode} />;
  }
}
