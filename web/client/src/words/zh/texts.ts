/** What is there to be read: help, privacy, accessibility, site map, about; in Traditional Chinese. */
import type { ProductRules } from '../../api/session';

export const texts = {
  help: {
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
  },
  privacy: {
    title: '隱私權及資訊安全',
    lead: '本頁說明本服務蒐集哪些資料、如何使用與保護。',
    sections: [
      {
        heading: '適用範圍',
        sentences: [
          '適用於您在本服務申請帳號、登入及管理憑證時的資料處理。連到其他網站後，適用該網站的說明。',
        ],
      },
      {
        heading: '蒐集的資料與目的',
        sentences: [
          '公司基本資料：管制編號、公司名稱、負責人、地址、信箱、聯絡人，用於與 EMS 登載資料比對並開通帳號。',
          '憑證資料：姓名、卡號、憑證與簽章，由卡片簽署的內容取得，用於確認身分並留存證據；連絡電話與 Email 由您填寫，用於聯絡。',
          '使用紀錄：登入時間、裝置種類與帳號異動，用於安全稽核。',
        ],
      },
      {
        heading: 'PIN 碼',
        sentences: ['PIN 碼只交給您電腦上的讀卡元件，不會傳送到本系統，也不會存放在瀏覽器。'],
      },
      {
        heading: '保存與保護',
        sentences: [
          '連線全程加密。簽章證據加密封存；卡號與電話只對需要的人完整顯示。',
          ({ unsentFormDays }: ProductRules) =>
            `您填寫到一半的資料以此瀏覽器的連線階段暫存於本系統，最後一次修改後 ${unsentFormDays} 日或清除時刪除；瀏覽器中只留在開啟的分頁，關閉即消失。`,
        ],
      },
      {
        heading: 'Cookie',
        sentences: [
          '本服務只使用維持登入與申請所必需的 Cookie，及您切換語言後記住該語言的 Cookie；不使用分析或廣告的追蹤工具，也不向其他網站載入任何內容。',
        ],
      },
      {
        heading: '您的權利',
        sentences: [
          '您可以向本系統客服查詢、請求閱覽、更正或停止使用您的個人資料；依法令應保存的紀錄除外。',
        ],
      },
      { heading: '說明的修訂', sentences: ['本說明如有修訂，會公布在本頁。'] },
    ],
  },
  accessibility: {
    title: '無障礙說明',
    lead: '本服務依 WCAG 2.2 AA 與網站無障礙規範 115.11 設計，讓每個人都能完成申請。',
    sections: [
      {
        heading: '您可以這樣使用',
        sentences: [
          '全程可以只用鍵盤操作：按 Tab 鍵依序移動，第一個連結可以跳到主要內容。',
          '便捷鍵 U、C、Z 分別到達上方功能區塊、中央內容區塊與頁尾區塊，用法見「網站導覽」。',
          '放大到 400 % 或在窄螢幕上無須左右捲動；支援深色模式、高對比與減少動態效果的系統設定。',
          '狀態改變、錯誤與結果會由螢幕閱讀器讀出；錯誤訊息列在頁首並連到欄位。',
          '每一頁都可以切換中文與英文，並會記住您的選擇。',
        ],
      },
      {
        heading: '如何檢驗',
        sentences: [
          '每個頁面與狀態以自動化工具（axe-core）逐頁檢查，中英文、淺色與深色皆須零缺失；並測試只用鍵盤與 400 % 放大。',
          '尚未申請無障礙網頁標章，也尚未由身心障礙者實地測試。',
        ],
      },
      {
        heading: '已知的限制',
        sentences: [
          '讀卡視窗與讀卡元件由其他機關提供，不在本服務的控制範圍。',
          'PIN 碼欄位不讓密碼管理程式記住，以保護您的卡片；可以貼上。',
          '手機與平板無法讀卡，請改用電腦。',
        ],
      },
      {
        heading: '遇到困難',
        sentences: [
          '請來信或來電本系統客服（見頁尾），告訴我們頁面與遇到的情形；我們會協助您以其他方式完成。',
        ],
      },
    ],
  },
  about: {
    title: '關於本服務',
    lead: '本服務辦理毒性及關注化學物質運送車輛即時追蹤系統專區的帳號：申請、審核、開通、登入與憑證管理。',
    sections: [
      {
        heading: '誰可以申請',
        sentences: [
          '運送毒性及關注化學物質、領有管制編號的業者。',
          '若車機商或管理端具帳號申請需求，請來信本系統述明單位及申請原因，後續將由專人協助辦理。',
        ],
      },
      {
        heading: '如何審核',
        sentences: [
          '系統將您填寫的資料與環境保護許可資訊系統（EMS）基本資料表 C 逐欄比對，完全一致才算通過。',
          '結果寄至 EMS 所登載的事業電子郵件信箱，只有收到信的公司能開通帳號。',
        ],
      },
      {
        heading: '為什麼用自然人憑證',
        sentences: [
          '每一次登入與重要的異動都由持卡人本人簽章，日後可以查證是誰、在何時做的。',
          '相同自然人憑證僅限對應乙組管制編號。',
        ],
      },
      {
        heading: '給其他系統的開發者',
        sentences: [
          '專區的其他系統可以 GraphQL 介接帳號與憑證狀態，請洽本系統客服取得文件與權杖。',
        ],
      },
    ],
  },
  siteMap: {
    title: '網站導覽',
    lead: '本網站的全部頁面。每一頁由上到下為：跳到主要內容的連結、網站標題與語言切換、主要選單、主要內容、頁尾。',
    groups: {
      applying: '申請帳號',
      holding: '已有帳號',
      reading: '協助與說明',
    },
    pages: {
      '/': '首頁：申請前的準備',
      '/tasks': '申請進度：兩個步驟',
      '/apply': '帳號申請（1/2）：基本資料填寫',
      '/bind': '帳號申請（2/2）：自然人憑證綁定',
      '/status': '帳號狀態',
      '/continue': '以自然人憑證繼續申請',
      '/sign-in': '以自然人憑證登入',
      '/existing': '既有帳號：綁定自然人憑證',
      '/home': '我的帳號',
      '/cards': '自然人憑證管理',
      '/company': '基本資料管理',
      '/sessions': '登入紀錄',
      '/help': '讀卡檢測與操作協助',
      '/about': '關於本服務',
      '/privacy': '隱私權及資訊安全',
      '/accessibility': '無障礙說明',
    },
    keysHeading: '便捷鍵（Accesskey）',
    keysLead: '每一頁分為三個區塊，開頭都有三個冒號（:::）的連結，也可以用便捷鍵直接到達：',
    zones: {
      U: '網站標題、網站導覽、語言切換、登出與主要選單',
      C: '本頁的內容',
      Z: '客服資訊與本站說明',
    },
    keysHow: [
      'Windows 與 Linux 的 Chrome、Edge：按住 Alt，再按便捷鍵。',
      'Windows 與 Linux 的 Firefox：按住 Alt 與 Shift，再按便捷鍵。',
      'macOS：按住 Control 與 Option，再按便捷鍵。',
    ],
    letters: '審核結果、開通與異動通知的頁面，請由信件中的連結開啟。',
  },
};
