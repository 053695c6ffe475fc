/** An e-mail address; a domain that looks like a slip is asked about beside it. */
import { InputField, type InputProps } from '../view/Field';
import { useWords } from '../words';
import { meantAddress } from './mailDomains';

export function MailField(props: InputProps & { readonly value: string }) {
  const { problems } = useWords();
  const meant = meantAddress(props.value);
  return (
    <InputField
      {...props}
      type="email"
      after={
        <span class="hint" aria-live="polite">
          {meant && (
            <>
              {problems.meant}{' '}
              <button type="button" class="plain" onClick={() => props.onInput?.(meant)}>
                {meant}
              </button>
            </>
          )}
        </span>
      }
    />
  );
}
