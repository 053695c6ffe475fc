/** What all other pages say, in Traditional Chinese; the other languages have its shape. */

import { applying } from './applying';
import { card } from './card';
import { fields } from './fields';
import { following } from './following';

export const pages = {
  noAnswer: {
    UNREACHABLE: {
      title: '連線中斷',
      text: '目前連不上本系統。請確認網路連線後再試一次；已填寫的資料均已保留。',
    },
    SERVICE_FAULT: {
      title: '系統發生問題',
      text: '並非您的操作所致。請稍後再試一次；已填寫的資料均已保留。',
    },
    TOO_MANY_REQUESTS: {
      title: '操作次數過多',
      text: (wait: string) =>
        `短時間內的操作次數超過上限，請於 ${wait}後再試；已填寫的資料均已保留。`,
      over: '現在可以再試一次；已填寫的資料均已保留。',
    },
    reference: (id: string) => `聯絡客服時請提供編號：${id}`,
    again: '再試一次',
  },
  company: fields.company,
  ...applying,
  card,
  ...following,
  notFound: {
    title: '找不到此頁面',
    text: '網址可能輸入錯誤，或頁面已移走。',
    home: '回到首頁',
  },
  remedies: {
    CONTINUE: '以自然人憑證繼續',
    STATUS: '查看帳號狀態',
    APPLY: '申請帳號',
    SIGN_IN: '以自然人憑證登入',
    SIGN_IN_LINK: '重寄綁定連結',
    HELP: (help: string) => `請洽${help}。`,
  },
};
