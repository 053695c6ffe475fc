/** Of holder: what links in letters ask, and how one leaves, in English. */
import type { Shape } from '..';
import type { belonging as zh } from '../zh/belonging';

export const belonging: Shape<typeof zh> = {
  notMe: {
    title: 'Object to a change of cards',
    lead: 'This is the change that the mail told of. If nobody of your company did it, press the button.',
    what: 'Change',
    kinds: {
      ADDED: 'Card added',
      EDITED: 'Card details edited',
      REMOVED: 'Card deleted',
      REPLACED: 'Card replaced',
    },
    at: 'When',
    company: 'Company',
    holder: 'Name on the card',
    previous: 'Name on the old card',
    by: 'Done by',
    whatHappens:
      'From then on neither the cards nor the data of the account can be changed, and nobody can go on to another system; the present cards still sign in. Our staff look into it and contact you.',
    button: 'This was not us',
    sending: 'Sending…',
    otherwise: 'If somebody of your company did it, close this page; there is nothing to do.',
    doneTitle: 'We have your objection',
    doneText:
      'Further changes are halted, and our staff look into it. All card holders and the business mailbox are told by mail.',
    help: (help) => `For questions contact ${help}.`,
  },
  stopAccess: {
    title: 'Stop the request to bind a card',
    lead: 'Somebody asked to bind a citizen certificate to this account. If nobody of your company did, press the button.',
    askedAt: 'Requested',
    effectiveAt: 'Takes effect',
    whatHappens:
      'The request is stopped at once, no link is mailed, and our staff look into it and contact you.',
    button: 'This was not us',
    sending: 'Sending…',
    otherwise: 'If somebody of your company asked, close this page; there is nothing to do.',
    doneTitle: 'The request is stopped',
    doneText: 'Our staff look into it. All members and the mailbox on file are told by mail.',
    help: (help) => `For questions contact ${help}.`,
  },
  stopMailbox: {
    title: 'Stop the correction of the mailbox',
    lead: 'Another mailbox will take the place of the one that is registered for this account. If the old one is the mailbox that your company uses, or if your mailbox has nothing to do with the company, press the button.',
    effectiveAt: 'Takes effect',
    whatHappens: 'The mailbox stays as it is, and our staff look into it and contact you.',
    button: 'Stop the correction',
    sending: 'Sending…',
    otherwise: 'If the correction is right, close this page; there is nothing to do.',
    doneTitle: 'The correction is stopped',
    doneText: 'The registered mailbox stays. Both mailboxes and all members are told by mail.',
    help: (help) => `For questions contact ${help}.`,
  },
  confirmMember: {
    title: 'Confirm a reissued card',
    lead: 'The holder of a reissued card asks to be recognised as a member of your company’s account. Please confirm that this is one of your members.',
    holder: 'Name on the new card',
    lastFour: 'Last four of the ID number',
    askedAt: 'Requested',
    whatHappens:
      'Our staff then decide; after that the new card can take the old one’s place and sign in.',
    button: 'This is our member',
    sending: 'Sending…',
    otherwise: 'If not, close this page: nothing changes.',
    doneTitle: 'We have your confirmation',
    doneText: 'Our staff decide. All members and the mailbox on file are told by mail.',
    help: (help) => `For questions contact ${help}.`,
  },
  reissued: {
    title: 'Reissued card not recognised',
    lead: 'If serial number, name or last four of a reissued card differ from the old one’s, the service does not recognise it. Enter the account’s control number and sign with the new card; once your company’s mailbox has confirmed it and our staff have decided, the new card can take the old one’s place.',
    hint: 'The control number of your account, such as A0000006.',
    next: 'Next: sign with the new card',
    button: 'Sign and send',
    other: 'Change the control number',
    asked: 'Taken in',
    askedText:
      'If there is such an account, a mail asks its mailbox to confirm; once confirmed and decided, sign in with the new card. To protect accounts, the screen does not tell whether there is one.',
    help: (help) => `For questions contact ${help}.`,
  },
  leaving: {
    title: 'Leave the account',
    lead: ({ memberNoticeHours }) =>
      `Your card can then no longer sign in to this account, and can be bound to another. If another member can sign in, you leave at once; if you are the only one, the mailbox on file and all members are told first, and you leave after ${memberNoticeHours} hours.`,
    button: 'Leave this account',
    announced: (when) => `You are leaving this account on ${when}`,
    announcedText: 'Until then you can sign in, add a colleague’s card, or cancel your leaving.',
    stay: 'Stay',
    stays: 'You are staying: you remain a member of this account.',
  },
};
