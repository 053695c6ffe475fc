/** Of texts: the page that finds what is wrong, in English. */
import type { Shape } from '..';
import type { help as zh } from '../zh/help';

export const help: Shape<typeof zh> = {
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
};
