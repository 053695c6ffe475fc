/** Of pages: an application that was sent: its status, and its mailed links, in English. */
import type { Shape } from '..';
import type { following as zh } from '../zh/following';

export const following: Shape<typeof zh> = {
  status: {
    title: 'Account status',
    caseNumber: 'Case number',
    controlNumber: 'Control number',
    company: 'Company',
    holder: 'Name on the certificate',
    cardNumber: 'Card number',
    none: 'This browser has no application in progress.',
    takenElsewhere: 'This application has been continued with the card in another browser',
    takenElsewhereText:
      'For safety, one browser at a time deals with an application. To go on with it here, confirm again with the bound card.',
    noneText:
      'On another computer, after clearing browsing data or after some time, you can continue with the bound card; once the account is open, sign in with it.',
    names: {
      DRAFT: 'Not sent yet',
      UNDER_REVIEW: 'Under review',
      APPROVED: 'Approved',
      REJECTED: 'Not approved',
      ACTIVATED: 'Active',
      WITHDRAWN: 'Withdrawn',
      EXPIRED: 'Expired',
    },
    lead: {
      DRAFT: 'The company details are entered; no card is bound yet.',
      UNDER_REVIEW: 'Your application is complete, and its status is: under review.',
      APPROVED: 'Your data is the same as in EMS.',
      REJECTED: 'Your data is not the same as in EMS.',
      ACTIVATED:
        'The account is active. From now on sign in to the real-time tracking system with the bound card.',
      WITHDRAWN: 'This application was withdrawn.',
      EXPIRED: 'This application has expired. Please apply again.',
    },
    letter: {
      APPROVED: {
        SENDING: 'The verification mail is being sent to the business e-mail address.',
        SENT: ({ linkDays }) =>
          `The verification mail was sent to the business e-mail address: follow its link to activate the account (the link is good for ${linkDays} days).`,
        GIVEN_UP: (help) =>
          `The verification mail could not be delivered to the business e-mail address. Please contact ${help}.`,
      },
      REJECTED: {
        SENDING: 'A mail that explains is being sent to the business e-mail address.',
        SENT: ({ linkDays }) =>
          `A mail was sent to the business e-mail address: follow its link to see and correct your data (the link is good for ${linkDays} days).`,
        GIVEN_UP: (help) =>
          `The mail that explains could not be delivered to the business e-mail address. Please contact ${help}.`,
      },
    },
    receipt: (caseNumber, when) =>
      `Case ${caseNumber}, sent ${when}. Note the case number, or print this page.`,
    helpLine: (line) => `the help line of this service, ${line}`,
    helpMail: (mail) => `the mailbox of this service, ${mail}`,
    reviewNotes: [
      'Your application is complete. The system now compares it with the environmental permit system (EMS).',
      'After the review a mail is sent to the business e-mail address that EMS has on file. It says whether you passed; then follow its link to activate the account.',
      'The review takes some time. Please be patient, and look whether our mail went to your junk folder.',
    ],
    lateMail: (help) => `If no mail has come by the end of the day, contact ${help}.`,
    nextHeading: 'What happens next',
    bindNow: 'Bind your card',
    draftUntil: (when) => `Please bind your card before ${when}.`,
    linkUntil: (when) => `Please finish before ${when}; a link that has expired can be sent again.`,
    closedBecause: {
      NO_CARD_IN_TIME: 'No card was bound in time.',
      NOT_CORRECTED_IN_TIME: 'The data was not corrected in time.',
      NOT_ACTIVATED_IN_TIME: 'The account was not activated in time.',
      ANOTHER_ACTIVATED: 'Another application has activated the account of this control number.',
    },
    applyAgain: 'Apply again',
    liveNow: 'Live: this page changes by itself when the status changes.',
    connecting: 'Connecting to get the present status…',
    lost: (when) => `Not live at the moment; reconnecting. This is the status as of ${when}.`,
    changed: (name) => `The account status has changed: ${name}`,
    now: (name, lead) => `The application now: ${name}. ${lead}`,
    historyHeading: 'History',
    events: {
      APPLIED: 'Company details entered',
      AMENDED: 'Company details corrected',
      CARD_BOUND: 'Card bound',
      SUBMITTED: 'Application sent, review begun',
      APPROVED: 'Approved',
      REJECTED: 'Not approved',
      LINK_SENT: 'Link made for the mail',
      MAIL_SENT: 'Mail sent',
      MAIL_GIVEN_UP: 'The mail could not be delivered',
      MAIL_SUPERSEDED: 'An earlier mail was not sent, as it is no longer valid',
      CONTINUED: 'Continued with the card',
      ACTIVATED: 'Account activated',
      WITHDRAWN: 'Application withdrawn',
      EXPIRED: 'Application expired',
    },
    letters: { RESULT: 'Mail with the result sent', OPENED: 'Mail about the activation sent' },
    otherEvent: 'Other change',
    resendHeading: 'No mail?',
    resendText:
      'Look in your junk folder first. If it is not there, we can send it again; the earlier link then stops working.',
    resend: 'Send the mail again',
    resent: 'The mail was sent again. Please look in your mailbox.',
    withdrawHeading: 'Withdraw the application',
    withdrawText: 'This cannot be undone; you can apply again later.',
    withdraw: 'Withdraw the application',
    print: 'Print this page',
  },
  activate: {
    title: 'Activate the account',
    lead: 'The review was passed. Check the following and activate the account.',
    button: 'Activate the account',
    sending: 'Activating…',
    until: 'Link valid until',
    notMine:
      'If your company did not apply for an account, close this page and do not activate it.',
    cardFirst: 'First confirm who you are with the bound card',
    cardFirstText: (holder) =>
      `This browser does not know you yet. Insert the citizen certificate bound in the application (${holder}) and enter its PIN to activate the account.`,
    cardButton: 'Confirm and activate',
  },
  correct: {
    title: 'Not approved: check and correct your data',
    lead: 'The following is not the same as in EMS basic data table C. Correct it after table C and send it again; your card stays bound and need not be read again.',
    nothingCompared:
      'What you entered could not be confirmed with EMS. Compare every field with basic data table C and send it again.',
    byPerson:
      'A reviewer asks you to correct the following. Compare it with basic data table C and send it again.',
    numberIsFixed:
      'The control number cannot be changed. If it is wrong, withdraw this application on the account status page and apply again.',
    noteHeading: 'What the reviewer says',
    marked: 'please correct',
    signInFirst: 'Please sign in first, to correct the change',
    signInFirstText:
      'It is a change of the data of an active account. Sign in with your card, then follow the link in the mail once more.',
    resultsHeading: 'Result of the comparison',
    outcome: { MATCHES: 'the same', DIFFERS: 'differs', NOT_ON_FILE: 'not on file in EMS' },
    asFilled: (outcome) => `${outcome} (as first entered)`,
    lookAlike: {
      WIDTH: 'differs only in full or half width',
      TAI: 'differs only in 臺 and 台',
      SPACES: 'differs only in spaces',
      CASE: 'differs only in capital and small letters',
      PUNCTUATION: 'differs only in punctuation',
    },
    formHeading: 'Correct your data',
    between: ': ',
    stop: '; ',
    send: 'Send for review again',
    sending: 'Sending…',
    cardFirst: 'First confirm who you are with the bound card, to correct your data',
    cardFirstText:
      'This browser does not know you yet. Insert the citizen certificate bound in the application and enter its PIN to correct your data.',
    cardButton: 'Confirm with my card',
  },
  link: {
    missing: {
      title: 'The link is incomplete',
      text: 'Click or copy the whole link in the mail; some mail programs break it in two lines.',
    },
    resend: 'Send the mail again',
    resent:
      'If the application is still open, a new mail has been sent to the same mailbox as before.',
    status: 'See your account status',
  },
  continue: {
    title: 'Continue with your citizen certificate',
    lead: 'On another computer or browser, or after some time: insert the citizen certificate that you bound in the application to go on with it.',
    button: 'Continue with my card',
    notBound: 'An application without a bound card cannot be found again. Please apply anew.',
  },
};
