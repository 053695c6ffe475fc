/** Of pages: what is asked in applying, until the card is bound, in English. */
import type { Shape } from '..';
import type { applying as zh } from '../zh/applying';
import { fields } from './fields';

export const applying: Shape<typeof zh> = {
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
    lead: 'You may leave between the steps: what you entered is kept.',
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
    textSignedIn:
      'The draft is sent encrypted and kept by this system. While you are signed in you can close the window and go on; it is erased when you sign out.',
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
};
