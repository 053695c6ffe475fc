/** The office calendar: which years are known, and a year's file in place of one. */
import { useState } from 'preact/hooks';
import { useSession } from '../../api/session';
import { Trouble } from '../../view/Trouble';
import { useLanguage } from '../../words';
import { formatYear } from '../../words/dates';
import { OfficeYearsQuery, ReplaceYearMutation } from '../api/calendar';
import { useAnnounce } from '../frame/announce';
import { attempt, useAct } from '../frame/useAct';
import { Shown } from '../view/Shown';
import { problemsOf } from '../view/Text';
import { useReading } from '../view/useReading';
import { When } from '../view/When';
import { useDeskWords } from '../words';

// As the service reads at most; a year has some 15 KB.
const MOST_BYTES = 50_000;

export function Calendar() {
  const { health: words, events } = useDeskWords();
  const { holder } = useSession();
  const announce = useAnnounce();
  const act = useAct();
  const { language } = useLanguage();
  const [said, setSaid] = useState<string>();
  const { reading, again } = useReading(OfficeYearsQuery, {}, (staff) => staff.officeYears);

  async function replace(file: File | undefined) {
    if (!file) return;
    setSaid(undefined);
    const csv = await textOf(file);
    act.run(() =>
      attempt(ReplaceYearMutation, { input: { csv } }, ({ year }) => {
        const text = words.calendarDone(formatYear(year.year, language), year.freeDays.length);
        setSaid(text);
        announce(text);
        again();
      }),
    );
  }

  return (
    <section class="desk-box" aria-labelledby="calendar">
      <h2 id="calendar">{words.calendar}</h2>
      <p class="small">{words.calendarText}</p>
      <Shown reading={reading} onAgain={again}>
        {(years) => (
          <ul class="bare">
            {years.length === 0 && <li class="soft">{words.noCalendar}</li>}
            {years.map(({ year, freeDays, replacedAt, replacedBy }) => (
              <li key={year}>
                <strong>{words.calendarYear(formatYear(year, language), freeDays.length)}</strong>
                <br />
                <span class="small soft">
                  <When at={replacedAt} /> {replacedBy ?? events.service}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Shown>
      {said && <p class="said good">{said}</p>}
      {act.trouble && <Trouble trouble={act.trouble} />}
      {problemsOf(act.trouble).map(({ message }) => (
        <p key={message} class="said bad">
          {message}
        </p>
      ))}
      {holder?.account.role === 'ADMIN' && (
        <label class="stack">
          {words.calendarFile}
          <input
            type="file"
            accept=".csv,text/csv"
            onChange={({ currentTarget }) => {
              void replace(currentTarget.files?.[0]);
              currentTarget.value = '';
            }}
          />
        </label>
      )}
    </section>
  );
}

/** The file's text; older files of the government are in Big5. */
async function textOf(file: File): Promise<string> {
  const octets = await file.slice(0, MOST_BYTES).arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return new TextDecoder('big5').decode(octets);
  }
}
