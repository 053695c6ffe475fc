/** The menu of the zone's other systems, as the service gives it; nothing where there is none. */

import { useState } from 'preact/hooks';
import { send } from '../api/client';
import { CreateHandoffMutation, SystemsQuery } from '../api/systems';
import { useQuery } from '../api/useQuery';
import { Button } from '../view/Button';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useHolderWords } from '../words';

const ABOUT = ['Viewer', 'Account'];

export function Systems() {
  const { home } = useHolderWords();
  const [{ data }] = useQuery({ query: SystemsQuery, about: ABOUT });
  const [going, setGoing] = useState<string>();
  const [trouble, setTrouble] = useState<TroubleState>();
  const systems = data?.systems ?? [];

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

  if (systems.length === 0) return null;
  return (
    <>
      <h2>{home.systemsHeading}</h2>
      <p>{home.systemsText}</p>
      {trouble && <Trouble trouble={trouble} />}
      <ul class="actions systems">
        {systems.map(({ partner: { id, name }, loginUrl }) => (
          <li key={id}>
            {loginUrl === null ? (
              <Button kind="second" busy={going === id} onPress={() => go(id)}>
                {home.goOver(name)}
              </Button>
            ) : (
              // The system's own sign-in, which sends the browser back here, and on. With a target the
              // router leaves it to the browser, though it may be of this origin, as the demo's is.
              <a class="button second" href={loginUrl} target="_top">
                {home.goOver(name)}
              </a>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
