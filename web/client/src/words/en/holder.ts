/** What the pages of a signed-in holder say, in English. */
import type { HolderWords } from '..';

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
