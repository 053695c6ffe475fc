/** The queue of cases: the page of it, what changes in it, and its head. */
import type { ResultOf, VariablesOf } from 'gql.tada';
import { graphql } from '../../api/graphql';
import { RefusalFields } from '../../api/refusal';

export const QueueHeadFields = graphql(`
  fragment QueueHeadFields on ReviewQueueHead @_unmask {
    waiting
    putOff
    oldestWaiting
    ageMinutes
    sameDayAtRisk
  }
`);

export const QueueRowFields = graphql(`
  fragment QueueRowFields on ReviewCase @_unmask {
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
    results {
      field
      outcome
      lookAlikes
    }
    application {
      id
      caseNumber
      status
      purpose
      company {
        controlNumber
        companyName
      }
    }
  }
`);

/** A page is charged by the rows that it may have: a dozen windows open within a minute. */
export const ReviewQueueQuery = graphql(
  `
  query DeskQueue($filter: ReviewQueueFilter, $after: Cursor) {
    staff {
      reviewQueue(filter: $filter, first: 30, after: $after) {
        edges {
          node {
            ...QueueRowFields
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
        head {
          ...QueueHeadFields
        }
      }
    }
  }
`,
  [QueueRowFields, QueueHeadFields],
);

/** Which cases wait, without what is in them: asked for after each decision. */
export const NextCaseQuery = graphql(`
  query DeskNextCase($first: Int) {
    staff {
      reviewQueue(first: $first) {
        edges {
          node {
            __typename
            claimedBy
            claimedByViewer
            application {
              __typename
              id
            }
          }
        }
      }
    }
  }
`);

export const QueueChangedSubscription = graphql(
  `
  subscription DeskQueueChanged($sessionId: ID, $after: Cursor) {
    reviewQueueChanged(sessionId: $sessionId, after: $after) {
      __typename
      ... on ReviewQueueChanged {
        cursor
        at
        kind
        case {
          ...QueueRowFields
        }
        head {
          ...QueueHeadFields
        }
      }
      ... on ResyncRequired {
        cursor
      }
      ...RefusalFields
    }
  }
`,
  [QueueRowFields, QueueHeadFields, RefusalFields],
);

export type QueueHead = ResultOf<typeof QueueHeadFields>;
export type QueueRow = ResultOf<typeof QueueRowFields>;
export type QueueFilter = NonNullable<VariablesOf<typeof ReviewQueueQuery>['filter']>;
export type QueueMessage = ResultOf<typeof QueueChangedSubscription>['reviewQueueChanged'];
export type QueueChange = Extract<QueueMessage, { __typename: 'ReviewQueueChanged' }>;
