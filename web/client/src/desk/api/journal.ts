/** The journal, as an administrator searches it. */
import type { ResultOf } from 'gql.tada';
import { graphql } from '../../api/graphql';

export const JournalQuery = graphql(`
  query DeskJournal($filter: JournalFilter, $after: Cursor) {
    staff {
      journal(filter: $filter, first: 30, after: $after) {
        edges {
          node {
            seq
            at
            subject
            kind
            actor
            actorName
            payload {
              name
              value
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

type List = NonNullable<NonNullable<ResultOf<typeof JournalQuery>['staff']>['journal']>;
export type JournalRow = List['edges'][number]['node'];
