/** The catalogue of the chosen language, for every component; what the first page does not say comes later. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { currentLanguage, type Language, rememberLanguage } from './language';
import { frame as zhFrame } from './zh/frame';
import type { pages as zhPages } from './zh/pages';

type Shape<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : T extends readonly (infer Item)[]
      ? readonly Shape<Item>[]
      : { readonly [Key in keyof T]: Shape<T[Key]> };

/** What every language must say: a missing sentence does not compile. */
export type FrameWords = Shape<typeof zhFrame>;
export type PageWords = Shape<typeof zhPages>;
export type Words = FrameWords & PageWords;

interface Chosen {
  readonly words: FrameWords;
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

const LanguageContext = createContext<Chosen | undefined>(undefined);

const pagesLoaded: Partial<Record<Language, PageWords>> = {};

export async function loadFrameWords(): Promise<FrameWords> {
  return frameWordsOf(currentLanguage());
}

/** Fetch what the pages say; before it is here, no page but the first may be shown. */
export async function loadPageWords(): Promise<void> {
  await loadPageWordsOf(currentLanguage());
}

async function frameWordsOf(language: Language): Promise<FrameWords> {
  return language === 'en' ? (await import('./en/frame')).frame : zhFrame;
}

async function loadPageWordsOf(language: Language): Promise<void> {
  pagesLoaded[language] ??=
    language === 'en' ? (await import('./en/pages')).pages : (await import('./zh/pages')).pages;
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
        const [words] = await Promise.all([frameWordsOf(language), loadPageWordsOf(language)]);
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

/** Everything; for pages, whose words are loaded with them. */
export function useWords(): Words {
  const { words, language } = useLanguage();
  const pages = pagesLoaded[language];
  if (!pages) throw new Error('a page was shown before its words were loaded');
  return useMemo(() => ({ ...words, ...pages }), [words, pages]);
}
