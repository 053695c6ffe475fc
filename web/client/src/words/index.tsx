/** The catalogue of the chosen language, for every component; what the first page does not say comes later. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { currentLanguage, type Language, rememberLanguage } from './language';
import { frame as zhFrame } from './zh/frame';
import type { holder as zhHolder } from './zh/holder';
import type { pages as zhPages } from './zh/pages';
import type { texts as zhTexts } from './zh/texts';

export type Shape<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : T extends readonly (infer Item)[]
      ? readonly Shape<Item>[]
      : { readonly [Key in keyof T]: Shape<T[Key]> };

/** What every language must say: a missing sentence does not compile. */
export type FrameWords = Shape<typeof zhFrame>;
export type PageWords = Shape<typeof zhPages>;
export type HolderWords = Shape<typeof zhHolder>;
export type Texts = Shape<typeof zhTexts>;
export type Words = FrameWords & PageWords;

/** What is fetched when a page first wants it: of applying and cards, of holders, and to read. */
interface Parts {
  readonly pages: PageWords;
  readonly holder: HolderWords;
  readonly texts: Texts;
}
export type Part = keyof Parts;

const LOADERS: Readonly<
  Record<Language, { readonly [Key in Part]: () => Promise<Pick<Parts, Key>> }>
> = {
  'zh-Hant-TW': {
    pages: () => import('./zh/pages'),
    holder: () => import('./zh/holder'),
    texts: () => import('./zh/texts'),
  },
  en: {
    pages: () => import('./en/pages'),
    holder: () => import('./en/holder'),
    texts: () => import('./en/texts'),
  },
};

interface Chosen {
  readonly words: FrameWords;
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

const LanguageContext = createContext<Chosen | undefined>(undefined);

const loaded: Readonly<Record<Language, Partial<Parts>>> = { 'zh-Hant-TW': {}, en: {} };

export async function loadFrameWords(): Promise<FrameWords> {
  return frameWordsOf(currentLanguage());
}

/** Fetch what pages say; before it is here, no page but the first may be shown. */
export async function loadWords(...parts: readonly Part[]): Promise<void> {
  await loadWordsOf(currentLanguage(), parts);
}

async function frameWordsOf(language: Language): Promise<FrameWords> {
  return language === 'en' ? (await import('./en/frame')).frame : zhFrame;
}

async function loadWordsOf(language: Language, parts: readonly Part[]): Promise<void> {
  const missing = parts.filter((part) => !loaded[language][part]);
  const found = await Promise.all(missing.map((part) => LOADERS[language][part]()));
  Object.assign(loaded[language], ...found);
}

export function LanguageProvider({
  first,
  children,
}: {
  first: FrameWords;
  children: ComponentChildren;
}) {
  const [chosen, setChosen] = useState({ words: first, language: currentLanguage() });
  useEffect(() => {
    document.documentElement.lang = chosen.language;
  }, [chosen.language]);
  const value = useMemo<Chosen>(
    () => ({
      ...chosen,
      choose: async (language) => {
        // What was loaded in the other language may be on the page.
        const parts = Object.keys(loaded[currentLanguage()]) as Part[];
        const loading = Promise.all([frameWordsOf(language), loadWordsOf(language, parts)]);
        // Without a line to fetch them by, the page goes on in the language it has.
        const [words] = await loading.catch(() => [undefined]);
        if (!words) return;
        rememberLanguage(language);
        setChosen({ words, language });
      },
    }),
    [chosen],
  );
  return <LanguageContext.Provider value={value}>{children}</LanguageContext.Provider>;
}

export function useLanguage(): Chosen {
  const chosen = useContext(LanguageContext);
  if (!chosen) throw new Error('useLanguage outside LanguageProvider');
  return chosen;
}

/** What the frame and the start page say. */
export function useFrameWords(): FrameWords {
  return useLanguage().words;
}

/** What all pages but the first may say: of applying, cards and refusals. */
export function useWords(): Words {
  const words = useFrameWords();
  const pages = usePart('pages');
  return useMemo(() => ({ ...words, ...pages }), [words, pages]);
}

/** What the pages of a signed-in holder say. */
export function useHolderWords(): HolderWords {
  return usePart('holder');
}

/** What the pages say that are there to be read, and the one that finds what is wrong. */
export function useTexts(): Texts {
  return usePart('texts');
}

function usePart<Key extends Part>(part: Key): Parts[Key] {
  const words = loaded[useLanguage().language][part];
  if (!words) throw new Error('a page was shown before its words were loaded');
  return words as Parts[Key];
}
