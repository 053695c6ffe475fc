/** An application as every page sees it, and the first query of all: who is here. */
import type { ResultOf } from 'gql.tada';
import { AccountFields, OwnCardFields } from './account';
import { CompanyFacts } from './facts';
import { graphql } from './graphql';
import { UnsentFields } from './unsent';

export const ApplicationFields = graphql(
  `
    fragment ApplicationFields on Application @_unmask {
      __typename
      id
      caseNumber
      status
      version
      company {
        ...CompanyFacts
      }
      certificate {
        id
        holderName @_required
        cardNumber @_required
        phone @_required
        email @_required
        boundAt @_required
      }
      createdAt
      submittedAt
      decidedAt
      expiresAt
      closedBecause
      history {
        kind
        at
      }
    }
  `,
  [CompanyFacts],
);

export type Application = ResultOf<typeof ApplicationFields>;
export type ApplicationStatus = Application['status'];
export type Company = Application['company'];

export const SessionQuery = graphql(
  `
    query Session {
      viewer {
        sessionId
        kind
        expiresAt
        provenAt
        account {
          ...AccountFields
        }
        certificate {
          ...OwnCardFields
        }
        application {
          ...ApplicationFields
        }
        unsentForm {
          ...UnsentFields
        }
      }
      service {
        name
        version
        componentOrigin
        helpLine
        rules {
          challengeMinutes
          proofMinutes
          idleMinutes
          signedInHours
          linkDays
          firstCardSessionMinutes
          maxCertificates
          confirmationDays
          memberNoticeHours
          expiryAnnouncedDays
          unsentFormDays
          transferMinutes
        }
        demo {
          mailboxUrl
          componentUrl
        }
      }
    }
  `,
  [ApplicationFields, AccountFields, OwnCardFields, UnsentFields],
);
