/** 介接系統: partners, what their tokens may read, and tokens that are shown once. */
import { useState } from 'preact/hooks';
import { PartnersQuery } from '../api/partners';
import { DeskPage } from '../frame/DeskPage';
import { NewPartner } from '../office/NewPartner';
import { type NewToken, OnePartner } from '../office/OnePartner';
import { TokenShown } from '../office/TokenShown';
import { ShownList } from '../view/Shown';
import { useList } from '../view/useReading';
import { useDeskWords } from '../words';

export default function Partners() {
  const { partners: words } = useDeskWords();
  const [said, setSaid] = useState<string>();
  const [made, setMade] = useState<NewToken>();
  const list = useList(PartnersQuery, {}, (staff) => staff.partners);

  function done(text: string, token?: NewToken) {
    setSaid(text);
    setMade(token);
    list.again();
  }

  return (
    <DeskPage title={words.title}>
      {made && <TokenShown made={made} onClose={() => setMade(undefined)} />}
      {said && <p class="said good">{said}</p>}
      <ShownList list={list} empty={words.empty}>
        {(rows) => (
          <div class="case-more">
            {rows.map((row) => (
              <OnePartner key={row.id} partner={row} onDone={done} />
            ))}
          </div>
        )}
      </ShownList>
      <NewPartner onDone={done} />
    </DeskPage>
  );
}
