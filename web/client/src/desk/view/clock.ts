/** Times of day, and short days, as a table has room for them; always in Taiwan's time. */
import type { Language } from '../../words/language';

const CLOCK: Intl.DateTimeFormatOptions = {
  timeZone: 'Asia/Taipei',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
};
const SHORT: Intl.DateTimeFormatOptions = { ...CLOCK, month: 'numeric', day: 'numeric' };

function writer(options: Intl.DateTimeFormatOptions) {
  const formats = new Map<Language, Intl.DateTimeFormat>();
  return (instant: string, language: Language): string => {
    const locale = language === 'en' ? 'en-GB' : language;
    const format = formats.get(language) ?? new Intl.DateTimeFormat(locale, options);
    formats.set(language, format);
    return format.format(new Date(instant));
  };
}

/** The time of day. */
export const clock = writer(CLOCK);
/** The day and the time, without the year. */
export const shortTime = writer(SHORT);
