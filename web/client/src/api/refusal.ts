/** What every page asks of a refusal. */
import { graphql } from './graphql';

export const RefusalFields = graphql(`
  fragment RefusalFields on UserError @_unmask {
    code
    title
    message
    remedy
    path
  }
`);

export const ProblemFields = graphql(`
  fragment ProblemFields on InvalidInput @_unmask {
    problems {
      code
      message
      path
    }
  }
`);
