/** 更正信箱: corrections that wait, which another person confirms or ends. */
import { Trouble } from '../../view/Trouble';
import {
  ConfirmCorrectionMutation,
  type Correction,
  CorrectionsQuery,
  EndCorrectionMutation,
} from '../api/mailboxes';
import { attempt, useAct } from '../frame/useAct';
import { Matter, Matters } from '../office/Matters';
import { useTyped } from '../typed';
import { TextInput } from '../view/Text';
import { useList } from '../view/useReading';
import { When } from '../view/When';
import { useDeskWords } from '../words';

export default function Mailboxes() {
  const { mailboxes: words } = useDeskWords();
  const list = useList(CorrectionsQuery, {}, (staff) => staff.mailboxCorrections);
  return (
    <Matters title={words.title} lead={words.lead} empty={words.empty} list={list}>
      {(row, done) => <One key={row.id} correction={row} onDone={done} />}
    </Matters>
  );
}

function One({ correction, onDone }: { correction: Correction; onDone: (said: string) => void }) {
  const { mailboxes: words } = useDeskWords();
  const act = useAct();
  const { id, controlNumber, accountName } = correction;
  const [note, setNote] = useTyped(`end ${id}`, '');

  const confirm = () =>
    act.run(() =>
      attempt(ConfirmCorrectionMutation, { input: { id } }, () => onDone(words.confirmedDone)),
    );
  const end = () =>
    act.run(() =>
      attempt(EndCorrectionMutation, { input: { id, note } }, () => {
        setNote(undefined);
        onDone(words.ended);
      }),
    );

  return (
    <Matter id={id} controlNumber={controlNumber} name={accountName}>
      <dl class="pairs">
        <dt>{words.old}</dt>
        <dd>{correction.previousMailbox}</dd>
        <dt>{words.now}</dt>
        <dd>
          <strong>{correction.email}</strong>
        </dd>
        <dt>{words.reason}</dt>
        <dd>{correction.reason}</dd>
        <dt>{words.evidence}</dt>
        <dd>{correction.evidence}</dd>
        <dt>{words.proposed}</dt>
        <dd>
          {correction.proposedBy} <When at={correction.proposedAt} />
        </dd>
        {correction.confirmedAt ? (
          <>
            <dt>{words.confirmed}</dt>
            <dd>
              {correction.confirmedBy} <When at={correction.confirmedAt} />
            </dd>
            <dt>{words.effective}</dt>
            <dd>
              <When at={correction.effectiveAt} />
            </dd>
          </>
        ) : (
          <>
            <dt>{words.expires}</dt>
            <dd>
              <When at={correction.expiresAt} />
            </dd>
          </>
        )}
      </dl>
      {correction.followsObjection && <p class="said">{words.objection}</p>}
      {act.trouble && <Trouble trouble={act.trouble} />}
      {!correction.confirmedAt && (
        <div>
          <button
            type="button"
            class="button"
            aria-disabled={act.busy || undefined}
            onClick={() => !act.busy && confirm()}
          >
            {words.confirm}
          </button>
        </div>
      )}
      <form
        class="flow"
        onSubmit={(event) => {
          event.preventDefault();
          if (!act.busy) end();
        }}
      >
        <TextInput
          label={words.endNote}
          name="note"
          maxLength={400}
          value={note}
          onInput={setNote}
          trouble={act.trouble}
        />
        <button type="submit" class="button grave">
          {words.end}
        </button>
      </form>
    </Matter>
  );
}
