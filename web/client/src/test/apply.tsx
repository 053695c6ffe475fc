/** Alice before form 1/2: what she types and presses, and what the service may answer. */

import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect } from 'vitest';
import type { Company } from '../api/application';
import { keysOf } from '../forms/company';
import { GROUPS } from '../forms/fields';
import Apply from '../pages/Apply';
import { COMPANY, makeSession, show } from './people';
import { type Asked, answer } from './server';
import { refusal } from './sign';

export const COMPANY_OF = {
  business: Object.fromEntries(keysOf('business').map((key) => [key, COMPANY[key]])),
};
export const CHECK = '確認無誤，前往綁定憑證';
export const START = '我已閱讀，開始填寫';

export async function shown(answers: Parameters<typeof answer>[0] = {}): Promise<Asked[]> {
  const asked = answer({
    Session: () => makeSession(),
    PostalDistricts: () => ({
      postalDistricts: [
        { __typename: 'PostalDistrict', code: '100', county: '臺北市', name: '中正區' },
      ],
    }),
    SaveForm: saved,
    ...answers,
  });
  show(<Apply />);
  await begin();
  return asked;
}

/** What the service answers to what it keeps. */
export function saved() {
  return { saveForm: { __typename: 'SaveFormSuccess', savedAt: '2026-11-23T08:00:00Z' } };
}

/** Confirm the notice on personal data where it stands before the questions. */
export async function begin() {
  await waitFor(() => {
    const shown = screen.queryByRole('button', { name: START }) ?? document.querySelector('form');
    expect(shown).not.toBeNull();
  });
  const start = screen.queryByRole('button', { name: START });
  if (start) fireEvent.click(start);
  await waitFor(() => expect(document.querySelector('form')).not.toBeNull());
}

export function fill(values: Partial<Company>) {
  for (const [key, value] of Object.entries(values)) {
    fireEvent.input(document.getElementById(key) as HTMLInputElement, { target: { value } });
  }
}

/** What the service answers to data that it finds something wrong with. */
export function refuse(problem: { code: string; message: string; path: string[] }) {
  const problems = [{ __typename: 'FieldProblem', ...problem }];
  return { apply: { ...refusal('INVALID_INPUT'), __typename: 'InvalidInput', problems } };
}

export function submit() {
  fireEvent.submit(document.querySelector('form') as HTMLFormElement);
}

/** Answer the questions page by page, up to the look over all of them. */
export async function answerAll(company: Company) {
  for (const group of GROUPS) {
    const keys = keysOf(group);
    await waitFor(() => expect(document.getElementById(keys[0] as string)).not.toBeNull());
    fill(Object.fromEntries(keys.map((key) => [key, company[key]])));
    submit();
  }
  return screen.findByRole('button', { name: CHECK });
}
