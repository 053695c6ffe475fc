/** Alice applies: her company, her application, and the page she looks at. */

import { render } from '@testing-library/preact';
import type { ComponentChild } from 'preact';
import { LocationProvider } from 'preact-iso';
import registry from '../../../demo/registry.json';
import type { Account, OwnCard } from '../api/account';
import type { Application, Company } from '../api/application';
import { renewClient } from '../api/client';
import { SessionProvider } from '../api/session';
import { eachField } from '../forms/company';
import { FIELDS } from '../forms/fields';
import { LanguageProvider } from '../words';
import { frame } from '../words/zh/frame';

export const ORIGIN = 'http://localhost:61161';

// The first company that the demo's registry has on file.
const [onFile = {}]: readonly Record<string, string>[] = registry;

export const COMPANY: Company = eachField((key) => onFile[FIELDS[key].name.toLowerCase()] ?? '');

export function makeApplication(changed: Partial<Application> = {}): Application {
  return {
    __typename: 'Application',
    id: 'QXBwbGljYXRpb246MQ==',
    caseNumber: 'GZ-20261123-TEST01',
    status: 'DRAFT',
    version: 1,
    company: COMPANY,
    certificate: null,
    createdAt: '2026-11-23T08:00:00Z',
    submittedAt: null,
    decidedAt: null,
    expiresAt: '2026-11-24T08:00:00Z',
    closedBecause: null,
    history: [{ kind: 'APPLIED', at: '2026-11-23T08:00:00Z' }],
    ...changed,
  };
}

export const SESSION = 'U2Vzc2lvbjox';

export const RULES = {
  __typename: 'ProductRules' as const,
  challengeMinutes: 5,
  proofMinutes: 10,
  idleMinutes: 30,
  signedInHours: 8,
  linkDays: 7,
  firstCardSessionMinutes: 60,
  maxCertificates: 20,
  memberNoticeHours: 72,
  confirmationDays: 180,
  expiryAnnouncedDays: [60, 30, 7],
  unsentFormDays: 7,
  transferMinutes: 10,
};

/** What the first query of every page is told. */
export function makeSession(application: Application | null = null) {
  return {
    viewer: application && {
      __typename: 'Viewer',
      sessionId: SESSION,
      kind: 'APPLICANT',
      expiresAt: '2026-11-24T08:00:00Z',
      provenAt: null,
      account: null,
      certificate: null,
      application,
      unsentForm: null,
    },
    service: {
      __typename: 'Service',
      name: frame.service.name,
      version: '0.1.0',
      componentOrigin: ORIGIN,
      helpLine: null,
      rules: RULES,
      demo: null,
    },
  };
}

export const OWN_CARD: OwnCard = {
  __typename: 'Certificate',
  id: 'Q2VydGlmaWNhdGU6MQ==',
  holderName: '測試・王小明',
  cardNumber: 'TP00000000000101',
  phone: '02-23111234#123',
  email: 'wang@test-chemical.example',
  validUntil: '2031-11-25T08:00:00Z',
  boundAt: '2026-11-23T08:00:00Z',
};

export const ACCOUNT: Account = {
  __typename: 'Account',
  id: 'QWNjb3VudDox',
  controlNumber: COMPANY.controlNumber,
  kind: 'BUSINESS',
  status: 'ACTIVE',
  name: COMPANY.companyName,
  role: null,
  openedAt: '2026-11-23T09:00:00Z',
  frozenSince: null,
  mailboxCorrection: null,
  confirmationDue: false,
  certificatesConfirmedAt: '2026-11-23T09:00:00Z',
};

/** What the first query is told once somebody has signed in. */
export function makeHolderSession(changed: object = {}) {
  return {
    ...makeSession(),
    viewer: {
      __typename: 'Viewer',
      sessionId: SESSION,
      kind: 'HOLDER',
      expiresAt: new Date(Date.now() + 8 * 3_600_000).toISOString(),
      provenAt: '2026-11-23T08:00:00Z',
      account: ACCOUNT,
      certificate: OWN_CARD,
      application: null,
      unsentForm: null,
      ...changed,
    },
  };
}

export function show(page: ComponentChild) {
  renewClient();
  return render(
    <LanguageProvider first={frame}>
      <LocationProvider>
        <SessionProvider>{page}</SessionProvider>
      </LocationProvider>
    </LanguageProvider>,
  );
}
