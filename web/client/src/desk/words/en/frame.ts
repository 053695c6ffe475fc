/** What the frame of the desk says, in English. */
import type { DeskWords } from '..';

export const frame: Pick<DeskWords, 'shell' | 'menu' | 'gate' | 'proof' | 'keys'> = {
  shell: {
    name: 'Review desk',
    owner: 'GPS zone for vehicles carrying toxic and concerned chemicals',
    skip: 'Skip to the main content',
    navigation: 'Menu of the desk',
    language: 'Language',
    roles: { REVIEWER: 'reviewer', ADMIN: 'administrator' },
    signOut: 'Sign out',
    signOutFailed: 'You are still signed in. Please try again later.',
    explorer: 'GraphiQL',
    portal: 'Portal',
    portalCards: 'My cards',
    keys: 'Keys',
    loading: 'Loading…',
    close: 'Close',
    cancel: 'Cancel',
    more: 'Load more',
    none: 'none',
    unknown: 'unknown',
    copy: 'Copy',
    copied: 'Copied',
  },
  menu: {
    '/staff': 'Waiting cases',
  },
  gate: {
    title: 'Sign in to the desk',
    lead: 'Insert your citizen digital certificate and type its PIN to sign in.',
    button: 'Sign in',
    ended: 'You have been signed out',
    endedText:
      'Once you have signed in again you are back on this page; what you typed is still in this tab.',
    other: 'A reissued card, a first card, or trouble signing in:',
    otherLink: 'sign in at the portal',
    notStaff: 'The desk is for reviewers only',
    notStaffText: (name: string) =>
      `You have signed in with the account “${name}”. Please use the portal.`,
    home: 'Go to my account',
    notAllowed: 'Your role may not use this page',
    notAllowedText: 'Choose another page from the menu, or ask an administrator.',
    notFound: 'There is no such page',
    notFoundText: 'The address may be mistyped, or the page has moved.',
    toQueue: 'Back to the waiting cases',
  },
  proof: {
    fresh: (minutes: number) => `Card proof valid for ${minutes} min`,
    old: 'Card proof expired',
    renew: 'Prove again',
    title: 'Please sign with your card',
    text: (name: string, card: string, minutes: number) =>
      `Insert the card of ${name} (${card}) and type its PIN. For ${minutes} minutes no decision asks for it again.`,
    goOn: 'What you just pressed then goes on by itself; nothing that you typed is lost.',
    button: 'Sign and go on',
    done: 'The card has signed.',
  },
  keys: {
    title: 'Keys',
    isOn: 'Use single keys',
    hint: 'They do nothing while you type in a field.',
    key: 'Key',
    does: 'What it does',
    help: 'Show the keys',
  },
};
