/** A refusal, or no answer at all: what it is, what the service says about it, and the next step. */
import { useEffect, useState } from 'preact/hooks';
import type { NoAnswer, Refusal } from '../api/client';
import type { UserErrorName } from '../api/graphql';
import { signInAddress } from '../links';
import { useLanguage, useWords } from '../words';
import { formatWait } from '../words/dates';
import { Button } from './Button';
import { useHelp } from './help';
import { Notice } from './Notice';
import { Said } from './Said';
import { Text } from './Text';

const LED_TO = {
  CONTINUE: '/continue',
  APPLY: '/apply',
  STATUS: '/status',
  NEW_ACCOUNT: '/apply',
  SIGN_IN: '/sign-in',
  EXISTING: '/existing',
} as const;

export type TroubleState = { readonly refusal: Refusal } | { readonly noAnswer: NoAnswer };

/** Where a person goes on; SAID: what the service's message says is the whole next step. */
export type Remedy = 'SAID' | 'HELP' | keyof typeof LED_TO;

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
  SignInNeeded: 'SIGN_IN',
  AnotherCard: 'SAID',
  CardNotBound: 'NEW_ACCOUNT',
  CardWaits: 'STATUS',
  CardRenewed: 'SIGN_IN',
  CardFrozen: 'HELP',
  AccountNotActive: 'HELP',
  SessionNotFound: 'SAID',
  CardProofNeeded: 'SAID',
  AccountFrozen: 'HELP',
  TooManyCertificates: 'SAID',
  LastCertificate: 'SAID',
  CertificateNotFound: 'SAID',
  ChangeNotFound: 'SAID',
  ChangeSettled: 'SAID',
  ChangeNotUndoable: 'SAID',
  NotAllowed: 'SAID',
  DataChangeOpen: 'SAID',
  FirstCardBound: 'SIGN_IN',
  SignInLinkExpired: 'EXISTING',
  SignInLinkReplaced: 'EXISTING',
  SignInLinkSpent: 'SIGN_IN',
  AccountNotFound: 'SAID',
  CursorUnknown: 'SAID',
  HandoffUnknown: 'SAID',
  PartnerNameTaken: 'SAID',
  PartnerNotFound: 'SAID',
  ScopeMissing: 'SAID',
  TokenNeeded: 'SAID',
  AccountAlreadyOpen: 'SIGN_IN',
  AccountMoved: 'SAID',
  AlreadyClaimed: 'SAID',
  AlreadyDecided: 'SAID',
  NotClaimed: 'SAID',
  OwnCase: 'SAID',
  RegistryNotAnswering: 'SAID',
  ResyncRequired: 'SAID',
};

export function Trouble({ trouble, onAgain }: { trouble: TroubleState; onAgain?: () => void }) {
  if ('refusal' in trouble) return <RefusalNotice refusal={trouble.refusal} />;
  return <NoAnswerNotice noAnswer={trouble.noAnswer} onAgain={onAgain} />;
}

function NoAnswerNotice({
  noAnswer,
  onAgain,
}: {
  noAnswer: NoAnswer;
  onAgain: (() => void) | undefined;
}) {
  const words = useWords();
  return (
    <Notice kind="bad" title={words.noAnswer[noAnswer.kind].title} takesFocus>
      {noAnswer.kind === 'TOO_MANY_REQUESTS' ? (
        <Wait wanted={noAnswer} />
      ) : (
        <p>{words.noAnswer[noAnswer.kind].text}</p>
      )}
      {noAnswer.kind === 'SERVICE_FAULT' && noAnswer.reference && (
        <p class="small">{words.noAnswer.reference(noAnswer.reference)}</p>
      )}
      {onAgain && (
        <Button kind="second" onPress={onAgain}>
          {words.noAnswer.again}
        </Button>
      )}
    </Notice>
  );
}

/** How long to wait; and, for who has waited, that it is over. */
function Wait({ wanted }: { wanted: { readonly seconds: number } }) {
  const { noAnswer } = useWords();
  const { language } = useLanguage();
  const [over, setOver] = useState(false);
  useEffect(() => {
    setOver(false);
    const timer = setTimeout(setOver, wanted.seconds * 1000, true);
    return () => clearTimeout(timer);
  }, [wanted]);
  const { text, over: now } = noAnswer.TOO_MANY_REQUESTS;
  return <p>{over ? now : text(formatWait(wanted.seconds, language))}</p>;
}

function RefusalNotice({ refusal }: { refusal: Refusal }) {
  const words = useWords();
  const help = useHelp();
  const remedy = REMEDIES[refusal.__typename];
  return (
    <Notice kind="bad" title={words.refusals[refusal.__typename]} takesFocus>
      <p>
        <Said>{refusal.message}</Said>
      </p>
      {remedy === 'HELP' && (
        <p>
          <Text>{words.remedies.HELP(help)}</Text>
        </p>
      )}
      {remedy !== 'SAID' && remedy !== 'HELP' && (
        <a href={remedy === 'SIGN_IN' ? signInAddress() : LED_TO[remedy]}>
          {words.remedies[remedy]}
        </a>
      )}
    </Notice>
  );
}
