/** What a reviewer does with a case. */
import { graphql } from '../../api/graphql';
import { ProblemFields, RefusalFields } from '../../api/refusal';

export const ClaimMutation = graphql(
  `
  mutation DeskClaim($input: ClaimApplicationInput!) {
    claimApplication(input: $input) {
      __typename
      ... on ClaimApplicationSuccess {
        case {
          id
        }
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);

export const ReleaseMutation = graphql(
  `
  mutation DeskRelease($input: ReleaseApplicationInput!) {
    releaseApplication(input: $input) {
      __typename
      ... on ReleaseApplicationSuccess {
        case {
          id
        }
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);

export const ReviewAgainMutation = graphql(
  `
  mutation DeskReviewAgain($input: ReviewAgainInput!) {
    reviewAgain(input: $input) {
      __typename
      ... on ReviewAgainSuccess {
        case {
          id
        }
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);

export const ApproveMutation = graphql(
  `
  mutation DeskApprove($input: ApproveApplicationInput!) {
    approveApplication(input: $input) {
      __typename
      ... on ApproveApplicationSuccess {
        case {
          id
        }
      }
      ...RefusalFields
      ...ProblemFields
    }
  }
`,
  [RefusalFields, ProblemFields],
);

export const RejectMutation = graphql(
  `
  mutation DeskReject($input: RejectApplicationInput!) {
    rejectApplication(input: $input) {
      __typename
      ... on RejectApplicationSuccess {
        noteToApplicant
        case {
          id
        }
      }
      ...RefusalFields
      ...ProblemFields
    }
  }
`,
  [RefusalFields, ProblemFields],
);

export const ProposeMailboxMutation = graphql(
  `
  mutation DeskProposeMailbox($input: ProposeCaseMailboxInput!) {
    proposeCaseMailbox(input: $input) {
      __typename
      ... on ProposeCaseMailboxSuccess {
        case {
          id
        }
      }
      ...RefusalFields
      ...ProblemFields
    }
  }
`,
  [RefusalFields, ProblemFields],
);

export const ConfirmMailboxMutation = graphql(
  `
  mutation DeskConfirmMailbox($input: ConfirmCaseMailboxInput!) {
    confirmCaseMailbox(input: $input) {
      __typename
      ... on ConfirmCaseMailboxSuccess {
        case {
          id
        }
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);

export const RevealCardNumberMutation = graphql(
  `
  mutation DeskRevealCardNumber($input: RevealCardNumberInput!) {
    revealCardNumber(input: $input) {
      __typename
      ... on RevealCardNumberSuccess {
        cardNumber
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);
