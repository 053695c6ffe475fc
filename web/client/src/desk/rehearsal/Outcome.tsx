/** What was judged, and what may be done with it: save an outline of it, and write it down. */
import { useState } from 'preact/hooks';
import { reduce } from '../../card/redact';
import type { Card } from '../../card/useCard';
import { Button } from '../../view/Button';
import { Trouble } from '../../view/Trouble';
import { type Judged, RecordRehearsalMutation } from '../api/rehearsal';
import { useAnnounce } from '../frame/announce';
import { attempt, useAct } from '../frame/useAct';
import { useDeskWords } from '../words';
import { FindingsTable, Summary } from './Findings';

const FILE = 'rehearsal.json';

export function Outcome({
  judged,
  card,
  onAnother,
}: {
  judged: Judged;
  card: Card;
  onAnother: () => void;
}) {
  const { rehearsal: words } = useDeskWords();
  return (
    <section class="flow outcome" aria-labelledby="outcome">
      <h2 id="outcome">{words.outcome}</h2>
      <Summary rehearsal={judged.rehearsal} />
      <FindingsTable findings={judged.findings} />
      <div class="actions">
        <Record judged={judged} />
        <Button kind="second" onPress={() => save(card)}>
          {words.save}
        </Button>
        <Button kind="second" onPress={onAnother}>
          {words.another}
        </Button>
      </div>
      <p class="small soft">{words.saveText}</p>
    </section>
  );
}

function Record({ judged }: { judged: Judged }) {
  const { rehearsal: words } = useDeskWords();
  const announce = useAnnounce();
  const act = useAct();
  const [isRecorded, setRecorded] = useState(false);
  const { id, generation } = judged.rehearsal;
  // Of no generation there is nothing to write down.
  if (generation === null) return null;
  if (isRecorded) return <p class="badge good">{words.recorded}</p>;

  function record() {
    act.run(() =>
      attempt(RecordRehearsalMutation, { input: { id } }, () => {
        setRecorded(true);
        announce(words.recorded);
      }),
    );
  }

  return (
    <>
      {act.trouble && <Trouble trouble={act.trouble} />}
      <Button busy={act.busy} onPress={record}>
        {words.record}
      </Button>
    </>
  );
}

/** Nothing is uploaded: the administrator decides whether to send the file. */
function save(card: Card) {
  const file = new Blob([reduce(card.replies)], { type: 'application/json' });
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = FILE;
  link.click();
  URL.revokeObjectURL(address);
}
