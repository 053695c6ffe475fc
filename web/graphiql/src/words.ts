/** What people read here in our words, in both languages; GraphiQL's own words are English. */

export const LANGUAGES = ['zh-Hant-TW', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Words {
  readonly title: string;
  readonly toPortal: string;
  readonly signIn: string;
  readonly nobody: string;
  readonly unknown: string;
  readonly signedIn: (kind: string, until: string) => string;
  readonly proof: (minutes: number) => string;
  readonly noProof: string;
  readonly prove: string;
  readonly toDesk: string;
  readonly otherLanguage: string;
  readonly examples: string;
  readonly examplesHint: string;
  readonly open: string;
  readonly openOf: (title: string) => string;
}

export const WORDS: Readonly<Record<Language, Words>> = {
  'zh-Hant-TW': {
    title: '帳號服務 GraphiQL',
    toPortal: '回到入口網站',
    signIn: '登入',
    nobody: '尚未登入',
    unknown: '無法得知登入狀態',
    signedIn: (kind, until) => `已登入（${kind}），至 ${until}`,
    proof: (minutes) => `卡片簽章剩 ${minutes} 分鐘`,
    noProof: '卡片簽章已逾時',
    prove: '簽章（另開分頁）',
    toDesk: '審核台',
    otherLanguage: 'English',
    examples: '範例',
    examplesHint: '每一則都會在新分頁開啟，可以修改後執行。變數在編輯器下方的 Variables。',
    open: '開啟',
    openOf: (title) => `開啟「${title}」`,
  },
  en: {
    title: 'Account service GraphiQL',
    toPortal: 'Back to the portal',
    signIn: 'Sign in',
    nobody: 'Not signed in',
    unknown: 'Cannot tell who is signed in',
    signedIn: (kind, until) => `Signed in (${kind}) until ${until}`,
    proof: (minutes) => `Card proof valid for ${minutes} min`,
    noProof: 'Card proof expired',
    prove: 'Prove (new tab)',
    toDesk: 'Review desk',
    otherLanguage: '中文',
    examples: 'Examples',
    examplesHint:
      'Each opens in a tab of its own, to be changed and run. Variables stand below the editor.',
    open: 'Open',
    openOf: (title) => `Open “${title}”`,
  },
};
