/** What is there to be read: help, privacy, accessibility, site map, about; in English. */
import type { Texts } from '..';

export const texts: Texts = {
  help: {
    title: 'Card check and help',
    lead: 'Press “Start the check”: one window of the card component opens, and everything from the browser to the card is checked step by step, with what to do at each. No PIN is asked for and nothing is changed.',
    start: 'Start the check',
    again: 'Check again',
    checksHeading: 'What was found',
    states: { GOOD: 'in order', BAD: 'problem', DOUBT: 'please note', OPEN: 'not checked yet' },
    checks: {
      BROWSER: 'Computer and browser',
      POPUP: 'Card window',
      COMPONENT: 'Card component',
      VERSION: 'Version of the component',
      TRUST: 'Trust in this site',
      READER: 'Card reader',
      CARD: 'Card',
      SIGNATURE: 'PIN and signature',
    },
    browserIs: (system, browser) => `${system}, ${browser}`,
    unknownSystem: 'Unknown operating system',
    unknownBrowser: 'unknown browser',
    noCardHere: 'Phones and tablets cannot read the card: use a Windows, macOS or Linux computer.',
    oddSystem: 'The card component exists for Windows, macOS and Linux only.',
    popupGood: 'The browser lets this site open the card window.',
    componentGood: 'The component runs on this computer and answers.',
    versionIs: (version, oldest) => `Yours is ${version}; at least ${oldest} is needed.`,
    versionOld: (part, mine, oldest) =>
      `Part by part: part ${part} is ${mine}, less than ${oldest}. Install the card component again.`,
    versionUnknown: 'The component does not tell its version. If reading fails, install it again.',
    trustGood: 'The component lets this site use it.',
    readersAre: (readers) => `Connected: ${readers}`,
    cardIs: (number) => `Card ${number} was read`,
    signedBy: (name) => `The card has signed; name on the certificate: ${name}`,
    signed: 'The card has signed.',
    signHeading: 'Test PIN and signature (optional)',
    signText:
      'Once the card is read you can have it sign a test text that has no effect and is not sent to this service. A wrong PIN still counts: three lock the card.',
    sign: 'Test the signature',
    testText: '讀卡檢測，沒有任何效力。Card test, of no effect.',
    saveHeading: 'Send the result to the help line',
    saveText:
      'The file holds only the names, lengths and codes of what the component answered, and the structure of certificates (tags, lengths and object identifiers): no name, card number, PIN, signature or certificate. Nothing is uploaded; send the file to the help line yourself if you need help.',
    save: 'Download the record',
    questionsHeading: 'Questions people ask',
    questions: [
      {
        question: 'The component is installed, yet the page says that it does not answer?',
        answers: [
          'After starting the computer it needs a minute or two; wait and check again.',
          'Restart the computer after installing or updating it; on macOS also after installing a reader’s driver.',
          'Your company’s security software may block localhost:61161; ask your IT staff to allow it.',
        ],
      },
      {
        question: 'No card window opens?',
        answers: [
          'Allow this site to open pop-ups, beside the address bar.',
          'On managed computers ask your IT staff to allow pop-ups for this site and for http://localhost:61161.',
        ],
      },
      {
        question: 'The browser asks about “other apps and services on this device”?',
        answers: [
          'It guards the card component: choose “Allow”. If you chose “Block”, change it in the site settings.',
        ],
      },
      {
        question: 'PIN forgotten, or card locked?',
        answers: [
          'Three wrong entries lock the card, and this service cannot unlock it. Use the MOICA website, or call 0800-080-117.',
        ],
      },
      {
        question: 'Cannot sign in with a renewed or reissued card?',
        answers: [
          'The new card is another certificate. Sign with it on the sign-in page, and you will be led to put it in the old one’s place; a colleague who has signed in can also add it.',
        ],
      },
      {
        question: 'Several people of one company?',
        answers: [
          ({ maxCertificates }) =>
            `To use several cards for the same control number, sign in and add them there, up to ${maxCertificates}.`,
        ],
      },
      {
        question: 'No verification mail?',
        answers: [
          'It goes to the business e-mail address that EMS has on file. Look in the junk folder first.',
          '“Account status” can send it again. If none has come by the end of the day, contact our help.',
        ],
      },
    ],
  },
  privacy: {
    title: 'Privacy and security',
    lead: 'What this service collects, what for, and how it is protected.',
    sections: [
      {
        heading: 'Scope',
        sentences: [
          'Applying for an account, signing in and managing cards. Other sites have rules of their own.',
        ],
      },
      {
        heading: 'What is collected, and why',
        sentences: [
          'Company data: control number, name, responsible person, addresses, mailboxes and contact, to compare with EMS and open the account.',
          'Card data: name, card number, certificate and signature, taken from what the card signed, to know who acts and to keep evidence; telephone and e-mail as you enter them, to reach you.',
          'Records of use: sign-ins, kind of device and changes of the account, for security.',
        ],
      },
      {
        heading: 'The PIN',
        sentences: [
          'It goes to the card component on your computer only; never to this service, and it is not stored.',
        ],
      },
      {
        heading: 'Keeping and protecting',
        sentences: [
          'Connections are encrypted. Evidence of signatures is sealed; card and telephone numbers are shown in full only to those who need them.',
          ({ unsentFormDays }) =>
            `What you have half filled in is kept by this service for your browser’s session, until ${unsentFormDays} days after its last change or until you delete it. In the browser it stays in the open tab only.`,
        ],
      },
      {
        heading: 'Cookies',
        sentences: [
          'One cookie, needed for signing in and applying, and, once you switch languages, one that remembers the language. No analytics, no advertising, and nothing is loaded from other sites.',
        ],
      },
      {
        heading: 'Your rights',
        sentences: [
          'Ask our help to see, copy, correct or stop the use of your personal data, except records that the law requires us to keep.',
        ],
      },
      { heading: 'Changes', sentences: ['Changes of this statement are published on this page.'] },
    ],
  },
  accessibility: {
    title: 'Accessibility',
    lead: 'This service is built to WCAG 2.2 AA and Taiwan’s web accessibility rules 115.11, so that everybody can finish.',
    sections: [
      {
        heading: 'How you can use it',
        sentences: [
          'With the keyboard alone: Tab moves on, and the first link skips to the main content.',
          'The access keys U, C and Z lead to the top, the content and the foot of the page; the site map says how.',
          'At 400 % zoom and on narrow screens without scrolling sideways; with dark mode, high contrast and reduced motion as your system says.',
          'Changes, errors and results are read out by screen readers; errors stand at the top and lead to their fields.',
          'Every page is there in Chinese and English, and your choice is remembered.',
        ],
      },
      {
        heading: 'How it is tested',
        sentences: [
          'Every page and state with axe-core, in both languages, light and dark, with no violation; with the keyboard alone and at 400 % zoom.',
          'It has not been registered for the accessibility badge yet, nor tested with disabled people.',
        ],
      },
      {
        heading: 'Known limits',
        sentences: [
          'The card window and the component are made by others and are not in our control.',
          'Password managers are kept from remembering the PIN, to protect your card; pasting works.',
          'Phones and tablets cannot read the card: use a computer.',
        ],
      },
      {
        heading: 'If you have trouble',
        sentences: [
          'Write or call us (at the foot of the page) and say where; we will help you to finish another way.',
        ],
      },
    ],
  },
  about: {
    title: 'About this service',
    lead: 'It handles accounts of the real-time tracking system for vehicles that carry toxic and concerned chemical substances: application, review, activation, sign-in and cards.',
    sections: [
      {
        heading: 'Who can apply',
        sentences: [
          'Companies that carry such substances and have a control number.',
          'Vehicle equipment vendors and administrators: write to us with your organisation and reason, and someone will help you.',
        ],
      },
      {
        heading: 'How it is reviewed',
        sentences: [
          'What you enter is compared field by field with basic data table C of the environmental permit system (EMS); only data that is exactly the same passes.',
          'The result goes to the business mailbox that EMS has on file: only the company that reads it can open the account.',
        ],
      },
      {
        heading: 'Why a citizen certificate',
        sentences: [
          'Every sign-in and every important change is signed by the card’s holder, so that who did what, and when, can be shown later.',
          'A citizen certificate can be bound to one control number only.',
        ],
      },
      {
        heading: 'For developers of other systems',
        sentences: [
          'The zone’s other systems can ask for accounts and cards over GraphQL; ask our help for documents and a token.',
        ],
      },
    ],
  },
  siteMap: {
    title: 'Site map',
    lead: 'All pages of this site. Each has, from top to bottom: a link to skip to the content, title and language, main menu, content, foot.',
    groups: {
      applying: 'Applying',
      holding: 'With an account',
      reading: 'Help and information',
    },
    pages: {
      '/': 'Home: what you need',
      '/tasks': 'Your application: two steps',
      '/apply': 'Application (1/2): company details',
      '/bind': 'Application (2/2): bind your card',
      '/status': 'Account status',
      '/continue': 'Continue with your card',
      '/sign-in': 'Sign in with your card',
      '/existing': 'Existing account: bind a card',
      '/home': 'My account',
      '/cards': 'Cards',
      '/company': 'Company data',
      '/sessions': 'Sign-ins',
      '/help': 'Card check and help',
      '/about': 'About this service',
      '/privacy': 'Privacy and security',
      '/accessibility': 'Accessibility',
    },
    keysHeading: 'Access keys',
    keysLead:
      'Each page has three parts. Each begins with a link of three colons (:::), which its access key reaches as well:',
    zones: {
      U: 'title, site map, languages, signing out and main menu',
      C: 'what the page is about',
      Z: 'help and information about this site',
    },
    keysHow: [
      'Chrome and Edge on Windows and Linux: hold Alt and press the key.',
      'Firefox on Windows and Linux: hold Alt and Shift and press the key.',
      'macOS: hold Control and Option and press the key.',
    ],
    letters: 'The pages of results, activation and changes are opened by the links in our mails.',
  },
};
