/** The six-digit postal code: choose a district and get its three digits, or type and see the district. */

import { useMemo, useState } from 'preact/hooks';
import { PostalDistrictsQuery } from '../api/documents';
import { useQuery } from '../api/useQuery';
import { InputField, type InputProps, SelectField } from '../view/Field';
import { useWords } from '../words';
import { tidyCode } from './kinds';

export function PostalCode(props: InputProps & { readonly value: string }) {
  const words = useWords();
  const { groups } = words;
  const [{ data }] = useQuery({ query: PostalDistrictsQuery });
  const districts = data?.postalDistricts ?? [];
  const code = tidyCode(props.value);
  const found = districts.find((district) => district.code === code.slice(0, 3));
  const [chosenCounty, chooseCounty] = useState('');
  const county = found?.county ?? chosenCounty;
  const counties = useMemo(() => [...new Set(districts.map((each) => each.county))], [data]);

  function take(district: string) {
    chooseCounty(county);
    props.onInput?.(district + (code.length > 3 ? code.slice(3) : ''));
  }

  const unknown = districts.length > 0 && code.length >= 3 && !found;
  return (
    <>
      {districts.length > 0 && (
        <div class="row">
          <SelectField
            id="mailingCounty"
            label={groups.county}
            value={county}
            options={[['', groups.choose], ...counties.map((name) => [name, name] as const)]}
            onChange={(next) => {
              chooseCounty(next);
              props.onInput?.('');
            }}
          />
          <SelectField
            id="mailingDistrict"
            label={groups.district}
            value={found?.code ?? ''}
            options={[
              ['', groups.choose],
              ...districts
                .filter((each) => each.county === county)
                .map((each) => [each.code, `${each.code} ${each.name}`] as const),
            ]}
            onChange={take}
          />
        </div>
      )}
      <InputField
        {...props}
        width="short"
        inputMode="numeric"
        after={
          <span class="hint" aria-live="polite">
            {found && groups.districtIs(found.county + found.name)}
            {unknown && groups.districtUnknown}
          </span>
        }
      />
    </>
  );
}
