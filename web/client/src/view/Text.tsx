/** A sentence whose dates, numbers and addresses stay whole, and in which the service's address is a link. */
import { HELP_MAIL } from '../links';

const DATES = ['民國\\d+年\\d+月\\d+日 \\d\\d:\\d\\d', '\\d+ [A-Z][a-z]+ \\d{4} at \\d\\d:\\d\\d'];
const NUMBERS = ['GZ-\\d+-\\w+', '0\\d{1,3}-\\d+(?:-\\d+)*'];
// Split by it, a text has what stays whole at every other place.
const WHOLE = new RegExp(`(${[...DATES, ...NUMBERS, HELP_MAIL.replaceAll('.', '\\.')].join('|')})`);

export function Text({ children }: { children: string }) {
  return (
    <>
      {children.split(WHOLE).map((part, index) => {
        if (part === HELP_MAIL) return <a href={`mailto:${HELP_MAIL}`}>{HELP_MAIL}</a>;
        return index % 2 ? <span class="whole">{part}</span> : part;
      })}
    </>
  );
}
