/** The month's figures, and how long what waits has waited. */
import type { ResultOf } from 'gql.tada';
import { graphql } from '../../api/graphql';

export const FiguresQuery = graphql(`
  query DeskFigures($month: Date!) {
    staff {
      figures(month: $month) {
        day
        submitted
        leftToPerson
        approvedByService
        approvedByPeople
        rejectedByService
        rejectedByPeople
        activated
        lettersSent
        lettersGivenUp
        refusedCards {
          code
          title
          count
        }
      }
    }
  }
`);

export const WaitingQuery = graphql(`
  query DeskWaiting {
    staff {
      reviewQueue(first: 100) {
        head {
          waiting
          putOff
          workingMinutes
          dueAt
          sameDayAtRisk
        }
        edges {
          node {
            id
            workingMinutes
            dueAt
          }
        }
      }
    }
  }
`);

type Staff = NonNullable<ResultOf<typeof FiguresQuery>['staff']>;
export type DayFigures = NonNullable<Staff['figures']>[number];
type Queue = NonNullable<NonNullable<ResultOf<typeof WaitingQuery>['staff']>['reviewQueue']>;
export type WaitingCase = Queue['edges'][number]['node'];
