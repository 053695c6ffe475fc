/** Of pages: reading a card, and all that may go wrong, in Traditional Chinese. */

export const card = {
  phone: '手機與平板無法讀卡',
  phoneText:
    '使用自然人憑證時，請改用 Windows、macOS 或 Linux 電腦，接上讀卡機並安裝跨平台網頁元件。',
  reader: '選擇讀卡機及卡片',
  firstReader: '自動（第一台讀卡機）',
  chooseReader: '請選擇',
  detect: '重新偵測卡片',
  readerState: {
    CARD: (number: string) => `卡片 ${number}`,
    EMPTY: '沒有卡片',
    UNREADABLE: '無法辨識的卡片',
  },
  found: (reader: string) => `已選擇：${reader}`,
  pin: '憑證卡片密碼',
  pinHint:
    '自然人憑證的 PIN 碼，6 至 8 碼；未曾變更者，為持卡人民國出生年月日共 6 碼（例如 700203）。只會交給此電腦上的讀卡元件，不會傳送到本系統。',
  lastTry: '這是最後一次機會',
  lastTryText: '再輸入錯誤，卡片就會鎖住。不確定 PIN 碼時，請先洽自然人憑證管理中心 0800-080-117。',
  triesLeft: (tries: number) => `還可以再試 ${tries} 次。`,
  preparing: '正在準備，請稍候再按一次。',
  ready: '準備好了，請再按一次。',
  working: '讀卡視窗處理中，請不要關閉它…',
  slow: '仍在等待讀卡元件…',
  notSeen: '看不到視窗？',
  notSeenText:
    '讀卡視窗可能在其他視窗後方。沒有反應時可以取消，再按一次按鈕；已送出的 PIN 碼可能已計入次數。',
  showWindow: '顯示讀卡視窗',
  cancel: '取消讀卡',
  oldVersion: '您的讀卡元件版本較舊，若無法讀取請重新安裝。',
  trust: '將本網站加入信任',
  trusted: '已加入信任，請再試一次。',
  unlock: '前往鎖卡解碼',
  install: '下載跨平台網頁元件',
  selfTest: '開啟元件自我檢測頁面',
  code: (code: string) => `元件代碼：${code}`,
  troubles: {
    POPUP_BLOCKED: {
      title: '瀏覽器封鎖了讀卡視窗',
      advice: ['請在網址列旁允許本網站開啟彈出式視窗，再按一次按鈕。'],
    },
    NO_ANSWER: {
      title: '讀卡元件沒有回應',
      advice: [
        '元件尚未安裝，或安裝後尚未重新啟動電腦。',
        '元件沒有執行，或電腦剛開機還在準備：請等一分鐘再試。',
        '瀏覽器或公司的防護軟體擋住了 localhost:61161。',
        '其他程式占用了元件的位址：請開啟下方的元件自我檢測頁面，若出現的不是元件的畫面，請關閉占用的程式（或洽資訊人員），再重新啟動元件。',
        '手機與平板無法讀卡，請改用電腦。',
      ],
    },
    WINDOW_CLOSED: {
      title: '讀卡視窗被關閉了',
      advice: [
        '若是您關閉的，請再按一次，並等候讀卡視窗自行關閉。',
        '若是視窗自行關閉，表示元件發生錯誤而未說明原因：請拔出卡片重新插入，再試一次。',
        '已輸入 PIN 碼時，該次輸入可能已計入次數；再次發生時請勿一再輸入，請至「讀卡檢測與操作協助」逐步檢查，或重新啟動元件。',
      ],
    },
    TIMED_OUT: {
      title: '讀卡逾時',
      advice: ['請拔出卡片重新插入，再試一次。仍不行時請重新啟動電腦。'],
    },
    REPLY_UNREADABLE: {
      title: '無法讀取讀卡元件的回應',
      advice: ['請再試一次。若一再發生，請重新安裝跨平台網頁元件。'],
    },
    SITE_NOT_TRUSTED: {
      title: '讀卡元件尚未信任本網站',
      advice: ['請按下方按鈕，在開啟的視窗中同意後，再試一次。'],
    },
    NO_READER: {
      title: '找不到讀卡機',
      advice: [
        '請接上讀卡機，確認指示燈亮起，再按「重新偵測卡片」。',
        '使用 macOS 時，元件僅於啟動時偵測讀卡機：請先接上讀卡機，再結束並重新開啟元件（或重新啟動電腦）。',
      ],
    },
    READER_FAULT: {
      title: '無法使用讀卡機',
      advice: ['請拔下讀卡機再接上，關閉其他使用卡片的程式，再試一次。'],
    },
    NO_CARD: {
      title: '沒有讀到卡片',
      advice: [
        '請將自然人憑證晶片朝上插到底，再按「重新偵測卡片」。',
        '接有多台讀卡機時，請選擇插著卡片的那一台。',
      ],
    },
    SEVERAL_CARDS: {
      title: '偵測到多張卡片',
      advice: ['請選擇要使用的讀卡機及卡片。'],
    },
    CARD_UNREADABLE: {
      title: '無法辨識此卡片',
      advice: ['請確認插入的是自然人憑證，擦拭晶片後重新插入。'],
    },
    CARD_CHANGED: {
      title: '卡片和選擇的不同',
      advice: ['偵測之後卡片換過了。請按「重新偵測卡片」再選擇一次。'],
    },
    WRONG_CARD_KIND: {
      title: '這不是自然人憑證',
      advice: ['請改用自然人憑證（不是工商憑證、健保卡或其他卡片）。'],
    },
    CERTIFICATE_MISSING: {
      title: '卡片中找不到憑證',
      advice: ['卡片可能尚未開卡。請洽自然人憑證管理中心 0800-080-117。'],
    },
    CERTIFICATE_EXPIRED: {
      title: '憑證已到期',
      advice: ['請先至自然人憑證管理中心展期或換發新卡。'],
    },
    CERTIFICATE_NOT_YET_VALID: {
      title: '憑證尚未生效',
      advice: ['請確認電腦的日期時間，或待憑證生效後再試。'],
    },
    PIN_MISSING: { title: '沒有輸入 PIN 碼', advice: ['請輸入 PIN 碼後再試一次。'] },
    PIN_LENGTH: { title: 'PIN 碼長度不正確', advice: ['PIN 碼為 6 至 8 碼，請確認後再輸入。'] },
    PIN_WRONG: {
      title: 'PIN 碼錯誤',
      advice: ['請確認大小寫與數字鎖定（NumLock）後再輸入。錯誤累計達 3 次卡片就會鎖住。'],
    },
    PIN_EXPIRED: {
      title: 'PIN 碼已過期',
      advice: ['請先到內政部憑證管理中心網站變更 PIN 碼，再回到此處。'],
    },
    PIN_NOT_SET: {
      title: '卡片尚未開卡或設定 PIN 碼',
      advice: ['請先到內政部憑證管理中心網站開卡並設定 PIN 碼，或洽 0800-080-117。'],
    },
    PIN_LOCKED: {
      title: '卡片已鎖住',
      advice: [
        'PIN 碼錯誤累計達 3 次。請至內政部憑證管理中心網站，依指示重新設定新的 PIN 碼。',
        '有任何問題請撥打自然人憑證管理中心 0800-080-117。',
      ],
    },
    LOGIN_REFUSED: {
      title: '卡片未接受登入，PIN 碼可能已鎖住',
      advice: [
        '元件沒有說明原因。卡片可能已鎖住，或 PIN 碼有誤；請勿一再輸入，以免鎖卡。',
        '請先至內政部憑證管理中心網站確認卡片狀態，或撥打 0800-080-117。',
      ],
    },
    CANCELLED: { title: '您取消了讀卡', advice: ['需要時請再按一次按鈕。'] },
    COMPONENT_TOO_OLD: {
      title: '讀卡元件版本太舊',
      advice: ['請重新安裝跨平台網頁元件，再試一次。'],
    },
    COMPONENT_FAULT: {
      title: '讀卡元件發生錯誤',
      advice: ['請拔出卡片重新插入再試一次。若一再發生，請重新安裝跨平台網頁元件。'],
    },
    SIGNING_FAILED: {
      title: '卡片無法完成簽章',
      advice: ['請拔出卡片重新插入再試一次。若一再發生，請洽自然人憑證管理中心 0800-080-117。'],
    },
    UNKNOWN: {
      title: '讀卡時發生問題',
      advice: ['請再試一次。若一再發生，請將下方代碼告訴客服人員。'],
    },
  },
};
