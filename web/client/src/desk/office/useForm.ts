/** A form of texts at the desk: kept in the tab, sent once, its problems at its fields. */
import { useAct } from '../frame/useAct';
import { useTyped } from '../typed';

export function useForm<Typed extends Readonly<Record<string, string>>>(
  name: string,
  nothing: Typed,
) {
  const act = useAct();
  const [typed, setTyped] = useTyped(name, nothing);
  return {
    act,
    typed,
    setTyped,
    clear: () => setTyped(undefined),
    field: (key: keyof Typed & string) => ({
      name: key,
      value: typed[key] ?? '',
      onInput: (value: string) => setTyped({ ...typed, [key]: value }),
      trouble: act.trouble,
    }),
    /** What a form does when it is sent, unless it is being sent. */
    onSubmit: (send: () => void) => (event: Event) => {
      event.preventDefault();
      if (!act.busy) send();
    },
  };
}
