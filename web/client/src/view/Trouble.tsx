/** A refusal, or no answer at all: what it is, what the service says about it, and the next step. */
import type { NoAnswer, Refusal } from '../api/client';
import type { UserErrorName } from '../api/graphql';
import { useWords } from '../words';
import { Button } from './Button';
import { Notice } from './Notice';
import { Text } from './Text';

export type TroubleState = { readonly refusal: Refusal } | { readonly noAnswer: NoAnswer };

/** Where a person goes on; SAID: what the service's message says is the whole next step. */
export type Remedy = 'SAID' | 'CONTINUE' | 'APPLY' | 'STATUS';

/** The next step after each refusal; a new one of the contract does not compile without. */
export const REMEDIES: Readonly<Record<UserErrorName, Remedy>> = {
  InvalidInput: 'SAID',
  SessionMissing: 'CONTINUE',
  ApplicationNotFound: 'CONTINUE',
  ApplicationMoved: 'STATUS',
  ResentTooSoon: 'SAID',
  ChallengeUnknown: 'SAID',
  ChallengeSpent: 'SAID',
  ChallengeExpired: 'SAID',
  SignatureTooLarge: 'SAID',
  SignatureUnreadable: 'SAID',
  SignerNotSingle: 'SAID',
  SignerCertificateMissing: 'SAID',
  SignedAttributesWrong: 'SAID',
  ContentNotChallenge: 'SAID',
  AlgorithmRefused: 'SAID',
  KeyTooWeak: 'SAID',
  SignatureWrong: 'SAID',
  IssuerUnknown: 'SAID',
  IssuerExpired: 'SAID',
  WrongCardKind: 'SAID',
  CertificateNotYetValid: 'SAID',
  CertificateExpired: 'SAID',
  NotASignatureCertificate: 'SAID',
  PolicyRefused: 'SAID',
  CertificateProfileWrong: 'SAID',
  CardNumberMissing: 'SAID',
  CertificateRevoked: 'SAID',
  CertificateOnHold: 'SAID',
  RevocationUnknown: 'SAID',
  IssuerRevoked: 'SAID',
  RevocationStale: 'SAID',
  CertificateAlreadyBound: 'CONTINUE',
  PersonAlreadyBound: 'CONTINUE',
  NoApplicationOfThisCard: 'APPLY',
  LinkUnknown: 'SAID',
  LinkExpired: 'SAID',
  LinkSpent: 'STATUS',
  LinkReplaced: 'STATUS',
  CardNeeded: 'CONTINUE',
  LinkNeeded: 'SAID',
  ResyncRequired: 'SAID',
};

const LED_TO: Readonly<Record<Exclude<Remedy, 'SAID'>, string>> = {
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
  return (
    <Notice kind="bad" title={words.refusals[refusal.__typename]} takesFocus>
      <p>
        <Text>{refusal.message}</Text>
      </p>
      {remedy !== 'SAID' && <a href={LED_TO[remedy]}>{words.remedies[remedy]}</a>}
    </Notice>
  );
}
