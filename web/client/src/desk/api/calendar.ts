/** The office calendar by which working days are counted. */
import type { ResultOf } from 'gql.tada';
import { graphql } from '../../api/graphql';
import { ProblemFields, RefusalFields } from '../../api/refusal';

export const OfficeYearsQuery = graphql(`
  query DeskOfficeYears {
    staff {
      officeYears {
        year
        freeDays
        replacedAt
        replacedBy
      }
    }
  }
`);

export const ReplaceYearMutation = graphql(
  `
  mutation DeskReplaceYear($input: ReplaceOfficeYearInput!) {
    replaceOfficeYear(input: $input) {
      __typename
      ... on ReplaceOfficeYearSuccess {
        year {
          year
          freeDays
        }
      }
      ...RefusalFields
      ...ProblemFields
    }
  }
`,
  [RefusalFields, ProblemFields],
);

type Staff = NonNullable<ResultOf<typeof OfficeYearsQuery>['staff']>;
export type OfficeYear = NonNullable<Staff['officeYears']>[number];
