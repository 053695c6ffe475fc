/** What the frame and the start page say, in English. */
import type { FrameWords } from '..';

export const frame: FrameWords = {
  service: {
    name: 'Real-time Tracking of Vehicles Carrying Toxic and Concerned Chemical Substances',
    owner: 'Chemicals Administration, Ministry of Environment',
  },
  shell: {
    skip: 'Skip to main content',
    zones: { U: 'Top of the page', C: 'Content', Z: 'Foot of the page' },
    zoneKey: (key) => `Access key ${key}`,
    language: 'Language',
    navigation: 'Main menu',
    apply: 'Apply for an account',
    help: 'Card check and help',
    siteMap: 'Site map',
    signedIn: (name) => `Signed in: ${name}`,
    signOut: 'Sign out',
    signOutFailed: 'You are still signed in. Please try again shortly.',
    aboutHeading: 'About this site',
    demoLabel: 'Demonstration',
    demo: 'Demonstration: all data is invented.',
    demoMailbox: 'Demo mailbox',
    demoComponent: 'Test card component',
    helpHeading: 'Get help',
    helpLine: (line) => `Help line of this service: ${line}`,
    helpMail: 'E-mail: ',
    helpMoica: 'Citizen certificate authority (card, PIN, locked card): ',
    helpComponent: 'Install the card component',
    helpUnlock: 'Unlock a citizen certificate card',
    newWindow: ' (opens in a new window)',
    version: (version) => `Version ${version}`,
    errorPrefix: 'Error: ',
    loading: 'Loading…',
    steps: 'Steps of the application',
    stepDone: ' (done)',
  },
  notLoaded: {
    NOT_FETCHED: {
      title: 'This page did not load',
      text: 'The network may be down, or the service has just been updated. Check your connection, then try again. What you have entered is still there.',
    },
    NOT_SHOWN: {
      title: 'This page cannot be shown',
      text: 'You did nothing wrong. Try again; if it happens repeatedly, contact the help line (see the foot of the page).',
    },
    again: 'Try again',
    trying: 'Loading…',
  },
  menu: {
    '/': 'Home',
    '/apply': 'Apply',
    '/status': 'Status',
    '/sign-in': 'Sign in',
    '/help': 'Help',
    '/home': 'My account',
    '/cards': 'Cards',
    '/company': 'Company data',
    '/sessions': 'Sign-ins',
    '/about': 'About this service',
    '/privacy': 'Privacy and security',
    '/accessibility': 'Accessibility',
    '/site-map': 'Site map',
  },
  steps: ['Company details', 'Bind your card', 'Review and activation'],
  start: {
    title: 'Apply for an account with your citizen certificate',
    lead: 'Companies that carry toxic and concerned chemical substances apply here for an account of the real-time tracking system (GPS zone). It is done entirely online and takes about 10 minutes.',
    begin: 'Start now',
    goOn: 'Go on with your application',
    unsent: 'You have begun to fill in a form and not sent it.',
    cleared: 'Cleared: you can close the browser',
    clearedText: 'The draft and what this browser has applied for are deleted.',
    goOnText: (caseNumber, company) =>
      `You have an application in progress: ${company} (case ${caseNumber}).`,
    prepareHeading: 'What you need',
    prepare: [
      [
        'Control number (管制編號)',
        'Eight letters and digits, and at hand the basic data table C (基本資料表 C) of the environmental permit system (EMS), to copy from.',
      ],
      [
        'Citizen Digital Certificate (自然人憑證)',
        'The valid card of the person who will use the account.',
      ],
      ['Card reader', 'A smart card reader connected to this computer.'],
      ['The PIN of the card', '6 to 8 characters. Three wrong entries lock the card.'],
      [
        'A computer with the card component',
        'Windows, macOS or Linux with the cross-platform web component installed. Phones and tablets cannot read the card.',
      ],
    ],
    checkLink: 'Card check: see first that this computer reads your card',
    componentLink: 'Download the card component',
    nextHeading: 'What happens then',
    next: [
      'Enter the company details, check them, bind your card and send the application.',
      'The system compares your data with EMS; only data that is exactly the same passes. “Account status” shows the progress live.',
      'After the review a mail goes to the business e-mail address that EMS has on file. If you passed, follow its link to activate the account.',
    ],
    resumeHeading: 'Already applied?',
    resumeStatus: 'See your account status',
    resumeCard: 'Another computer or browser: continue with your card',
    resumeSignIn: 'The account is active: sign in with your card',
    resumeExisting: 'An account from before without a card: bind your card',
  },
  notices: {
    heading: 'Please note',
    exact: 'Your data is compared with EMS; only data that is exactly the same passes.',
    mailGoesTo: 'The verification mail goes to the business e-mail address (the same as in EMS).',
    allRequired:
      'Every field must be filled in. To protect your rights, make sure that what you enter is true.',
    tableC:
      'The basic data is checked against the environmental permit system (EMS): enter it exactly as in EMS basic data table C.',
    vendors:
      'Vehicle equipment vendors and administrators who need an account: write to us (toxicgps@moenv.gov.tw) with your organisation and reason, and someone will help you.',
    pinLocks:
      'If three wrong entries have locked your card, go to the MOICA website and follow its instructions to set a new PIN. For questions call the citizen certificate authority, 0800-080-117.',
    component:
      'If the client program is not installed or does not work, please (re)install the cross-platform web component.',
    moreCards: 'To use several cards for the same control number, sign in and add them there.',
    onePlace:
      'A citizen certificate can be bound to one control number only; it cannot be used for several.',
    redetect: 'If the component is installed but no card was read, press “Detect cards again”.',
  },
};
