/** Open the operation that a link of the desk asks for, with its case filled in. */
import { useGraphiQL } from '@graphiql/react';
import { useEffect, useRef } from 'react';
import { useOpening } from './Examples';
import { takeAsked } from './lastCase';

export function FromDesk() {
  const open = useOpening();
  const isReady = useGraphiQL(({ queryEditor, variableEditor }) =>
    Boolean(queryEditor && variableEditor),
  );
  const isDone = useRef(false);

  useEffect(() => {
    if (!isReady || isDone.current) return;
    isDone.current = true;
    const asked = takeAsked();
    if (asked) open(asked, 'NEW_TAB');
  }, [isReady, open]);

  return null;
}
