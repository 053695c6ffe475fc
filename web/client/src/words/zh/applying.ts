/** Of pages: what is asked in applying, until the card is bound, in Traditional Chinese. */
import type { ProductRules } from '../../api/session';
import { fields } from './fields';

export const applying = {
  groups: {
    ...fields.groups,
    county: '縣市',
    district: '鄉鎮市區',
    choose: '請選擇',
    districtIs: (name: string) => `郵遞區號所在地：${name}`,
    districtUnknown: '前 3 碼不在郵遞區號表中，請確認。',
  },
  problems: {
    heading: '有欄位需要修正',
    empty: (label: string) => `請輸入${label.replace(/^(?=[A-Za-z])/, ' ')}。`,
    controlNumber: '管制編號為 8 碼英文字母與數字，例如 A0000006。',
    postalCode: '郵遞區號為 6 碼數字，例如 100006。',
    email: (label: string) =>
      `${label.replace(/[A-Za-z]$/, '$& ')}的格式不正確，例如 name@example.com。`,
    phone: '連絡電話的格式不正確，例如 02-23111234#123 或 0912-345678。',
    tooLong: (longest: number) => `內容過長，請縮短至 ${longest} 個字以內。`,
    meant: '您是不是要輸入：',
    misfit: (byCode: string, byAddress: string) =>
      `郵遞區號屬於${byCode}，郵寄地址寫的是${byAddress}`,
    misfitText: '請確認郵遞區號與郵寄地址。確定無誤時，請再按一次「下一步」。',
    pinEmpty: '請輸入憑證卡片密碼（PIN 碼）。',
    pinLength: 'PIN 碼為 6 至 8 碼。此次沒有送進卡片，不計入錯誤次數。',
    chooseCard: '偵測到多張卡片，請選擇要使用的讀卡機及卡片。',
    cardFirst: '請先按「取得憑證資訊」，讀取自然人憑證。',
  },
  tasks: {
    title: '帳號申請',
    lead: '各步驟可以中途離開，已填寫的資料均已保留。',
    names: [
      { name: '1 基本資料填寫', text: '對照 EMS 基本資料表 C 填寫，送出前可以再確認一次。' },
      { name: '2 自然人憑證綁定', text: '插入卡片、輸入 PIN 碼，綁定後即送出審核。' },
    ],
    states: { DONE: '已完成', TO_DO: '待辦理', LATER: '尚無法開始' },
    goOn: '前往綁定自然人憑證',
    unsent: '您有填寫到一半的資料',
    unsentText: (name: string) => `${name}尚未送出，可以繼續填寫。`,
    unsentGoOn: '繼續填寫',
    sent: (caseNumber: string) => `申請已送出（案件編號 ${caseNumber}）`,
    sentText: '兩個步驟都已完成，審核進度請看帳號狀態。',
  },
  notice: {
    title: '個人資料蒐集告知事項',
    lead: '依個人資料保護法第 8 條，在您填寫資料前告知下列事項。',
    items: [
      { name: '蒐集機關', text: '環境部化學物質管理署。' },
      {
        name: '蒐集目的',
        text: '辦理毒性及關注化學物質運送車輛即時追蹤系統專區之帳號申請、審核、開通及登入，並確認辦理人之身分。',
      },
      {
        name: '個人資料類別',
        text: '負責人與聯絡人之姓名及電子郵件信箱、持卡人之姓名、卡號、憑證與簽章、連絡電話及 Email。',
      },
      {
        name: '利用期間、地區、對象及方式',
        text: ({ unsentFormDays }: ProductRules) =>
          `帳號存續期間及依法令應保存之期間內，於我國境內，由本署及受本署委託辦理本系統之單位，以電子方式利用。填寫後未送出的草稿，最後一次修改後 ${unsentFormDays} 日即刪除。`,
      },
      {
        name: '您的權利',
        text: '您可以向本系統客服請求查詢、閱覽、製給複製本、補充、更正，或停止蒐集、處理、利用及刪除您的個人資料；依法令應保存者除外。',
      },
      {
        name: '不提供的影響',
        text: '您可以自由選擇是否提供；資料不完整時，本系統無法與 EMS 比對，帳號申請無法受理。',
      },
    ],
    confirm: '我已閱讀，開始填寫',
    more: '隱私權及資訊安全',
  },
  draft: {
    label: '草稿',
    IDLE: '填寫的內容會自動暫存，關閉視窗後仍可在此瀏覽器繼續。',
    WAITING: '暫存中…',
    FAILED: '目前無法暫存；已填寫的資料仍在此視窗，請勿關閉。',
    KEPT: (when: string) => `已暫存（${when}），關閉視窗後仍可在此瀏覽器繼續。`,
    heading: '刪除草稿，或這是公用電腦',
    text: ({ unsentFormDays }: ProductRules) =>
      `草稿加密傳送並暫存於本系統，只有此瀏覽器能繼續填寫，最後一次修改後 ${unsentFormDays} 日自動刪除。`,
    textSignedIn: '草稿加密傳送並暫存於本系統，登入期間關閉視窗仍可繼續填寫，登出後即刪除。',
    discard: '刪除草稿',
    discarded: '草稿已刪除。',
    sharedText:
      '這是公用電腦時，請在離開前清除：草稿、此瀏覽器的申請紀錄與已填寫的資料都會刪除。已綁定憑證的申請不受影響，可以用該憑證繼續。',
    shared: '這是公用電腦，清除並離開',
    broughtBack: '已帶入先前填寫、尚未送出的資料',
    broughtBackText: (when: string) => `此草稿暫存於${when}。請確認後繼續填寫。`,
  },
  tableC: {
    heading: '從 EMS 基本資料表 C 帶入',
    text: '將表 C 的內容複製後貼上，或選取、拖曳檔案（文字檔或 CSV）至此，系統會在此電腦讀出各欄資料供您確認，不會傳送檔案。',
    label: '貼上表 C 的內容',
    hint: '可貼上整張表，或「管制編號：A0000006」這樣逐列的文字。',
    file: '或選取檔案',
    nothing: '找不到表 C 的欄位名稱，請確認貼上的內容。',
    found: (count: number, all: number) => `讀到 ${all} 項中的 ${count} 項，請確認：`,
    take: '帶入表單',
    taken: (count: number) => `已帶入 ${count} 項資料，請逐頁確認。`,
  },
  transfer: {
    heading: '改到電腦繼續',
    text: ({ transferMinutes }: ProductRules) =>
      `已填寫的資料可以帶到電腦：請取得代碼，在電腦的瀏覽器開啟本網站，選「以代碼繼續」並輸入。代碼 ${transferMinutes} 分鐘內有效，限用一次。`,
    create: '取得代碼',
    code: '您的代碼',
    where: (address: string) => `在電腦開啟 ${address}`,
    until: (when: string) => `有效至${when}。在電腦繼續後，此瀏覽器就不再顯示此資料。`,
    redeemHeading: '以代碼繼續',
    redeemText: '在手機或其他電腦填寫到一半時，請輸入該裝置顯示的代碼。',
    codeLabel: '代碼',
    codeHint: '8 碼英文字母與數字，可含連字號。',
    redeem: '以代碼繼續',
    codeEmpty: '請輸入代碼。',
  },
  apply: {
    titles: {
      business: '帳號申請（1/2）：基本資料填寫',
      mailing: '帳號申請（1/2）：郵寄資料',
      contact: '帳號申請（1/2）：聯絡資料',
    },
    pageOf: (number: number, all: number) => `第 ${number} 頁，共 ${all} 頁`,
    next: '下一步',
    before: '上一頁',
    draft: (controlNumber: string) => `您有一件尚未完成的申請（管制編號 ${controlNumber}）`,
    draftText: (caseNumber: string) =>
      `案件編號 ${caseNumber} 已填妥基本資料，尚未綁定自然人憑證。您可以繼續辦理此申請，或為另一個管制編號另行申請。`,
    goOn: (controlNumber: string) => `繼續辦理 ${controlNumber}`,
    change: '修改基本資料',
    numberIsFixed: '申請建立後，管制編號無法修改。',
    openCase: (caseNumber: string) => `您已有一件申請（案件編號 ${caseNumber}）`,
    openCaseText: '同一個瀏覽器一次處理一件申請。要為另一個管制編號申請，可以另外開始。',
    seeStatus: '查看帳號狀態',
    another: '為另一個管制編號申請',
  },
  check: {
    title: '確認資料',
    lead: '請確認下列資料與 EMS 基本資料表 C 完全相同。',
    change: '修改',
    send: '確認無誤，前往綁定憑證',
    sending: '送出中…',
  },
  bind: {
    title: '帳號申請（2/2）：自然人憑證綁定',
    notYet: '請先填寫基本資料，再綁定自然人憑證。',
    accountId: '帳號 ID',
    companyName: '名稱',
    cardHeading: '讀取自然人憑證',
    read: '取得憑證資訊',
    readAgain: '重新取得憑證資訊',
    checking: '檢查憑證中…',
    holderHeading: '憑證資訊',
    holderName: '自然人憑證姓名',
    cardNumber: '卡號',
    notRead: '尚未讀取',
    byServer: '送出後由系統確認',
    gotIt: '已取得憑證資訊。',
    gotItText: ({ challengeMinutes }: ProductRules) =>
      `請填寫連絡電話與 Email，並在 ${challengeMinutes} 分鐘內按「確認送出」。`,
    gotItPress: (button: string, { challengeMinutes }: ProductRules) =>
      `請填寫連絡電話與 Email，並在 ${challengeMinutes} 分鐘內按「${button}」。`,
    expired: ({ challengeMinutes }: ProductRules) => `憑證資訊已超過 ${challengeMinutes} 分鐘`,
    expiredText:
      '為維護安全，請再輸入一次 PIN 碼並按「取得憑證資訊」。已填寫的電話與 Email 均已保留。',
    endsSoon: (button: string, minutes: number) =>
      `憑證資訊將於 ${minutes} 分鐘後逾時，請按「${button}」`,
    endsSoonText:
      '來不及時，請再輸入一次 PIN 碼並按「重新取得憑證資訊」，即可重新計時；已填寫的電話與 Email 都會保留。',
    contactHeading: '持卡人的聯絡方式',
    phone: { label: '連絡電話', hint: '市話請含區碼，或輸入手機號碼。' },
    email: { label: 'Email', hint: '持卡人本人的電子郵件信箱。' },
    label: { label: '名稱（選填）', hint: '貴公司對此憑證的稱呼，例如「北區車隊」。' },
    send: '確認送出',
    sending: '送出中…',
    closed: '此申請已送出，無須再綁定憑證。',
  },
};
