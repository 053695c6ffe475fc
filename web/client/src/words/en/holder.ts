/** What the pages of a signed-in holder say, in English. */
import type { HolderWords } from '..';
import { belonging } from './belonging';
import { managing } from './managing';

export const holder: HolderWords = {
  gate: {
    needed: 'Please sign in first',
    neededText:
      'This page is for people who have signed in with their card; you will come back here.',
    ended: 'You are no longer signed in',
    endedText: ({ idleMinutes, signedInHours }) =>
      `The service ends a sign-in after ${idleMinutes} idle minutes, after ${signedInHours} hours, or when you signed out elsewhere. What you typed is kept; sign in again and you will come back here.`,
  },
  idle: {
    title: (minutes) => `Are you still there? You will be signed out in ${minutes} minutes`,
    text: 'For safety, a session that nobody uses ends. Press “Stay signed in” to go on; what you entered stays.',
    stay: 'Stay signed in',
  },
  signIn: {
    title: 'Sign in with your citizen certificate',
    lead: 'Insert the citizen certificate that is bound to the account, enter its PIN and press “Sign in”.',
    button: 'Sign in',
    out: 'You have signed out',
    outText: 'Take your card out of the reader before you leave.',
    replaced: 'The card has been replaced',
    replacedText: 'The old card cannot sign in any more. Please sign in with the new one.',
    renewTitle: 'Your card was reissued',
    renewText:
      'The account has another card of yours. If this is the new one that you were given, enter its PIN once more: it takes the old one’s place and signs you in. Telephone, e-mail and name stay as they are, and the other card holders of your company are told.',
    renewButton: 'Put the new card in place and sign in',
    existing: 'An account from before without a card:',
    existingLink: 'Bind your card to it',
    lockedOut: 'No card of the account can sign in any more:',
    lockedOutLink: 'Ask with the control number to bind one',
    reissued: 'Reissued card not recognised:',
    reissuedLink: 'Ask to be recognised by it',
    otherHeading: 'Cannot sign in?',
    noAccount: 'No account yet:',
    waiting: 'Applied, but not active yet:',
    trouble: 'The card is not read:',
    ownCard:
      'Use your own card. Everybody signs in with a card of their own; do not share cards and PINs.',
    limits: ({ idleMinutes, signedInHours }) =>
      `You are signed out after ${idleMinutes} idle minutes; a sign-in lasts ${signedInHours} hours at most.`,
  },
  proof: {
    title: 'Please confirm once more with the card you signed in with',
    text: (name, card, { proofMinutes }) =>
      `To protect the account, this needs a signature by your card that is not older than ${proofMinutes} minutes. Insert the card of ${name} (${card}) and enter its PIN; what you were doing is then finished.`,
    button: 'Confirm and go on',
    cancel: 'Cancel',
  },
  home: {
    title: 'My account',
    desk: 'Go to the review desk',
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
    mailbox: 'The registered mailbox is being corrected',
    mailboxText: (email, when) =>
      when
        ? `The registered mailbox was imported wrong and becomes ${email} on ${when}. Until then notices go to the old one, and nobody gets a sign-in link. If this is not right, contact the help line soon.`
        : `Our staff propose ${email} as the registered mailbox. A second person must confirm it first.`,
    systemsHeading: 'The tracking zone',
    systemsText: 'Go straight to the zone’s other systems; you need not sign in again.',
    goOver: (name) => `Go to ${name}`,
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
  ...managing,
  ...belonging,
  authorize: {
    title: 'Continue to another system',
    titleOf: (partner) => `Sign in with your card: ${partner}`,
    signInFirst:
      'Insert the card that is bound to your account, enter its PIN and choose “Sign in”. You then decide whether to continue.',
    lead: 'Check as whom you continue and what is passed on.',
    holder: 'Signed in as',
    learns: (partner) => `What ${partner} receives`,
    scopes: {
      OPENID:
        'An ID of your membership here, without name or ID number, and when and how you signed in',
      PROFILE: 'The name on your certificate',
      COMPANY: 'Control number, kind of account and company name',
      CARD: 'The fingerprint of your certificate (SHA-256), without card or ID number',
    },
    agree: (partner) => `Agree and continue to ${partner}`,
    decline: 'Decline and go back',
    unknown: 'This system is not registered',
    unknownText:
      'The system that sent you here is not registered with this service, or was disconnected. Contact its administrators.',
    broken: 'Signing in cannot continue',
    brokenText:
      'The request to sign in is incomplete, was answered or has expired. Go back to the other system and sign in again; if it happens again, contact its administrators.',
    toHome: 'To this portal',
  },
  signOut: {
    title: 'Sign out',
    lead: (name) =>
      `${name}, do you want to sign out here? Other systems at which you signed in through this portal are told.`,
    nobody: 'You are not signed in. Take your card with you when you leave.',
    failed: 'You are still signed in. Please try again shortly.',
    stay: 'Stay signed in',
    toHome: 'To the first page',
  },
  sessions: {
    title: 'Sign-ins',
    lead: 'Your card is signed in on these computers at present.',
    isCurrent: 'This computer',
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
