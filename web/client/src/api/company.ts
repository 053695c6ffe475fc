/** 基本資料: what was approved of the company, and asking for a change of it. */
import type { ResultOf } from 'gql.tada';
import { AccountFields } from './account';
import { ApplicationFields } from './application';
import { ApprovedFacts } from './facts';
import { graphql } from './graphql';
import { ProblemFields, RefusalFields } from './refusal';

export const CompanyQuery = graphql(
  `
    query Company {
      viewer {
        account {
          ...AccountFields
          company {
            ...ApprovedFacts
          }
          dataChange {
            ...ApplicationFields
          }
        }
      }
    }
  `,
  [AccountFields, ApprovedFacts, ApplicationFields],
);

type CompanyAccount = NonNullable<NonNullable<ResultOf<typeof CompanyQuery>['viewer']>['account']>;
export type ApprovedCompany = NonNullable<CompanyAccount['company']>;
export type DataChange = NonNullable<CompanyAccount['dataChange']>;

export const RequestDataChangeMutation = graphql(
  `
    mutation RequestDataChange($input: RequestDataChangeInput!) {
      requestDataChange(input: $input) {
        __typename
        ... on RequestDataChangeSuccess {
          application {
            ...ApplicationFields
          }
        }
        ...RefusalFields
        ...ProblemFields
      }
    }
  `,
  [ApplicationFields, RefusalFields, ProblemFields],
);
