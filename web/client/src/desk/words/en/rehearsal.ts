/** What the rehearsal with a real card says, in English. */
import type { DeskWords } from '..';

export const rehearsal: DeskWords['rehearsal'] = {
  title: 'Rehearsal with a real card',
  lead: 'With one real Citizen Digital Certificate, everything that the service assumes of cards, the component, the authority and the registry is checked. No card is bound and nobody signs in; the PIN is asked for once.',
  read: {
    title: '1. Read the card',
    text: 'The component opens a small window, lists readers and cards, and closes it by itself. No PIN is needed.',
    button: 'Read readers and cards',
    done: (count: number) => `${count} card(s) found.`,
    choose: 'Reader',
  },
  wrong: {
    title: 'Optional: try a wrong PIN first',
    text: 'Shows how the component reports a wrong PIN. A card allows three wrong tries and this uses one; the right PIN afterwards restores them.',
    meant: 'I understand that one try is used, and I know the right PIN',
    pin: 'A wrong PIN',
    button: 'Try the wrong PIN',
    done: 'A wrong PIN was tried',
    tooFew: (left: number) => `This card has ${left} tries left. Do not give another away.`,
  },
  sign: {
    title: '2. Sign a test text',
    text: 'Enter the PIN of this card. The card signs a text that is for the rehearsal only. The PIN goes to the component on this computer, never to the server.',
    button: 'Sign',
    done: 'Signed',
    cardFirst: 'Read the card first.',
  },
  judge: {
    title: '3. Check',
    text: 'The server verifies the signature, fetches the lists that the card names, asks the OCSP responder and reads one row of the registry. It takes about twenty seconds.',
    ownWindow: 'Did the component open a window of its own to ask for the PIN?',
    noWindow: 'No, it was typed in this page only',
    windowCame: 'Yes, the component opened a window',
    controlNumber: 'Control number (optional)',
    controlNumberHint:
      'To read one company from the registry; only its form is checked, and nothing of it is shown.',
    button: 'Check now',
    busy: 'Checking…',
  },
  outcome: 'What was found',
  accepted: 'With its present settings the service accepts this card',
  refused: 'With its present settings the service does not accept this card',
  ofGeneration: (generation: string) => `An authority of generation ${generation} issued the card.`,
  ofNoGeneration:
    'No trusted authority was recognised, so that nothing can be written into the journal.',
  count: {
    HELD: (count: number) => `${count} held`,
    DIFFERS: (count: number) => `${count} differ`,
    NOT_SEEN: (count: number) => `${count} not seen`,
  },
  standings: { HELD: 'Held', DIFFERS: 'Differs', NOT_SEEN: 'Not seen' },
  areas: {
    COMPONENT: 'The component',
    MESSAGE: 'The signature',
    CERTIFICATE: 'The certificate',
    REVOCATION: 'Revocation lists and OCSP',
    REGISTRY: 'The registry',
  },
  columns: { standing: 'Result', assumption: 'Assumption', found: 'Found', clause: 'Source' },
  nothingFound: 'None',
  record: 'Write into the journal',
  recorded: 'Written into the journal',
  save: 'Save the redacted record',
  saveText:
    'The redacted record has names of fields, lengths, result codes and object identifiers only: no name, card number or signature. The file stays on this computer.',
  another: 'Rehearse again',
};
