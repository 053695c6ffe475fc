/** What the pages of a signed-in holder say, in Traditional Chinese; the other languages have its shape. */
import type { ProductRules } from '../../api/session';
import { belonging } from './belonging';
import { managing } from './managing';

export const holder = {
  gate: {
    needed: '請先登入',
    neededText: '本頁要以自然人憑證登入後才能使用；登入後會回到此處。',
    ended: '您的登入已結束',
    endedText: ({ idleMinutes, signedInHours }: ProductRules) =>
      `閒置超過 ${idleMinutes} 分鐘、登入滿 ${signedInHours} 小時，或已從別處登出時，系統會結束登入。已填寫的資料均已保留，重新登入後會回到此處。`,
  },
  idle: {
    title: (minutes: number) => `您仍在使用本系統嗎？${minutes} 分鐘後將自動登出`,
    text: '為維護安全，閒置過久會結束登入。按「繼續使用」即可延長；已填寫的資料均會保留。',
    stay: '繼續使用',
  },
  signIn: {
    title: '以自然人憑證登入',
    lead: '請插入已綁定帳號的自然人憑證，輸入 PIN 碼後按「登入」。',
    button: '登入',
    out: '您已登出',
    outText: '離開座位前，請取出自然人憑證。',
    replaced: '憑證已更換',
    replacedText: '原有憑證無法再登入，請以新的自然人憑證登入。',
    renewTitle: '您的自然人憑證已換發',
    renewText:
      '帳號綁定的是您的另一張自然人憑證。若此卡片為換發後的新卡片，請再輸入一次 PIN 碼：它會取代原有憑證，並直接登入。連絡電話、Email 與名稱維持不變，貴公司的其他持卡人會收到通知。',
    renewButton: '以新憑證取代並登入',
    existing: '原有帳號尚未綁定憑證：',
    existingLink: '自然人憑證帳號綁定',
    lockedOut: '帳號的憑證都已無法登入：',
    lockedOutLink: '以管制編號申請重新綁定',
    reissued: '憑證換發後無法辨識：',
    reissuedLink: '申請認定換發後之憑證',
    otherHeading: '無法登入？',
    noAccount: '尚無帳號：',
    waiting: '已申請，尚未開通：',
    trouble: '讀不到卡片：',
    ownCard: '請使用本人的自然人憑證。每個人以自己的卡片登入，不共用卡片與 PIN 碼。',
    limits: ({ idleMinutes, signedInHours }: ProductRules) =>
      `閒置 ${idleMinutes} 分鐘會自動登出，每次登入最長 ${signedInHours} 小時。`,
  },
  proof: {
    title: '請再以登入所用的自然人憑證確認一次',
    text: (name: string, card: string, { proofMinutes }: ProductRules) =>
      `為保護帳號安全，此動作需要 ${proofMinutes} 分鐘內的卡片簽章。請插入${name}的卡片（${card}）並輸入 PIN 碼，確認後會接著完成剛才的動作。`,
    button: '確認並繼續',
    cancel: '取消',
  },
  home: {
    title: '我的帳號',
    desk: '前往審核台',
    lead: (name: string) => `${name}，您好。`,
    controlNumber: '管制編號',
    name: '公司名稱',
    noName: '未提供',
    status: '帳號狀態',
    statuses: {
      PENDING: '尚未開通',
      ACTIVE: '已開通',
      SUSPENDED: '停用',
      CLOSED: '已關閉',
    },
    openedAt: '開通日期',
    ownCard: '您登入的憑證',
    validUntil: '憑證有效期限',
    expires: (days: number) =>
      days < 1 ? '您的自然人憑證今天到期' : `您的自然人憑證再 ${days} 天到期`,
    expiresText: (day: string) =>
      `有效期限至${day}。請先至自然人憑證管理中心展期或換發，再以新憑證取代原有憑證。`,
    mailbox: '登載之電子郵件信箱更正中',
    mailboxText: (email: string, when: string | null) =>
      when
        ? `匯入時登載之電子郵件信箱有誤，將於${when}更正為 ${email}。生效前，通知仍寄送至原信箱，且不寄送登入連結；如有疑義，請儘速洽本系統客服。`
        : `本系統同仁提出將登載之電子郵件信箱更正為 ${email}，尚待另一位同仁確認。`,
    systemsHeading: '即時追蹤系統專區',
    systemsText: '無須再登入一次，直接前往專區的其他系統。',
    goOver: (name: string) => `前往${name.replace(/^(?=[A-Za-z0-9])/, ' ')}`,
    workHeading: '帳號功能',
    doors: {
      '/cards': {
        name: '自然人憑證管理',
        text: '查看、新增、修改、刪除此管制編號的登入憑證，並定期確認。',
      },
      '/company': { name: '基本資料管理', text: '查看審核通過的公司資料，或申請變更。' },
      '/sessions': { name: '登入紀錄', text: '查看您的憑證在哪些電腦登入，並結束不再使用的登入。' },
      '/help': { name: '讀卡檢測與操作協助', text: '逐步檢查瀏覽器、讀卡元件、讀卡機與卡片。' },
    },
  },
  ...managing,
  ...belonging,
  authorize: {
    title: '前往其他系統',
    titleOf: (partner: string) => `以自然人憑證登入：${partner}`,
    signInFirst: '請先插入已綁定帳號的自然人憑證，輸入 PIN 碼後按「登入」。登入後請確認是否前往。',
    lead: '請確認以下身分與提供的資料無誤，再前往該系統。',
    holder: '登入者',
    learns: (partner: string) => `${partner}將取得的資料`,
    scopes: {
      OPENID: '您在本專區的使用者代碼（不含姓名與身分證字號），以及登入的時間與方式',
      PROFILE: '憑證上的姓名',
      COMPANY: '管制編號、帳號類別與公司名稱',
      CARD: '憑證指紋（SHA-256），不含卡號與身分證字號',
    },
    agree: (partner: string) => `同意並前往${partner.replace(/^(?=[A-Za-z0-9])/, ' ')}`,
    decline: '不同意，返回原系統',
    unknown: '此系統未登錄',
    unknownText: '引導您前來的系統未在本專區登錄，或已停止介接。請洽該系統的管理者。',
    broken: '無法繼續登入',
    brokenText:
      '此登入要求不完整、已完成或已逾時。請回到原系統重新登入；若仍發生，請洽該系統的管理者。',
    toHome: '回到本專區',
  },
  signOut: {
    title: '登出',
    lead: (name: string) =>
      `${name}，您要登出本專區嗎？登出後，您以本專區登入的其他系統也會收到通知。`,
    nobody: '您目前沒有登入。離開座位前，請取出自然人憑證。',
    failed: '您尚未登出，請稍後再試一次。',
    stay: '不登出',
    toHome: '回到首頁',
  },
  sessions: {
    title: '登入紀錄',
    lead: '您的自然人憑證目前在下列電腦登入。',
    isCurrent: '此電腦',
    unknownDevice: '無法辨識的裝置',
    startedAt: '登入時間',
    seenAt: '最近使用',
    expiresAt: '最晚結束',
    end: '結束此登入',
    endWhich: (device: string, time: string) => `：${device}，${time}`,
    endThis: '登出此電腦',
    ended: '已結束此登入。',
    strange:
      '有您不認得的登入時，請立即結束它，並確認卡片在您身邊；卡片遺失請洽自然人憑證管理中心 0800-080-117 停用。',
  },
};
