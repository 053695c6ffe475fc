/** What all other pages say, in English. */
import type { PageWords } from '..';
import { fields } from './fields';

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
  groups: {
    ...fields.groups,
    county: 'County or city',
    district: 'District',
    choose: 'Please choose',
    districtIs: (name) => `This postal code is in ${name}`,
    districtUnknown: 'The first three digits are not a known district. Please check them.',
  },
  problems: {
    heading: 'There is a problem',
    empty: (label) => `Enter: ${label}.`,
    controlNumber: 'The control number has eight letters and digits, such as A0000006.',
    postalCode: 'The postal code has six digits, such as 100006.',
    email: (label) => `${label}: enter an address like name@example.com.`,
    phone: 'Enter a telephone number like 02-23111234#123 or 0912-345678.',
    tooLong: (longest) => `This is too long: enter at most ${longest} characters.`,
    meant: 'Did you mean:',
    misfit: (byCode, byAddress) => `The postal code is in ${byCode}; the address says ${byAddress}`,
    misfitText: 'Check the postal code and the address. If both are right, press “Next” once more.',
    pinEmpty: 'Enter the PIN of your card.',
    pinLength:
      'The PIN has 6 to 8 characters. Nothing was sent to the card, so no try was used up.',
    chooseCard: 'Several cards were found: choose the reader and card to use.',
    cardFirst: 'First press “Read the certificate” to read your card.',
  },
  tasks: {
    title: 'Account application',
    lead: 'There are two steps; they take about 10 minutes. You may leave in between: what you entered is kept.',
    names: [
      {
        name: '1 Company details',
        text: 'Copied from EMS basic data table C; you can check them before sending.',
      },
      {
        name: '2 Bind your card',
        text: 'Insert the card and enter its PIN; with that the application is sent.',
      },
    ],
    states: { DONE: 'Completed', TO_DO: 'To do', LATER: 'Cannot start yet' },
    goOn: 'Bind your card',
    unsent: 'You have begun to fill in a form',
    unsentText: (name) => `${name}: not sent yet. You can go on.`,
    unsentGoOn: 'Go on',
    sent: (caseNumber) => `The application has been sent (case ${caseNumber})`,
    sentText: 'Both steps are done; see the account status for the review.',
  },
  notice: {
    title: 'Notice on personal data',
    lead: 'Article 8 of the Personal Data Protection Act requires us to tell you this before you enter anything.',
    items: [
      { name: 'Who collects it', text: 'The Chemicals Administration, Ministry of Environment.' },
      {
        name: 'What for',
        text: 'To receive and review applications for accounts of this zone, to open accounts and sign people in, and to know who acts.',
      },
      {
        name: 'Which data',
        text: 'Names and e-mail addresses of the responsible person and the contact; name, card number, certificate, signatures, telephone and e-mail of the card’s holder.',
      },
      {
        name: 'How long, where, by whom and how',
        text: ({ unsentFormDays }) =>
          `While the account exists and as long as the law requires records to be kept, in Taiwan, by the Administration and those it has entrusted with this service, electronically. What was typed and never sent is erased ${unsentFormDays} days after its last change.`,
      },
      {
        name: 'Your rights',
        text: 'Ask our help to see, copy, complete, correct or erase your data, or to stop its collection and use, except records that the law requires.',
      },
      {
        name: 'If you provide none',
        text: 'You are free to choose. Without complete data we cannot compare them with EMS, and cannot accept the application.',
      },
    ],
    confirm: 'I have read this: begin',
    more: 'Privacy and security',
  },
  draft: {
    label: 'Draft',
    IDLE: 'What you enter is saved by itself; you can go on in this browser after closing the window.',
    WAITING: 'Saving…',
    FAILED: 'It cannot be saved now. What you entered is still in this window: do not close it.',
    KEPT: (when) => `Saved (${when}). You can go on in this browser after closing the window.`,
    heading: 'Delete the draft, or this is a shared computer',
    text: ({ unsentFormDays }) =>
      `The draft is sent encrypted and kept by this service; only this browser can go on with it. It is deleted ${unsentFormDays} days after its last change.`,
    discard: 'Delete the draft',
    discarded: 'The draft has been deleted.',
    sharedText:
      'On a shared computer clear everything before you leave: the draft, what this browser has applied for, and what was entered. An application with a bound card stays; go on with the card.',
    shared: 'This is a shared computer: clear and leave',
    broughtBack: 'What you entered before and did not send is here',
    broughtBackText: (when) => `This draft was saved on ${when}. Check it, then go on.`,
  },
  tableC: {
    heading: 'Fill in from EMS basic data table C',
    text: 'Copy table C and paste it here, or choose or drop a file (text or CSV). It is read on this computer and shown to you; the file is not sent.',
    label: 'Paste table C',
    hint: 'The whole table, or lines such as “control number: A0000006” with the names in Chinese.',
    file: 'Or choose a file',
    nothing: 'No names of table C were found. Check what you pasted.',
    found: (count, all) => `${count} of ${all} values were found. Check them:`,
    take: 'Put them into the form',
    taken: (count) => `${count} values were put into the form. Check them page by page.`,
  },
  transfer: {
    heading: 'Go on at a computer',
    text: ({ transferMinutes }) =>
      `Take what you entered to a computer: get a code, open this site in the computer’s browser and choose “Go on with a code”. The code is good once, for ${transferMinutes} minutes.`,
    create: 'Get a code',
    code: 'Your code',
    where: (address) => `On the computer open ${address}`,
    until: (when) =>
      `Good until ${when}. After that this browser no longer shows what you entered.`,
    redeemHeading: 'Go on with a code',
    redeemText: 'If you began on a phone or another computer, enter the code that it shows.',
    codeLabel: 'Code',
    codeHint: 'Eight letters and digits; dashes may be left out.',
    redeem: 'Go on with the code',
    codeEmpty: 'Enter the code.',
  },
  apply: {
    titles: {
      business: 'Account application (1/2): company details',
      mailing: 'Account application (1/2): mailing details',
      contact: 'Account application (1/2): contact details',
    },
    pageOf: (number, all) => `Page ${number} of ${all}`,
    next: 'Continue',
    before: 'Back',
    draft: (controlNumber) => `You have an application that is not finished (${controlNumber})`,
    draftText: (caseNumber) =>
      `The company details of case ${caseNumber} are entered, and no card is bound yet. Go on with it, or begin another application for another control number.`,
    goOn: (controlNumber) => `Go on with ${controlNumber}`,
    change: 'Change the company details',
    numberIsFixed: 'The control number of an application cannot be changed.',
    openCase: (caseNumber) => `You already have an application (case ${caseNumber})`,
    openCaseText:
      'A browser deals with one application at a time. To apply for another control number you can start a separate one.',
    seeStatus: 'See your account status',
    another: 'Apply for another control number',
  },
  check: {
    title: 'Check your answers',
    lead: 'Make sure that this is exactly the same as in EMS basic data table C.',
    change: 'Change',
    send: 'All correct, go on to bind my card',
    sending: 'Sending…',
  },
  bind: {
    title: 'Account application (2/2): bind your citizen certificate',
    notYet: 'Please enter the company details before you bind a card.',
    accountId: 'Account ID',
    companyName: 'Name',
    cardHeading: 'Read your citizen certificate',
    read: 'Read the certificate',
    checking: 'Checking the certificate…',
    readAgain: 'Read the certificate again',
    holderHeading: 'Certificate',
    holderName: 'Name on the certificate',
    cardNumber: 'Card number',
    notRead: 'Not read yet',
    byServer: 'Confirmed by the system after sending',
    gotIt: 'The certificate was read.',
    gotItText: ({ challengeMinutes }) =>
      `Enter telephone and e-mail, and press “Confirm and send” within ${challengeMinutes} minutes.`,
    gotItPress: (button, { challengeMinutes }) =>
      `Enter telephone and e-mail, and press “${button}” within ${challengeMinutes} minutes.`,
    expired: ({ challengeMinutes }) =>
      `More than ${challengeMinutes} minutes have passed since the certificate was read`,
    expiredText:
      'For safety, enter the PIN again and press “Read the certificate”. Telephone and e-mail are kept.',
    endsSoon: (button, minutes) =>
      `The certificate’s reading ends in ${minutes === 1 ? 'one minute' : `${minutes} minutes`}: press “${button}”`,
    endsSoonText:
      'If that is too soon, enter the PIN and read the certificate again: the time begins anew. Telephone and e-mail stay.',
    contactHeading: 'How to reach the holder of the card',
    phone: { label: 'Telephone', hint: 'With area code, or a mobile number.' },
    email: { label: 'Email', hint: 'The card holder’s own e-mail address.' },
    label: {
      label: 'Name (optional)',
      hint: 'What your company calls the card, such as “North fleet”.',
    },
    send: 'Confirm and send',
    sending: 'Sending…',
    closed: 'This application has been sent; no card needs to be bound.',
  },
  card: {
    phone: 'Phones and tablets cannot read the card',
    phoneText:
      'To use your card, change to a Windows, macOS or Linux computer with a card reader and the card component.',
    reader: 'Choose reader and card',
    firstReader: 'Automatic (the first reader)',
    chooseReader: 'Please choose',
    detect: 'Detect cards again',
    readerState: {
      CARD: (number) => `card ${number}`,
      EMPTY: 'no card',
      UNREADABLE: 'a card that cannot be recognised',
    },
    found: (reader) => `Chosen: ${reader}`,
    pin: 'Card PIN',
    pinHint:
      'The PIN of your citizen certificate, 6 to 8 characters; if it was never changed, the holder’s birthday in the ROC calendar, six digits (for example 700203). It goes only to the card component on this computer, never to this service.',
    lastTry: 'This is your last try',
    lastTryText:
      'Another wrong entry locks the card. If you are not sure of your PIN, call the citizen certificate authority first: 0800-080-117.',
    triesLeft: (tries) => (tries === 1 ? 'One try is left.' : `${tries} tries are left.`),
    preparing: 'Getting ready; please wait a moment and press again.',
    ready: 'Ready: please press again.',
    working: 'The card window is working; please do not close it…',
    notSeen: 'No window to be seen?',
    notSeenText:
      'The card window may be behind others. If nothing happens you can cancel and press the button again; a PIN that was sent may have been counted.',
    showWindow: 'Show the card window',
    cancel: 'Cancel reading',
    slow: 'Still waiting for the card component…',
    oldVersion: 'Your card component is rather old. If it cannot read the card, install it again.',
    trust: 'Let the component trust this site',
    trusted: 'This site is trusted now. Please try again.',
    unlock: 'Go to card unlocking',
    install: 'Download the card component',
    selfTest: "Open the component's own test page",
    code: (code) => `Component code: ${code}`,
    troubles: {
      POPUP_BLOCKED: {
        title: 'The browser blocked the card window',
        advice: ['Allow pop-up windows for this site beside the address bar, then press again.'],
      },
      NO_ANSWER: {
        title: 'The card component does not answer',
        advice: [
          'It is not installed, or the computer was not restarted after installing it.',
          'It is not running, or the computer has just been started: wait a minute and try again.',
          'The browser or protective software blocks localhost:61161.',
          "Another program uses the component's address: open the component's own test page below. If it shows something else, end that program (or ask your IT staff), and start the component again.",
          'Phones and tablets cannot read the card; use a computer.',
        ],
      },
      WINDOW_CLOSED: {
        title: 'The card window was closed',
        advice: [
          'If you closed it, press again, and wait until the card window closes by itself.',
          'If it closed by itself, the component met an error that it does not explain: take the card out, insert it again and try again.',
          'A PIN that you had entered may have been counted as a try. If it happens again, do not go on entering it: check each step on “Card check and help”, or restart the component.',
        ],
      },
      TIMED_OUT: {
        title: 'Reading the card took too long',
        advice: [
          'Take the card out, insert it again and try again. If it still fails, restart the computer.',
        ],
      },
      REPLY_UNREADABLE: {
        title: 'The answer of the card component could not be read',
        advice: ['Try again. If it keeps happening, reinstall the card component.'],
      },
      SITE_NOT_TRUSTED: {
        title: 'The card component does not trust this site yet',
        advice: ['Press the button below, agree in the window that opens, then try again.'],
      },
      NO_READER: {
        title: 'No card reader was found',
        advice: [
          'Connect the reader, see that its light is on, and press “Detect cards again”.',
          'On macOS the component looks for readers only when it starts: connect the reader first, then quit and reopen the component (or restart the computer).',
        ],
      },
      READER_FAULT: {
        title: 'The card reader cannot be used',
        advice: [
          'Unplug the reader and plug it in again, close other programs that use the card, and try again.',
        ],
      },
      NO_CARD: {
        title: 'No card was read',
        advice: [
          'Insert your citizen certificate fully, chip up, and press “Detect cards again”.',
          'With several readers connected, choose the one that holds the card.',
        ],
      },
      SEVERAL_CARDS: {
        title: 'Several cards were found',
        advice: ['Choose the reader and card to use.'],
      },
      CARD_UNREADABLE: {
        title: 'This card cannot be recognised',
        advice: ['See that it is a citizen certificate, wipe its chip and insert it again.'],
      },
      CARD_CHANGED: {
        title: 'This is not the card that was chosen',
        advice: ['The card was changed after detection. Detect again and choose once more.'],
      },
      WRONG_CARD_KIND: {
        title: 'This is not a citizen certificate',
        advice: [
          'Use a Citizen Digital Certificate (not a company certificate, health card or other card).',
        ],
      },
      CERTIFICATE_MISSING: {
        title: 'There is no certificate on the card',
        advice: [
          'The card may not have been opened yet. Call the citizen certificate authority, 0800-080-117.',
        ],
      },
      CERTIFICATE_EXPIRED: {
        title: 'The certificate has expired',
        advice: ['Renew it or get a new card from the citizen certificate authority first.'],
      },
      CERTIFICATE_NOT_YET_VALID: {
        title: 'The certificate is not valid yet',
        advice: ['Check the date and time of your computer, or wait until it is valid.'],
      },
      PIN_MISSING: { title: 'No PIN was entered', advice: ['Enter the PIN and try again.'] },
      PIN_LENGTH: {
        title: 'The PIN has the wrong length',
        advice: ['The PIN has 6 to 8 characters. Check it before you enter it again.'],
      },
      PIN_WRONG: {
        title: 'The PIN is wrong',
        advice: [
          'Check capitals and the number lock (NumLock) before you enter it again. Three wrong entries lock the card.',
        ],
      },
      PIN_EXPIRED: {
        title: 'The PIN has expired',
        advice: ['Change it on the MOICA website first, then come back.'],
      },
      PIN_NOT_SET: {
        title: 'The card has not been opened, or has no PIN yet',
        advice: ['Open the card and set its PIN on the MOICA website first, or call 0800-080-117.'],
      },
      PIN_LOCKED: {
        title: 'The card is locked',
        advice: [
          'The PIN was entered wrongly three times. Go to the MOICA website and follow its instructions to set a new PIN.',
          'For questions call the citizen certificate authority, 0800-080-117.',
        ],
      },
      LOGIN_REFUSED: {
        title: 'The card refused to log in; its PIN may be locked',
        advice: [
          'The component gives no reason. The card may be locked, or the PIN wrong; do not go on entering it, as that may lock the card.',
          'First have the state of the card checked on the website of the certificate authority, or call 0800-080-117.',
        ],
      },
      CANCELLED: { title: 'You cancelled reading the card', advice: ['Press again when ready.'] },
      COMPONENT_TOO_OLD: {
        title: 'The card component is too old',
        advice: ['Install the card component again and retry.'],
      },
      COMPONENT_FAULT: {
        title: 'The card component failed',
        advice: [
          'Take the card out, insert it again and retry. If it keeps happening, reinstall the card component.',
        ],
      },
      SIGNING_FAILED: {
        title: 'The card could not sign',
        advice: [
          'Take the card out, insert it again and retry. If it keeps happening, call the citizen certificate authority, 0800-080-117.',
        ],
      },
      UNKNOWN: {
        title: 'There was a problem with the card',
        advice: ['Try again. If it keeps happening, tell our staff the code below.'],
      },
    },
  },
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
