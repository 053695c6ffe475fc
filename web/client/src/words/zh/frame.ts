/** What the frame and the start page say, in Traditional Chinese; the other languages have its shape. */

export const frame = {
  service: {
    name: '毒性及關注化學物質運送車輛即時追蹤系統專區',
    owner: '環境部化學物質管理署',
  },
  shell: {
    skip: '跳到主要內容',
    language: '語言',
    navigation: '主要選單',
    start: '首頁',
    apply: '申請帳號',
    status: '帳號狀態',
    demoLabel: '示範環境',
    demo: '示範環境，資料皆為虛構。',
    demoMailbox: '示範信箱',
    demoComponent: '測試用讀卡元件',
    helpHeading: '需要協助',
    helpLine: (line: string) => `本系統客服專線：${line}`,
    helpMail: '客服信箱：',
    helpMoica: '自然人憑證管理中心（憑證、PIN 碼、鎖卡）：',
    helpComponent: '安裝跨平台網頁元件',
    helpUnlock: '自然人憑證鎖卡解碼',
    newWindow: '（另開新視窗）',
    version: (version: string) => `版本 ${version}`,
    errorPrefix: '錯誤：',
    loading: '載入中…',
    steps: '申請步驟',
    stepDone: '（已完成）',
  },
  steps: ['基本資料填寫', '自然人憑證綁定', '審核與開通'],
  start: {
    title: '以自然人憑證申請帳號',
    lead: '運送毒性及關注化學物質的業者，在這裡申請即時追蹤系統（GPS 專區）的帳號。全程線上辦理，約需 10 分鐘。',
    begin: '開始申請',
    goOn: '繼續您的申請',
    goOnText: (caseNumber: string, company: string) =>
      `您有一件申請正在進行：${company}（案號 ${caseNumber}）。`,
    prepareHeading: '請先準備',
    prepare: [
      [
        '管制編號',
        '8 碼英文字母與數字，並備妥環境保護許可管理資訊系統（EMS）的基本資料表 C，照著填寫。',
      ],
      ['自然人憑證', '由負責使用帳號的人本人的卡片，須在有效期限內。'],
      ['讀卡機', '接在這台電腦上的晶片讀卡機。'],
      ['憑證卡片密碼（PIN 碼）', '6 至 8 碼。輸入錯誤累計 3 次即鎖卡。'],
      [
        '裝好元件的電腦',
        'Windows、macOS 或 Linux 電腦，並安裝跨平台網頁元件。手機與平板不能讀卡。',
      ],
    ],
    componentLink: '下載跨平台網頁元件',
    nextHeading: '申請之後',
    next: [
      '填寫公司基本資料，確認後綁定自然人憑證、送出申請。',
      '系統比對 EMS 登載資料進行審核，完全一致才算通過。您可以在「帳號狀態」即時看到進度。',
      '審核完成後寄信至 EMS 所登載的事業電子郵件信箱。通過者點選信中連結，開通帳號權限。',
    ],
    resumeHeading: '已經申請過了？',
    resumeStatus: '查看帳號狀態',
    resumeCard: '換了電腦或瀏覽器：以自然人憑證繼續',
  },
  notices: {
    heading: '注意事項',
    exact: '比對 EMS 登載資料，完全一致才算通過。',
    mailGoesTo: '認證信寄發對象為事業電子郵件信箱（同 EMS），敬請注意。',
    allRequired:
      '帳號申請之資料欄位皆須填寫，且為避免影響您所屬權利，請務必確認輸入資料與實際情形相符。',
    tableC: '基本資料將核對環境保護許可資訊系統（EMS），請確認輸入內容與 EMS 基本資料表 C 相同。',
    vendors:
      '若車機商或管理端具帳號申請需求，請來信本系統（toxicgps@moenv.gov.tw）述明單位及申請原因，後續將由專人協助辦理。',
    pinLocks:
      '輸入錯誤累計達 3 次導致憑證鎖卡者，請至內政部憑證管理中心網站並依指示重新設定新的 PIN 碼，若有任何問題請撥打至相關單位詢問，自然人憑證管理中心 0800-080-117。',
    component: '尚未安裝客戶端程式、無法正常使用者，請（重新）安裝跨平台網頁元件。',
    moreCards: '相同管制編號須設定多組登入憑證者，請登入系統後自行新增即可。',
    onePlace: '相同自然人憑證僅限對應乙組管制編號，意即無法重複設置於多組管制編號，敬請注意。',
    redetect: '已安裝元件但系統未讀取到卡片時，請按「重新偵測卡片」。',
  },
};
