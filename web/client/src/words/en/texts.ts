/** What is there to be read: help, privacy, accessibility, site map, about; in English. */
import type { Texts } from '..';
import { help } from './help';

export const texts: Texts = {
  help,
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
