/** A rehearsal with a real card: judging it, and writing down that it was done. */
import type { ResultOf, VariablesOf } from 'gql.tada';
import { graphql } from '../../api/graphql';
import { RefusalFields } from '../../api/refusal';

export const RehearsalFields = graphql(`
  fragment RehearsalFields on Rehearsal @_unmask {
    id
    generation
    accepted
    held
    differs
    notSeen
    recordedAt
  }
`);

export const RehearseCardMutation = graphql(
  `
  mutation RehearseCard($input: RehearseCardInput!) {
    rehearseCard(input: $input) {
      __typename
      ... on RehearseCardSuccess {
        rehearsal {
          ...RehearsalFields
        }
        findings {
          assumption
          area
          sentence
          clause
          standing
          found
        }
      }
      ...RefusalFields
    }
  }
`,
  [RehearsalFields, RefusalFields],
);

export const RecordRehearsalMutation = graphql(
  `
  mutation RecordRehearsal($input: RecordRehearsalInput!) {
    recordRehearsal(input: $input) {
      __typename
      ... on RecordRehearsalSuccess {
        rehearsal {
          ...RehearsalFields
        }
      }
      ...RefusalFields
    }
  }
`,
  [RehearsalFields, RefusalFields],
);

export type Rehearsal = ResultOf<typeof RehearsalFields>;
export type RehearseInput = VariablesOf<typeof RehearseCardMutation>['input'];
type Answer = ResultOf<typeof RehearseCardMutation>['rehearseCard'];
export type Judged = Extract<Answer, { __typename: 'RehearseCardSuccess' }>;
export type Finding = Judged['findings'][number];
