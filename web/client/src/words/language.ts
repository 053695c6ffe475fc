/** Which language this browser has chosen; remembered, and sent as Accept-Language. */

export const LANGUAGES = ['zh-Hant-TW', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const YEAR_S = 31_536_000;

let current: Language = remembered();

/** In a cookie, and so known to the server: it names the files of this language to be fetched. */
function remembered(): Language {
  return /(?:^|; )language=en(?:;|$)/.test(document.cookie) ? 'en' : 'zh-Hant-TW';
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
  // Cookies may be switched off; the choice then lasts as long as the page.
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is too young, and answers later.
  document.cookie = `language=${language}; path=/; max-age=${YEAR_S}; samesite=lax`;
}
