/** A company's data as they are typed into one form: in this tab, and with the service for who closes it. */
import { useState } from 'preact/hooks';
import type { Company } from '../api/application';
import { useSession } from '../api/session';
import type { Typed } from '../api/unsent';
import { PRIVACY_NOTICE } from '../words/notice';
import { filledIn, hasCompany } from './company';
import { useDraft } from './draft';
import { forgetTyped, keepTyped } from './keeper';

export interface KeptCompany {
  readonly values: Company;
  /** When what stands in the fields was kept, where it was brought back. */
  readonly broughtBack: string | undefined;
  /** The draft was just erased: what stands in the fields is what stood there first. */
  readonly wasDiscarded: boolean;
  readonly type: (values: Company) => void;
  readonly onDiscarded: () => void;
  readonly onSent: () => void;
}

/**
 * Keep what is typed into the form of a case or of a purpose.
 *
 * `key` is its name in this tab, `given` what stands in it before anything is typed.
 */
export function useKeptCompany(
  key: string,
  { caseNumber, purpose = 'NEW_ACCOUNT' }: Pick<Typed, 'caseNumber' | 'purpose'>,
  given: Parameters<typeof filledIn>[0],
): KeptCompany {
  const { unsentForm, holder } = useSession();
  const [inTab, keep] = useDraft<Company>(key);
  const [wasDiscarded, setDiscarded] = useState(false);
  const isThis =
    unsentForm?.purpose === purpose && (unsentForm.caseNumber ?? undefined) === caseNumber;
  const kept = isThis && hasCompany(unsentForm) && !inTab && !wasDiscarded ? unsentForm : undefined;
  return {
    values: filledIn(inTab ?? kept ?? given),
    broughtBack: kept?.savedAt,
    wasDiscarded: wasDiscarded && !inTab,
    type: (values) => {
      keep(values);
      // A holder has confirmed the notice when the account began.
      const notice = holder ? {} : { privacyNotice: PRIVACY_NOTICE };
      keepTyped({ ...values, ...notice, purpose, ...(caseNumber ? { caseNumber } : {}) });
    },
    onDiscarded: () => {
      setDiscarded(true);
      keep(undefined);
    },
    onSent: () => {
      forgetTyped();
      keep(undefined);
    },
  };
}
