/** Which language this browser has chosen; remembered, and sent as Accept-Language. */

export const LANGUAGES = ['zh-Hant-TW', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = 'language';

let current: Language = remembered();

function remembered(): Language {
  try {
    return localStorage.getItem(KEY) === 'en' ? 'en' : 'zh-Hant-TW';
  } catch {
    return 'zh-Hant-TW';
  }
}

export function currentLanguage(): Language {
  return current;
}

/** The language of a sentence of ours: only the Chinese ones have Chinese characters. */
export function languageOf(sentence: string): Language {
  return /\p{Script=Han}/u.test(sentence) ? 'zh-Hant-TW' : 'en';
}

export function rememberLanguage(language: Language) {
  current = language;
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Storage may be switched off; the choice then lasts as long as the page.
  }
}
