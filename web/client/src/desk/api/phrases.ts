/** The phrases that this officer's account has saved for notes to applicants. */
import { graphql } from '../../api/graphql';
import { RefusalFields } from '../../api/refusal';

/** What a change of them changes: the query has no type of its own by which it would be known. */
export const OF_PHRASES = ['Phrases'] as const;

export const PhrasesQuery = graphql(`
  query DeskPhrases {
    viewer {
      phrases
    }
  }
`);

export const SavePhraseMutation = graphql(
  `
  mutation DeskSavePhrase($input: SavePhraseInput!) {
    savePhrase(input: $input) {
      __typename
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);

export const ForgetPhraseMutation = graphql(
  `
  mutation DeskForgetPhrase($input: ForgetPhraseInput!) {
    forgetPhrase(input: $input) {
      __typename
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);
