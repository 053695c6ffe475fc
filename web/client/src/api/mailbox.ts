/** The correction of an imported mailbox, which the reader of its letter may stop. */
import { graphql } from './graphql';
import { RefusalFields } from './refusal';

export const MailboxCorrectionLinkQuery = graphql(`
  query MailboxCorrectionLink($token: String!) {
    mailboxCorrectionLink(token: $token) {
      __typename
      controlNumber
      companyName
      effectiveAt
    }
  }
`);

export const StopMailboxCorrectionMutation = graphql(
  `
    mutation StopMailboxCorrection($input: StopMailboxCorrectionInput!) {
      stopMailboxCorrection(input: $input) {
        __typename
        ... on StopMailboxCorrectionSuccess {
          correction {
            controlNumber
          }
        }
        ...RefusalFields
      }
    }
  `,
  [RefusalFields],
);
