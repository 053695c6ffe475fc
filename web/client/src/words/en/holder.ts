/** What the pages of a signed-in holder say, in English. */
import type { HolderWords } from '..';

export const holder: HolderWords = {
  gate: {
    needed: 'Please sign in first',
    neededText:
      'This page is for people who have signed in with their card; you will come back here.',
    ended: 'You are no longer signed in',
    endedText:
      'The service ends a sign-in after 30 idle minutes, after 8 hours, or when you signed out elsewhere. What you typed is kept; sign in again and you will come back here.',
  },
  signIn: {
    title: 'Sign in with your citizen certificate',
    lead: 'Insert the citizen certificate that is bound to the account, enter its PIN and press “Sign in”.',
    button: 'Sign in',
    out: 'You have signed out',
    outText: 'Take your card out of the reader before you leave.',
    otherHeading: 'Cannot sign in?',
    noAccount: 'No account yet:',
    waiting: 'Applied, but not active yet:',
    trouble: 'The card is not read:',
    ownCard:
      'Use your own card. Everybody signs in with a card of their own; do not share cards and PINs.',
    limits: 'You are signed out after 30 idle minutes; a sign-in lasts 8 hours at most.',
  },
  proof: {
    title: 'Please confirm once more with the card you signed in with',
    text: (name, card) =>
      `To protect the account, this needs a signature by your card that is not older than 10 minutes. Insert the card of ${name} (${card}) and enter its PIN; what you were doing is then finished.`,
    button: 'Confirm and go on',
    cancel: 'Cancel',
  },
  home: {
    title: 'My account',
    lead: (name) => `Welcome, ${name}.`,
    controlNumber: 'Control number',
    name: 'Company',
    noName: 'Not given',
    status: 'Account status',
    statuses: {
      PENDING: 'Not active yet',
      ACTIVE: 'Active',
      SUSPENDED: 'Suspended',
      CLOSED: 'Closed',
    },
    openedAt: 'Active since',
    ownCard: 'The card you signed in with',
    validUntil: 'Card valid until',
    expires: (days) =>
      days < 1
        ? 'Your card expires today'
        : `Your card expires in ${days} ${days === 1 ? 'day' : 'days'}`,
    expiresText: (day) =>
      `It is valid until ${day}. Have it renewed or reissued by the citizen certificate authority, then put the new card in its place.`,
    workHeading: 'What you can do',
    doors: {
      '/cards': {
        name: 'Cards',
        text: 'See, add, edit, delete and confirm the cards of this control number.',
      },
      '/company': {
        name: 'Company data',
        text: 'See the approved company data, or ask for a change.',
      },
      '/sessions': {
        name: 'Sign-ins',
        text: 'See where your card is signed in, and end what is not used.',
      },
      '/help': {
        name: 'Card check and help',
        text: 'Check browser, component, reader and card step by step.',
      },
    },
  },
  sessions: {
    title: 'Sign-ins',
    lead: 'Your card is signed in on these computers at present.',
    isThis: 'This computer',
    unknownDevice: 'Unknown device',
    startedAt: 'Signed in',
    seenAt: 'Last used',
    expiresAt: 'Ends at the latest',
    end: 'End this sign-in',
    endWhich: (device, time) => `: ${device}, ${time}`,
    endThis: 'Sign out of this computer',
    ended: 'The sign-in has been ended.',
    strange:
      'If you do not know one of them, end it at once and see that you have your card; if it is lost, have it suspended by the citizen certificate authority, 0800-080-117.',
  },
};
