/** The desk's own catalogue, beside the portal's; applicants never load it. */
import { type Shape, useLanguage } from '../../words';
import type { Language } from '../../words/language';
import type { desk as zh } from './zh';

export type DeskWords = Shape<typeof zh>;

const loaded: Partial<Record<Language, DeskWords>> = {};

/** Fetch what the desk says in a language; before it is here, that language may not be chosen. */
export async function loadDeskWords(language: Language): Promise<void> {
  const { desk } = await (language === 'en' ? import('./en') : import('./zh'));
  loaded[language] ??= desk;
}

export function useDeskWords(): DeskWords {
  const words = loaded[useLanguage().language];
  if (!words) throw new Error('the desk was shown before its words were loaded');
  return words;
}
