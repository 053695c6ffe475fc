/** Dates and times as the readers of each language expect them, always in Taiwan's time. */
import type { Language } from './language';

const OPTIONS: Intl.DateTimeFormatOptions = {
  timeZone: 'Asia/Taipei',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
};

const FORMATS: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  // The Republic's calendar, as Taiwan's forms write it.
  'zh-Hant-TW': new Intl.DateTimeFormat('zh-Hant-TW-u-ca-roc', OPTIONS),
  en: new Intl.DateTimeFormat('en-GB', OPTIONS),
};

export function formatTime(instant: string | Date, language: Language): string {
  return FORMATS[language].format(new Date(instant));
}

const DAY: Intl.DateTimeFormatOptions = {
  timeZone: 'Asia/Taipei',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
};
const DAYS: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  'zh-Hant-TW': new Intl.DateTimeFormat('zh-Hant-TW-u-ca-roc', DAY),
  en: new Intl.DateTimeFormat('en-GB', DAY),
};
const GREGORIAN_YEAR = new Intl.DateTimeFormat('en', { timeZone: 'Asia/Taipei', year: 'numeric' });

/** A day; in Chinese by both calendars, for cards and letters print the Gregorian year. */
export function formatDay(instant: string | Date, language: Language): string {
  const day = new Date(instant);
  const written = DAYS[language].format(day);
  return language === 'en' ? written : `${written}（西元 ${GREGORIAN_YEAR.format(day)} 年）`;
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
