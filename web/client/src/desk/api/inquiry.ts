/** What the help line asks: a case or an account by its number, and a letter once more. */
import type { ResultOf } from 'gql.tada';
import { graphql } from '../../api/graphql';
import { RefusalFields } from '../../api/refusal';

const LetterSentFields = graphql(`
  fragment LetterSentFields on LetterSent @_unmask {
    title
    mailbox
    state
    queuedAt
    sentAt
  }
`);

export const InquiryQuery = graphql(
  `
  query DeskInquiry($number: String!) {
    staff {
      inquiry(number: $number) {
        account {
          controlNumber
          name
          kind
          status
          openedAt
          history {
            kind
            at
          }
          letters {
            ...LetterSentFields
          }
        }
        cases {
          applicationId
          caseNumber
          controlNumber
          companyName
          purpose
          status
          submittedAt
          decidedAt
          expiresAt
          mayResend
          history {
            kind
            at
          }
          letters {
            ...LetterSentFields
          }
        }
      }
    }
  }
`,
  [LetterSentFields],
);

export const ResendMutation = graphql(
  `
  mutation DeskResend($input: ResendMailInput!) {
    resendMail(input: $input) {
      __typename
      ... on ResendMailSuccess {
        caseNumber
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);

type Staff = NonNullable<ResultOf<typeof InquiryQuery>['staff']>;
export type Inquiry = NonNullable<Staff['inquiry']>;
export type InquiredCase = Inquiry['cases'][number];
export type LetterSent = InquiredCase['letters'][number];
