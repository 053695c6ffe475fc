/** Zhou at the desk: her session, cases as the service tells them, and the page she looks at. */
import { render } from '@testing-library/preact';
import type { ComponentChild } from 'preact';
import { LocationProvider } from 'preact-iso';
import { beforeAll } from 'vitest';
import { renewClient } from '../api/client';
import { SessionProvider } from '../api/session';
import type { AccountRow } from '../desk/api/accounts';
import type { ReviewCase } from '../desk/api/case';
import type { QueueRow } from '../desk/api/queue';
import { AnnounceProvider } from '../desk/frame/announce';
import { KeysProvider } from '../desk/frame/keys';
import { LiveProvider } from '../desk/frame/live';
import { ProofProvider } from '../desk/frame/proof';
import { FACTS } from '../desk/view/useFieldNames';
import { loadDeskWords } from '../desk/words';
import { FIELDS } from '../forms/fields';
import { LanguageProvider } from '../words';
import { frame } from '../words/zh/frame';
import { ACCOUNT, COMPANY, makeHolderSession } from './people';

/** Have the desk's words at hand, as its pages have. */
export function atTheDesk() {
  beforeAll(() => loadDeskWords('zh-Hant-TW'));
}

/** What the first query is told of a member of staff. */
export function makeStaffSession(role: 'SUPPORT' | 'REVIEWER' | 'ADMIN' = 'ADMIN') {
  const account = { ...ACCOUNT, controlNumber: 'STF-0001', kind: 'STAFF', name: '管理端', role };
  return makeHolderSession({ kind: 'STAFF', account, provenAt: new Date().toISOString() });
}

export function showDesk(page: ComponentChild) {
  renewClient();
  return render(
    <LanguageProvider first={frame}>
      <LocationProvider>
        <SessionProvider>
          <AnnounceProvider>
            <LiveProvider>
              <ProofProvider>
                <KeysProvider>{page}</KeysProvider>
              </ProofProvider>
            </LiveProvider>
          </AnnounceProvider>
        </SessionProvider>
      </LocationProvider>
    </LanguageProvider>,
  );
}

/** A list as the service gives it. */
export function connection<Node>(...nodes: readonly Node[]) {
  const edges = nodes.map((node) => ({ node }));
  return { edges, pageInfo: { hasNextPage: false, endCursor: null } };
}

export const HEAD = {
  waiting: 1,
  putOff: 0,
  oldestWaiting: '2026-12-01T01:00:00Z',
  ageMinutes: 30,
  sameDayAtRisk: false,
};

export function makeRow(changed: Partial<QueueRow> = {}): QueueRow {
  return {
    __typename: 'ReviewCase',
    id: 'UmV2aWV3Q2FzZTox',
    version: 3,
    waitingSince: '2026-12-01T01:00:00Z',
    forPerson: true,
    putOffBecause: null,
    claimedBy: null,
    claimedUntil: null,
    claimedByViewer: false,
    decidedBy: null,
    results: [{ field: 'CONTACT_NAME', outcome: 'DIFFERS', lookAlikes: [] }],
    application: {
      id: 'QXBwbGljYXRpb246MQ==',
      caseNumber: 'GZ-20261201-TEST01',
      status: 'UNDER_REVIEW',
      purpose: 'NEW_ACCOUNT',
      company: COMPANY,
    },
    ...changed,
  };
}

/** A case whose contact differs. */
export function makeCase(changed: Partial<ReviewCase> = {}): ReviewCase {
  const { results: _, ...row } = makeRow();
  return {
    ...row,
    marked: [],
    note: null,
    application: {
      ...row.application,
      company: COMPANY,
      decidedAt: null,
      certificate: null,
    },
    onFile: {
      answered: true,
      trouble: null,
      rows: 1,
      releaseReason: null,
      releasedOn: null,
      mailboxInUse: null,
      fields: FACTS.map((key) => {
        const differs = key === 'contactName';
        return {
          field: FIELDS[key].name,
          stated: COMPANY[key],
          onFile: differs ? '另一人' : COMPANY[key],
          outcome: differs ? 'DIFFERS' : 'MATCHES',
          lookAlikes: [],
        };
      }),
    },
    expectedApproval: {
      recipient: 'REGISTERED_MAILBOX',
      mailbox: COMPANY.businessEmail,
      message: '核准後，認證連結將寄至 EMS 登載之信箱。',
    },
    proposedMailbox: null,
    letters: [],
    journal: { edges: [] },
    ...changed,
  };
}

export function makeAccountRow(changed: Partial<AccountRow> = {}): AccountRow {
  return {
    id: 'QWNjb3VudDox',
    controlNumber: 'A0000006',
    name: '示範化工股份有限公司',
    kind: 'BUSINESS',
    role: null,
    status: 'ACTIVE',
    openedAt: '2026-11-23T09:00:00Z',
    frozenSince: null,
    ...changed,
  };
}
