/** Of texts: the page that finds what is wrong, in Traditional Chinese. */
import type { ProductRules } from '../../api/session';

export const help = {
  title: '讀卡檢測與操作協助',
  lead: '按「開始檢測」，系統會開啟一次讀卡視窗，從瀏覽器到卡片逐步檢查，並說明每一步該怎麼做。檢測不會輸入 PIN 碼，也不會改變任何資料。',
  start: '開始檢測',
  again: '重新檢測',
  checksHeading: '檢測結果',
  states: { GOOD: '正常', BAD: '有問題', DOUBT: '請留意', OPEN: '尚未檢測' },
  checks: {
    BROWSER: '電腦與瀏覽器',
    POPUP: '讀卡視窗',
    COMPONENT: '讀卡元件',
    VERSION: '元件版本',
    TRUST: '信任本網站',
    READER: '讀卡機',
    CARD: '卡片',
    SIGNATURE: 'PIN 碼與簽章',
  },
  browserIs: (system: string, browser: string) => `${system}，${browser}`,
  unknownSystem: '無法辨識的作業系統',
  unknownBrowser: '無法辨識的瀏覽器',
  noCardHere: '手機與平板無法讀卡，請改用 Windows、macOS 或 Linux 電腦。',
  oddSystem: '讀卡元件只提供 Windows、macOS 與 Linux 使用。',
  popupGood: '瀏覽器允許本網站開啟讀卡視窗。',
  componentGood: '元件已在此電腦執行，並且有回應。',
  versionIs: (version: string, oldest: string) => `您的版本 ${version}，最低需求 ${oldest}。`,
  versionOld: (part: number, mine: number, oldest: number) =>
    `逐段比對：第 ${part} 段 ${mine} 小於 ${oldest}，請重新安裝跨平台網頁元件。`,
  versionUnknown: '元件沒有說明版本，若無法讀卡請重新安裝。',
  trustGood: '元件允許本網站使用。',
  readersAre: (readers: string) => `已接上：${readers}`,
  cardIs: (number: string) => `讀到卡片 ${number}`,
  signedBy: (name: string) => `簽章成功，憑證姓名：${name}`,
  signed: '簽章成功。',
  signHeading: '測試 PIN 碼與簽章（可略過）',
  signText:
    '讀到卡片後，可以用 PIN 碼測試簽章。簽的是沒有效力的測試文字，不會傳送到本系統。PIN 碼輸入錯誤仍會計入次數，累計 3 次即鎖卡。',
  sign: '測試簽章',
  testText: '讀卡檢測，沒有任何效力。Card test, of no effect.',
  saveHeading: '把檢測結果交給客服人員',
  saveText:
    '檔案只保留元件回應的欄位名稱、長度、代碼與憑證的結構（標籤、長度與物件識別碼），不含姓名、卡號、PIN 碼、簽章及憑證內容，也不會自動上傳。需要協助時，可自行將檔案寄給客服人員。',
  save: '下載檢測紀錄',
  questionsHeading: '常見問題',
  questions: [
    {
      question: '已安裝元件，網頁還是說沒有回應？',
      answers: [
        '剛開機時元件要一、兩分鐘才會準備好，請稍候再檢測。',
        '安裝或更新元件後請重新啟動電腦；macOS 安裝讀卡機驅動程式後也要重新啟動。',
        '公司的防護軟體可能擋住 localhost:61161，請洽資訊人員放行。',
      ],
    },
    {
      question: '按了按鈕沒有開啟讀卡視窗？',
      answers: [
        '請在網址列旁允許本網站開啟彈出式視窗。',
        '公司電腦由資訊人員統一管理時，請其將本網站與 http://localhost:61161 加入允許彈出視窗的清單。',
      ],
    },
    {
      question: '瀏覽器詢問「存取這部裝置上的其他應用程式和服務」？',
      answers: [
        '這是瀏覽器對讀卡元件的保護，請選擇「允許」。選了「封鎖」時，請到網站設定中改為允許。',
      ],
    },
    {
      question: 'PIN 碼忘記或卡片鎖住？',
      answers: [
        'PIN 碼累計輸入錯誤 3 次即鎖卡，本系統無法解鎖。請至內政部憑證管理中心網站辦理鎖卡解碼，或撥打 0800-080-117。',
      ],
    },
    {
      question: '卡片換發或展期後無法登入？',
      answers: [
        '新卡片是另一張憑證。請在登入頁以新卡片簽章，系統會引導您以新憑證取代原有憑證；也可由貴公司已登入的同仁代為新增。',
      ],
    },
    {
      question: '同一家公司有好幾個人要使用？',
      answers: [
        ({ maxCertificates }: ProductRules) =>
          `相同管制編號須設定多組登入憑證者，請登入系統後自行新增即可，最多 ${maxCertificates} 張。`,
      ],
    },
    {
      question: '未收到認證信？',
      answers: [
        '認證信寄至 EMS 所登載的事業電子郵件信箱，請先查看垃圾信件匣。',
        '在「帳號狀態」可以重寄；若逾當日仍未收到信件，請洽本系統客服。',
      ],
    },
  ],
};
