/** The company's inputs, as form 1/2 and the correction of a rejected application show them. */
import type { ComponentChildren } from 'preact';
import type { Company, CompanyKey } from '../api/application';
import { InputField, type InputProps } from '../view/Field';
import { useWords } from '../words';
import { PostalCode } from './PostalCode';
import { type Problem, problemOf } from './problems';

export interface CompanyFieldsProps {
  readonly values: Company;
  readonly problems: readonly Problem[];
  readonly onChange: (values: Company) => void;
  /** What to say beside a field, such as the outcome of the review. */
  readonly noteOf?: (key: CompanyKey) => ComponentChildren;
}

export function CompanyFields({ values, problems, onChange, noteOf }: CompanyFieldsProps) {
  const words = useWords();
  const propsOf = (key: CompanyKey): InputProps => ({
    id: key,
    ...words.company[key],
    value: values[key],
    problem: problemOf(problems, key),
    note: noteOf?.(key),
    onInput: (value) => onChange({ ...values, [key]: value }),
  });
  return (
    <>
      <fieldset>
        <legend>{words.groups.business}</legend>
        <InputField {...propsOf('controlNumber')} width="short" autocomplete="off" />
        <InputField {...propsOf('companyName')} autocomplete="organization" />
        <InputField {...propsOf('responsiblePerson')} width="medium" autocomplete="off" />
        <InputField {...propsOf('businessAddress')} autocomplete="street-address" />
        <InputField {...propsOf('businessEmail')} type="email" autocomplete="email" />
      </fieldset>
      <fieldset>
        <legend>{words.groups.mailing}</legend>
        <PostalCode {...propsOf('mailingPostalCode')} value={values.mailingPostalCode} />
        <InputField {...propsOf('mailingAddress')} autocomplete="shipping street-address" />
      </fieldset>
      <fieldset>
        <legend>{words.groups.contact}</legend>
        <InputField {...propsOf('contactName')} width="medium" autocomplete="name" />
        <InputField {...propsOf('contactEmail')} type="email" autocomplete="email" />
      </fieldset>
    </>
  );
}
