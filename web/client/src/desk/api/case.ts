/** A case, with all that its decision needs; and the acts of a reviewer on it. */
import type { ResultOf } from 'gql.tada';
import { CompanyFacts } from '../../api/facts';
import { graphql } from '../../api/graphql';

const CaseMailboxFields = graphql(`
  fragment CaseMailboxFields on CaseMailbox @_unmask {
    id
    email
    verifiedHow
    proposedBy
    proposedAt
    confirmedBy
    confirmedAt
  }
`);

export const CaseFields = graphql(
  `
  fragment CaseFields on ReviewCase @_unmask {
    __typename
    id
    version
    waitingSince
    forPerson
    putOffBecause
    claimedBy
    claimedUntil
    claimedByViewer
    decidedBy
    marked
    note
    application {
      id
      caseNumber
      status
      purpose
      decidedAt
      company {
        ...CompanyFacts
      }
      certificate {
        holderName
        cardNumber
        phone
        email
        boundAt
        validUntil
      }
    }
    onFile {
      answered
      trouble
      rows
      releaseReason
      releasedOn
      mailboxInUse
      fields {
        field
        stated
        onFile
        outcome
        lookAlikes
      }
    }
    expectedApproval {
      recipient
      mailbox
      message
    }
    proposedMailbox {
      ...CaseMailboxFields
    }
    letters {
      kind
      recipient
      state
      queuedAt
      sentAt
    }
    journal(first: 50) {
      edges {
        node {
          seq
          at
          kind
          actor
          actorName
        }
      }
    }
  }
`,
  [CompanyFacts, CaseMailboxFields],
);

export const CaseQuery = graphql(
  `
  query DeskCase($id: ID!) {
    staff {
      reviewCase(id: $id) {
        ...CaseFields
      }
    }
  }
`,
  [CaseFields],
);

export const OfNumberQuery = graphql(`
  query DeskOfNumber($controlNumber: String!) {
    staff {
      reviewQueue(filter: { controlNumber: $controlNumber }, first: 20) {
        edges {
          node {
            id
            waitingSince
            application {
              id
              caseNumber
              status
              purpose
              decidedAt
              company {
                companyName
              }
            }
          }
        }
      }
      account(controlNumber: $controlNumber) {
        id
        controlNumber
        status
        name
        openedAt
        mailbox
        frozenSince
      }
    }
  }
`);

export const RejectionPreviewQuery = graphql(`
  query DeskRejectionPreview($id: ID!, $note: String!) {
    staff {
      rejectionPreview(id: $id, note: $note) {
        recipient
        subject
        text
        hasNote
      }
    }
  }
`);

export type ReviewCase = ResultOf<typeof CaseFields>;
export type FieldOnFile = ReviewCase['onFile']['fields'][number];
type OfNumber = NonNullable<ResultOf<typeof OfNumberQuery>['staff']>;
export type OtherCase = NonNullable<OfNumber['reviewQueue']>['edges'][number]['node'];
export type AccountOfNumber = NonNullable<OfNumber['account']>;
type PreviewStaff = NonNullable<ResultOf<typeof RejectionPreviewQuery>['staff']>;
export type RejectionPreview = NonNullable<PreviewStaff['rejectionPreview']>;
