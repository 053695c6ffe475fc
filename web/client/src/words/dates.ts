/** Dates and times as the readers of each language expect them, always in Taiwan's time. */
import type { Language } from './language';

const DAY: Intl.DateTimeFormatOptions = {
  timeZone: 'Asia/Taipei',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
};
const TIME: Intl.DateTimeFormatOptions = {
  ...DAY,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
};

type Write = (instant: Date) => string;

/** Make a format when it is wanted: the first one costs a telephone as much as drawing a page. */
function lazily(locale: string, options: Intl.DateTimeFormatOptions): Write {
  let format: Intl.DateTimeFormat | undefined;
  return (instant) => {
    format ??= new Intl.DateTimeFormat(locale, options);
    return format.format(instant);
  };
}

function inEach(options: Intl.DateTimeFormatOptions): Readonly<Record<Language, Write>> {
  return {
    // The Republic's calendar, as Taiwan's forms write it.
    'zh-Hant-TW': lazily('zh-Hant-TW-u-ca-roc', options),
    en: lazily('en-GB', options),
  };
}

const writeTime = inEach(TIME);
const writeDay = inEach(DAY);

export function formatTime(instant: string | Date, language: Language): string {
  return writeTime[language](new Date(instant));
}

export function formatDay(instant: string | Date, language: Language): string {
  return writeDay[language](new Date(instant));
}

/** A year of the Gregorian calendar, as the language names it. */
export function formatYear(year: number, language: Language): string {
  return language === 'en' ? String(year) : `民國${year - 1911}年`;
}

const DAY_MS = 86_400_000;

/** How many whole days are left; negative once it is past. */
export function daysUntil(instant: string, now: Date = new Date()): number {
  return Math.floor((new Date(instant).getTime() - now.getTime()) / DAY_MS);
}

const UNITS = [
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** How long to wait, in the largest unit of which there is one, rounded up: never too short. */
export function formatWait(seconds: number, language: Language): string {
  const [unit, length] = UNITS.find(([, each]) => seconds >= each) ?? UNITS[2];
  const options = { style: 'unit', unit, unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(language, options).format(Math.ceil(seconds / length));
}
