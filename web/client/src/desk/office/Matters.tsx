/** A page of matters that wait: each is a box of its own, and what was done with one is said above them. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAnnounce } from '../frame/announce';
import { DeskPage } from '../frame/DeskPage';
import { accountAddress } from '../pages/address';
import { ShownList } from '../view/Shown';
import type { Listed } from '../view/useReading';

export function Matters<Matter extends { readonly id: string }>({
  title,
  lead,
  empty,
  list,
  children,
}: {
  title: string;
  lead?: string;
  empty: string;
  list: Listed<Matter>;
  /** One matter; `done` says what was done with it, and has the list asked for again. */
  children: (matter: Matter, done: (said: string) => void) => ComponentChildren;
}) {
  const announce = useAnnounce();
  const [said, setSaid] = useState<string>();

  function done(text: string) {
    announce(text);
    setSaid(text);
    list.again();
  }

  return (
    <DeskPage title={title}>
      {lead && <p>{lead}</p>}
      {said && <p class="said good">{said}</p>}
      <ShownList list={list} empty={empty}>
        {(rows) => rows.map((row) => children(row, done))}
      </ShownList>
    </DeskPage>
  );
}

/** The box of a matter of an account. */
export function Matter({
  id,
  controlNumber,
  name,
  children,
}: {
  id: string;
  controlNumber: string;
  name: string | null;
  children: ComponentChildren;
}) {
  return (
    <section class="desk-box" aria-labelledby={id}>
      <h2 id={id}>
        <a href={accountAddress(controlNumber)}>{controlNumber}</a> {name}
      </h2>
      {children}
    </section>
  );
}
