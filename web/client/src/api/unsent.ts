/** What was typed and not sent: kept by the service for this browser, and taken to another by a code. */
import type { ResultOf, VariablesOf } from 'gql.tada';
import { UnsentFacts } from './facts';
import { graphql } from './graphql';
import { ProblemFields, RefusalFields } from './refusal';

export const UnsentFields = graphql(
  `
    fragment UnsentFields on UnsentForm @_unmask {
      ...UnsentFacts
      caseNumber
      purpose
      phone
      email
      privacyNotice
      savedAt
    }
  `,
  [UnsentFacts],
);

export type UnsentForm = ResultOf<typeof UnsentFields>;

export const SaveFormMutation = graphql(
  `
    mutation SaveForm($input: SaveFormInput!) {
      saveForm(input: $input) {
        __typename
        ... on SaveFormSuccess {
          savedAt
        }
        ...RefusalFields
        ...ProblemFields
      }
    }
  `,
  [RefusalFields, ProblemFields],
);

export type Typed = VariablesOf<typeof SaveFormMutation>['input'];

export const DiscardFormMutation = graphql(
  `
    mutation DiscardForm($input: DiscardFormInput!) {
      discardForm(input: $input) {
        __typename
        ... on DiscardFormSuccess {
          discarded
        }
        ...RefusalFields
      }
    }
  `,
  [RefusalFields],
);

export const CreateTransferCodeMutation = graphql(
  `
    mutation CreateTransferCode($input: CreateTransferCodeInput!) {
      createTransferCode(input: $input) {
        __typename
        ... on CreateTransferCodeSuccess {
          transferCode
          expiresAt
        }
        ...RefusalFields
      }
    }
  `,
  [RefusalFields],
);

export const RedeemTransferCodeMutation = graphql(
  `
    mutation RedeemTransferCode($input: RedeemTransferCodeInput!) {
      redeemTransferCode(input: $input) {
        __typename
        ... on RedeemTransferCodeSuccess {
          redeemed
        }
        ...RefusalFields
      }
    }
  `,
  [RefusalFields],
);
