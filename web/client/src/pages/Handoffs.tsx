/** The menu of the zone's other systems, as the service gives it; nothing where there is none. */
import { useQuery } from '@urql/preact';
import { useState } from 'preact/hooks';
import { send } from '../api/client';
import { CreateHandoffMutation, HandoffDestinationsQuery } from '../api/handoff';
import { Button } from '../view/Button';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useHolderWords } from '../words';

const QUERY_CONTEXT = { additionalTypenames: ['Viewer', 'Account'] };

export function Handoffs() {
  const { home } = useHolderWords();
  const [{ data }] = useQuery({ query: HandoffDestinationsQuery, context: QUERY_CONTEXT });
  const [going, setGoing] = useState<string>();
  const [trouble, setTrouble] = useState<TroubleState>();
  const destinations = data?.handoffDestinations ?? [];

  async function go(partnerId: string) {
    setGoing(partnerId);
    setTrouble(undefined);
    const reply = await send(CreateHandoffMutation, { input: { partnerId } });
    setGoing(undefined);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.createHandoff;
    if (answer.__typename !== 'CreateHandoffSuccess') return setTrouble({ refusal: answer });
    // Good for a minute and once: it is followed at once and shown nowhere.
    location.assign(answer.url);
  }

  if (destinations.length === 0) return null;
  return (
    <>
      <h2>{home.systemsHeading}</h2>
      <p>{home.systemsText}</p>
      {trouble && <Trouble trouble={trouble} />}
      <ul class="actions systems">
        {destinations.map(({ id, name }) => (
          <li key={id}>
            <Button kind="second" busy={going === id} onPress={() => go(id)}>
              {home.goOver(name)}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
