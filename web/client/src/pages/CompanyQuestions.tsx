/** One page of form 1/2: the questions of one group, and the way on and back. */

import { useEffect, useState } from 'preact/hooks';
import type { Company } from '../api/application';
import { PostalDistrictsQuery } from '../api/documents';
import { useQuery } from '../api/useQuery';
import { PhoneNotice } from '../card/PhoneNotice';
import { CompanyFields } from '../forms/CompanyFields';
import { COMPANY_KEYS, type CompanyGroup, groupOf, keysOf } from '../forms/company';
import { GROUPS } from '../forms/fields';
import { tidyCode } from '../forms/kinds';
import { misfit } from '../forms/postalFit';
import type { Problem } from '../forms/problems';
import { Button } from '../view/Button';
import { ErrorSummary } from '../view/ErrorSummary';
import { Notes } from '../view/Notes';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { useWords } from '../words';
import { DraftNotices } from './DraftNotices';
import { DraftTools } from './DraftTools';
import { TableC } from './TableC';

export function CompanyQuestions({
  group,
  values,
  problems,
  before,
  isAmended,
  broughtBack,
  wasDiscarded,
  onDiscarded,
  onChange,
  onSubmit,
}: {
  group: CompanyGroup;
  values: Company;
  problems: readonly Problem[];
  /** Where the questions before these are. */
  before: string | undefined;
  /** These are the data of an application that stands already: its control number does. */
  isAmended: boolean;
  /** When what stands in the fields was kept, where it was brought back. */
  broughtBack: string | undefined;
  wasDiscarded: boolean;
  onDiscarded: () => void;
  onChange: (values: Company) => void;
  onSubmit: () => void;
}) {
  const words = useWords();
  const { apply, notices } = words;
  const [{ data }] = useQuery({ query: PostalDistrictsQuery, pause: group !== 'mailing' });
  const [taken, setTaken] = useState(0);
  const [asked, setAsked] = useState<{ readonly pair: string; readonly title: string }>();
  const number = GROUPS.indexOf(group) + 1;
  const isFirst = number === 1;
  const hasBegun = COMPANY_KEYS.some((key) => values[key] !== '');
  useEffect(() => {
    // The look over the answers leads to one of them.
    const field = location.hash.slice(1);
    if (groupOf(field) === group) document.getElementById(field)?.focus();
  }, []);

  /** A postal code that does not fit the address is asked about once, whatever it turns out to be. */
  function isAskedAbout(): boolean {
    if (!keysOf(group).includes('mailingPostalCode')) return false;
    const { mailingPostalCode: code, mailingAddress: address } = values;
    const found = misfit(tidyCode(code), address, data?.postalDistricts ?? []);
    const pair = `${code} ${address}`;
    if (!found || asked?.pair === pair) return false;
    setAsked({ pair, title: words.problems.misfit(found.byCode, found.byAddress) });
    return true;
  }

  const { exact, tableC, allRequired, mailGoesTo, vendors } = notices;
  const aside = (
    <Notes items={isFirst ? [tableC, allRequired, mailGoesTo, vendors] : [exact, allRequired]} />
  );
  return (
    <Page
      title={apply.titles[group]}
      step={1}
      hasErrors={problems.length > 0}
      hasAnswer={wasDiscarded}
      aside={aside}
    >
      <ErrorSummary problems={problems} />
      {asked?.pair === `${values.mailingPostalCode} ${values.mailingAddress}` && (
        <Notice kind="warn" title={asked.title} takesFocus>
          <p>{words.problems.misfitText}</p>
        </Notice>
      )}
      <DraftNotices broughtBack={broughtBack} wasDiscarded={wasDiscarded} />
      {isFirst && (
        <>
          <PhoneNotice mayTransfer={hasBegun} />
          <Notice>
            <p>{exact}</p>
          </Notice>
        </>
      )}
      {isFirst && (
        <>
          {taken > 0 && <Notice kind="good" title={words.tableC.taken(taken)} takesFocus />}
          <TableC
            isFixed={isAmended}
            onTaken={(facts) => {
              setTaken(Object.keys(facts).length);
              onChange({ ...values, ...facts });
            }}
          />
        </>
      )}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!isAskedAbout()) onSubmit();
        }}
      >
        <CompanyFields
          groups={[group]}
          legendNote={apply.pageOf(number, GROUPS.length)}
          values={values}
          problems={problems}
          {...(isAmended ? { numberIsFixed: <NumberIsFixed /> } : {})}
          onChange={onChange}
        />
        <div class="actions">
          <Button type="submit">{apply.next}</Button>
          {before && <a href={before}>{apply.before}</a>}
        </div>
      </form>
      <DraftTools onDiscarded={onDiscarded} />
    </Page>
  );
}

function NumberIsFixed() {
  const { apply } = useWords();
  return (
    <>
      {apply.numberIsFixed} <a href="/apply?another">{apply.another}</a>
    </>
  );
}
