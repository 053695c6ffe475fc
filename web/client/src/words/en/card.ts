/** Of pages: reading a card, and all that may go wrong, in English. */
import type { Shape } from '..';
import type { card as zh } from '../zh/card';

export const card: Shape<typeof zh> = {
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
};
