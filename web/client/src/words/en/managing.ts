/** Of holder: cards, the company and the first card of an account, in English. */
import type { Shape } from '..';
import type { managing as zh } from '../zh/managing';

export const managing: Shape<typeof zh> = {
  cards: {
    title: 'Cards',
    changed: (time) => `The list of cards has changed (${time}).`,
    liveNow: 'Live: this list changes by itself when a card changes.',
    lost: (when) => `Not live at the moment; reconnecting. This is the list as of ${when}.`,
    frozen: 'A change of cards is being investigated',
    frozenText: (when) =>
      `On ${when} somebody objected to a change of cards. Until it is settled no card can be added, edited, replaced or deleted, and neither the company data changed nor another system visited; the present cards still sign in.`,
    confirmTitle: 'Please confirm the cards regularly, to keep the account safe',
    confirmText:
      'See that every card below belongs to somebody who works for your company now, and delete those that are not used.',
    confirmDue: ({ confirmationDays }) =>
      `Nobody has for ${confirmationDays} days. See that every card belongs to somebody who works for your company now, and delete those that are not used.`,
    confirmedAt: (when) => `Confirmed last: ${when}`,
    confirmThese: (controlNumber, count) =>
      `The cards of ${controlNumber} that are confirmed (${count})`,
    confirmTooMany:
      'There are too many cards to confirm at once. First delete those that have expired, were revoked or are not used.',
    named: (holder, label) => `${holder} (${label})`,
    confirm: 'Confirm all cards',
    confirmed: 'Confirmed, thank you.',
    add: 'Add a card',
    paging: 'Pages of the list',
    previousPage: 'Previous page',
    pageOf: (page, pages) => `Page ${page} of ${pages}`,
    caption: (from, to, all) => `Cards ${from} to ${to} of ${all}`,
    holder: 'Name',
    acts: 'Actions',
    nextPage: 'Next page',
    isCurrent: 'The card you signed in with',
    statuses: {
      LIVE: 'Valid',
      RELEASED: 'Released',
      REMOVED: 'Deleted',
      REPLACED: 'Replaced',
      REVOKED: 'Revoked',
      EXPIRED: 'Expired',
    },
    expiresIn: (days) =>
      days < 1 ? 'Expires today' : `Expires in ${days} ${days === 1 ? 'day' : 'days'}: renew it`,
    which: (name) => `: ${name}`,
    cardNumber: 'Card number',
    label: 'Name',
    phone: 'Telephone',
    email: 'Email',
    validUntil: 'Valid until',
    lastUsedAt: 'Last sign-in',
    neverUsed: 'Has not signed in yet',
    edit: 'Edit',
    replace: 'Replace',
    remove: 'Delete',
    back: 'Back to the cards',
    done: {
      ADDED: 'The card has been added.',
      EDITED: 'The details have been saved.',
      REPLACED: 'The card has been replaced.',
      REMOVED: 'The card has been deleted.',
    },
    doneText: 'All card holders and the business mailbox are told by mail.',
    notFound: 'This card was not found',
    notFoundText: 'It may have been deleted or replaced; see the list of cards.',
    addTitle: 'Add a card',
    addLead:
      'For a colleague: first you confirm with your own card; then your colleague inserts theirs and enters their own PIN; then you look at name and card number and send it.',
    addNow:
      'Take your card out, and insert your colleague’s. Your colleague enters the PIN in person.',
    addCardHeading: 'Read your colleague’s card',
    addSend: 'Add this card',
    replaceTitle: 'Replace a card',
    replaceLead: 'Another card takes the place of this one, which cannot sign in any more at once.',
    replaceOwn:
      'It is the card you signed in with: you will be signed out, and sign in with the new card.',
    replaceCardHeading: 'Read the new card',
    replaceSend: 'Replace the card',
    replaceInstead: 'Replace the card instead',
    editTitle: 'Edit a card’s details',
    editSend: 'Save',
    removeTitle: 'Delete a card',
    removeLead: 'Once deleted, this card cannot sign in any more at once. Delete it?',
    removeOwn:
      'It is the card you signed in with: you will be signed out and cannot sign in with it again.',
    leave: 'Leave the account',
    removeSend: 'Delete the card',
  },
  company: {
    title: 'Company data',
    lead: 'This is what was approved.',
    none: 'This account has no company data.',
    unknown: 'Not given',
    change: 'Ask for a change',
    changeIs: (status, caseNumber) => `Change of company data: ${status} (case ${caseNumber})`,
    changeNames: {
      DRAFT: 'not sent yet',
      UNDER_REVIEW: 'under review',
      APPROVED: 'approved',
      REJECTED: 'not approved',
      ACTIVATED: 'in force',
      WITHDRAWN: 'withdrawn',
      EXPIRED: 'expired',
    },
    changeTexts: {
      DRAFT: 'The change has not been sent yet.',
      UNDER_REVIEW: 'It is being compared with EMS; until it passes the data below counts.',
      APPROVED: 'The change has passed; the data below is about to follow.',
      REJECTED:
        'It is not the same as in EMS. Follow the link in the mail that explains, to see and correct it.',
      ACTIVATED: 'The change has passed; below is the new data.',
      WITHDRAWN: 'The change was withdrawn; nothing has changed.',
      EXPIRED: 'The change has expired and nothing has changed; ask again if it is still needed.',
    },
    sentAt: (when) => `Sent: ${when}`,
    changeTitle: 'Ask for a change of company data',
    changeLead:
      'Have it changed in EMS first, then enter the new data here; it is reviewed like an application.',
    untilThen: 'Until the change has passed the old data counts.',
    send: 'Send the change',
    sending: 'Sending…',
    back: 'No change: back to the company data',
  },
  existing: {
    title: 'Bind a card to an existing account',
    lead: 'If your company had an account before this service and no card is bound to it yet, enter its control number. A link is mailed to the business mailbox that the account has on file.',
    hint: 'Eight letters and digits, such as A0000006; vendors and administrators: the number of the account, such as VND-0001.',
    send: 'Send the link',
    sending: 'Sending…',
    asked: (number) => `Taken in (${number})`,
    askedText:
      'If there is such an account and no card is bound to it, a link has been mailed to its mailbox. To protect accounts, the screen does not tell whether there is one. The link counts until a card is bound.',
    lockedOut: ({ memberNoticeHours }) =>
      `If the account has members and none of them can sign in, all of them and the mailbox on file are told first; unless somebody objects within ${memberNoticeHours} hours, the link is then mailed to the mailbox on file. Members remain members.`,
    noMail: (help) =>
      `Look in the mailbox and in the junk folder; if no mail has come by the end of the day, contact ${help}.`,
    mailbox: 'The mail goes to the mailbox on file only, and to no other.',
    hasCard: 'A card is already bound:',
    noAccount: 'No account yet:',
  },
  firstCard: {
    title: 'Bind the account’s first card',
    lead: 'See that this is your company’s account, then begin.',
    until: 'Link valid until',
    once: ({ firstCardSessionMinutes }) =>
      `Finish within ${firstCardSessionMinutes} minutes on this computer, or follow the link again; it counts until a card is bound. Have card, reader and PIN ready first.`,
    start: 'Begin',
    starting: 'One moment…',
    notMine: 'If your company did not ask to bind a card, close this page.',
    askAgain: 'Have a new link mailed',
    bindLead:
      'The person who will use the account inserts their own card. You are signed in then, and can add your colleagues’ cards.',
    leadStaff:
      'An administrator has invited you to this staff account. Bind the invited person’s own card.',
    notMineStaff:
      'If you do not know of this invitation, close this page and tell an administrator.',
    bound: 'The card is bound',
    awaits: 'An administrator must confirm it',
    awaitsText:
      'Your card is bound. You will get a mail once an administrator has confirmed it, and can sign in then.',
  },
};
