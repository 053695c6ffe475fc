/** A refusal, or no answer at all: what it is, what the service says about it, and the next step. */
import type { NoAnswer, Refusal } from '../api/client';
import type { UserErrorName } from '../api/graphql';
import { useWords } from '../words';
import { Button } from './Button';
import { Notice } from './Notice';

export type TroubleState = { readonly refusal: Refusal } | { readonly noAnswer: NoAnswer };

export type Remedy =
  | 'SIGN_AGAIN'
  | 'OTHER_CARD'
  | 'WAIT'
  | 'CONTINUE'
  | 'APPLY'
  | 'STATUS'
  | 'MAIL'
  | 'FIX';

/** The next step after each refusal; a new one of the contract does not compile without. */
export const REMEDIES: Readonly<Record<UserErrorName, Remedy>> = {
  InvalidInput: 'FIX',
  SessionMissing: 'CONTINUE',
  ApplicationNotFound: 'CONTINUE',
  ApplicationMoved: 'STATUS',
  TooManyRequests: 'WAIT',
  ChallengeUnknown: 'SIGN_AGAIN',
  ChallengeSpent: 'SIGN_AGAIN',
  ChallengeExpired: 'SIGN_AGAIN',
  SignatureTooLarge: 'SIGN_AGAIN',
  SignatureUnreadable: 'SIGN_AGAIN',
  SignerNotSingle: 'SIGN_AGAIN',
  SignerCertificateMissing: 'SIGN_AGAIN',
  SignedAttributesWrong: 'SIGN_AGAIN',
  ContentNotChallenge: 'SIGN_AGAIN',
  AlgorithmRefused: 'OTHER_CARD',
  KeyTooWeak: 'OTHER_CARD',
  SignatureWrong: 'SIGN_AGAIN',
  IssuerUnknown: 'OTHER_CARD',
  IssuerExpired: 'OTHER_CARD',
  WrongCardKind: 'OTHER_CARD',
  CertificateNotYetValid: 'OTHER_CARD',
  CertificateExpired: 'OTHER_CARD',
  NotASignatureCertificate: 'OTHER_CARD',
  PolicyRefused: 'OTHER_CARD',
  CertificateProfileWrong: 'OTHER_CARD',
  CardNumberMissing: 'SIGN_AGAIN',
  CertificateRevoked: 'OTHER_CARD',
  CertificateOnHold: 'OTHER_CARD',
  RevocationUnknown: 'WAIT',
  RevocationStale: 'WAIT',
  CertificateAlreadyBound: 'OTHER_CARD',
  PersonAlreadyBound: 'OTHER_CARD',
  NoApplicationOfThisCard: 'APPLY',
  LinkUnknown: 'MAIL',
  LinkExpired: 'MAIL',
  LinkSpent: 'STATUS',
  CardNeeded: 'CONTINUE',
  LinkNeeded: 'MAIL',
  ResyncRequired: 'WAIT',
};

const LED_TO: Partial<Record<Remedy, string>> = {
  CONTINUE: '/continue',
  APPLY: '/apply',
  STATUS: '/status',
};

export function Trouble({ trouble, onAgain }: { trouble: TroubleState; onAgain?: () => void }) {
  const words = useWords();
  if ('refusal' in trouble) return <RefusalNotice refusal={trouble.refusal} />;
  const { kind, reference } = trouble.noAnswer;
  const { title, text } = words.noAnswer[kind];
  return (
    <Notice kind="bad" title={title} takesFocus>
      <p>{text}</p>
      {reference && <p class="small">{words.noAnswer.reference(reference)}</p>}
      {onAgain && (
        <Button kind="second" onPress={onAgain}>
          {words.noAnswer.again}
        </Button>
      )}
    </Notice>
  );
}

function RefusalNotice({ refusal }: { refusal: Refusal }) {
  const words = useWords();
  const remedy = REMEDIES[refusal.__typename];
  const address = LED_TO[remedy];
  return (
    <Notice kind="bad" title={words.refusals[refusal.__typename]} takesFocus>
      <p>{refusal.message}</p>
      {address ? <a href={address}>{words.remedies[remedy]}</a> : <p>{words.remedies[remedy]}</p>}
    </Notice>
  );
}
