/** What all other pages say, in English. */
import type { PageWords } from '..';
import { applying } from './applying';
import { card } from './card';
import { fields } from './fields';
import { following } from './following';

export const pages: PageWords = {
  noAnswer: {
    UNREACHABLE: {
      title: 'No connection',
      text: 'This service cannot be reached at the moment. Check your network and try again; everything you typed is kept.',
    },
    SERVICE_FAULT: {
      title: 'Something went wrong on our side',
      text: 'This is not your doing. Please try again shortly; everything you typed is kept.',
    },
    TOO_MANY_REQUESTS: {
      title: 'Too many requests',
      text: (wait) =>
        `More was asked in a short time than is allowed. Please try again in ${wait}; everything you typed is kept.`,
      over: 'You can try again now; everything you typed is kept.',
    },
    reference: (id) => `If you contact us, please quote: ${id}`,
    again: 'Try again',
  },
  company: fields.company,
  ...applying,
  card,
  ...following,
  notFound: {
    title: 'Page not found',
    text: 'The address may be mistyped, or the page has moved.',
    home: 'Back to the home page',
  },
  remedies: {
    CONTINUE: 'Continue with your citizen certificate',
    STATUS: 'See your account status',
    APPLY: 'Apply for an account',
    SIGN_IN: 'Sign in with your card',
    SIGN_IN_LINK: 'Have a new link mailed',
    HELP: (help) => `Please contact ${help}.`,
  },
};
