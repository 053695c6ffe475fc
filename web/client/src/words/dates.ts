/** Dates and times as the readers of each language expect them, always in Taiwan's time. */
import type { Language } from './language';

const OPTIONS: Intl.DateTimeFormatOptions = {
  timeZone: 'Asia/Taipei',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
};

const FORMATS: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  // The Republic's calendar, as Taiwan's forms write it.
  'zh-Hant-TW': new Intl.DateTimeFormat('zh-Hant-TW-u-ca-roc', OPTIONS),
  en: new Intl.DateTimeFormat('en-GB', OPTIONS),
};

export function formatTime(instant: string | Date, language: Language): string {
  return FORMATS[language].format(new Date(instant));
}
